import { html } from 'lit';
import { bearer, commandLine, swarmUrl } from './pieces.js';

/**
 * How to bring the first agent into a swarm that has none, by what people have at hand. It is shown in the place of the
 * list of agents, so it is gone with the first one.
 *
 * @param {import('./view.js').View} view
 */
export function firstRun(view) {
  if (!view.may('work')) {
    return html`<div class="empty" data-empty="agents">
      <p><strong>No agents yet.</strong> They appear here as soon as they register.</p>
    </div>`;
  }
  return html`<div class="empty" data-empty="agents">
    <p><strong>No agents yet.</strong> An agent is any program that registers and claims tasks. Be the first one:</p>
    <div class="ways">
      ${way('curl', 'From a terminal', 'Registers agent1, and asks for a task.', curlLine(view))}
      ${way('python', 'With Python', 'Works until it is stopped; no library needed.', pythonLine(view))}
      ${
        view.doors.has('mcp')
          ? way('mcp', 'With a coding agent', 'Tools to join, claim, report and ask, by MCP. Here for Claude Code:', mcpLine(view))
          : ''
      }
    </div>
    ${
      view.access.hasLogin
        ? html`<p class="dim">Each wants a token in the variable <code>SWARMBOT_TOKEN</code>, of the role agent or operator.</p>`
        : ''
    }
  </div>`;
}

/** One way is open, so that all of them are seen; its command is as wide as the panel. */
function way(name, title, text, command) {
  return html`<details class="way" name="way" data-way=${name} ?open=${name === 'curl'}>
    <summary>${title}</summary>
    <p class="dim">${text}</p>
    ${commandLine(command, `Copy the command: ${title.toLowerCase()}`)}
  </details>`;
}

function curlLine(view) {
  return [
    `SWARM=${swarmUrl(view)}`,
    `curl -X PUT $SWARM/agents/agent1${bearer(view)} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"name":"Ada","capabilities":["text"]}'`,
    `curl -X POST "$SWARM/agents/agent1/claim?wait=10s"${bearer(view)}`,
  ].join('\n');
}

function pythonLine(view) {
  const token = view.access.hasLogin ? ', "Authorization": "Bearer " + os.environ["SWARMBOT_TOKEN"]' : '';
  return `python3 - <<'END'
import json, os, urllib.request as web
swarm = "${swarmUrl(view)}/"
def ask(method, path, body={}):
    headers = {"Content-Type": "application/json"${token}}
    data = json.dumps(body).encode()
    request = web.Request(swarm + path, data, headers, method=method)
    return json.loads(web.urlopen(request).read() or "null")
ask("PUT", "agents/python1", {"capabilities": ["text"]})
while True:
    task = ask("POST", "agents/python1/claim?wait=30s")
    if task:
        done = {"agent_id": "python1", "result": {"said": "hello"}}
        ask("POST", "tasks/" + task["id"] + "/complete", done)
END`;
}

function mcpLine(view) {
  const url = new URL(`mcp/${encodeURIComponent(view.swarm)}`, view.client.baseUrl).href;
  const header = view.access.hasLogin ? ' \\\n  --header "Authorization: Bearer $SWARMBOT_TOKEN"' : '';
  return `claude mcp add --transport http swarmbot \\\n  ${url}${header}`;
}
