import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { ago, label, oneLine } from './format.js';
import { icon } from './icons.js';
import { messageBox, messagesWithNobody, sameness, Unread, unreadMark } from './messages.js';
import { Part } from './part.js';
import { bearer, chip, commandLine, facts, moreLine, progress, proportions, statusPill, swarmUrl } from './pieces.js';
import { agentRank, byId, first, matches } from './select.js';

const SHOWN = 60;

/** The agents: who is there, how it is, and what it does. */
class Agents extends Part {
  #query = '';
  #status = null;
  #open = new Set();

  render() {
    const { state } = this.view;
    const total = state?.agents.size ?? 0;
    return html`<section class="panel" aria-labelledby="agents-title">
      <div class="panel-head">
        <h2 id="agents-title">Agents <span class="count" id="agent-count">${total.toLocaleString('en')}</span></h2>
        <input
          type="search"
          placeholder="Find an agent"
          aria-label="Find an agent by name, id, role or capability"
          .value=${this.#query}
          ?hidden=${!total}
          @input=${this.#search}
        />
      </div>
      ${state ? (total ? this.#list(state) : this.#empty()) : waiting(this.view)}
    </section>`;
  }

  #list(state) {
    const counts = state.totals.agents;
    const found = [];
    for (const agent of state.agents.values()) {
      if (this.#status && agent.status !== this.#status) continue;
      if (matches(this.#query, agent.id, agent.name ?? '', agent.role ?? '', agent.capabilities.join(' '))) found.push(agent);
    }
    // With few agents each keeps its place but for those in need; with many, what works comes before what rests.
    const isShort = found.length <= SHOWN;
    const rank = (agent) => (isShort ? Math.min(agentRank(agent), 2) : agentRank(agent));
    const agents = first(found, SHOWN, (a, b) => rank(a) - rank(b) || byId(a, b));
    const unread = Unread.of(state);
    return html`
      ${proportions(counts)}
      <div class="chips" role="group" aria-label="Agents by status">
        ${Object.entries(counts)
          .filter(([status, count]) => count > 0 || status === this.#status)
          .map(([status, count]) =>
            chip({ status, name: label(status), count, isOn: status === this.#status, choose: () => this.#filter(status) }),
          )}
      </div>
      ${messagesWithNobody(this.view, unread)}
      <ul class="rows" id="agents">
        ${repeat(
          agents,
          (agent) => agent.id,
          (agent) => this.#row(agent, state, unread.with('agent', agent.id)),
        )}
      </ul>
      ${agents.length ? nothing : html`<p class="none">No agent matches.</p>`}
      ${moreLine(found.length - agents.length, '; search or choose a status to find them')}
    `;
  }

  #row(agent, state, unread) {
    const task = agent.current_task ? (state.tasks.get(agent.current_task) ?? { id: agent.current_task }) : null;
    const age = ago(agent.updated_at, this.view.now);
    const isOpen = this.#open.has(agent.id);
    return html`<li class="row agent" data-agent=${agent.id} data-status=${agent.status} data-liveness=${agent.liveness}>
      ${guard([agent, task, age, isOpen, sameness(this.view, unread), this.view.maySend, this.view.may('steer')], () => this.#content(agent, task, age, isOpen, unread))}
    </li>`;
  }

  #content(agent, task, age, isOpen, unread) {
    return html`
      <div class="row-head">
        ${statusPill(agent.status)}
        <button class="row-title" aria-expanded=${isOpen ? 'true' : 'false'} @click=${() => this.#toggle(agent.id)}>
          <strong>${agent.name || agent.id}</strong>
          ${agent.name && agent.name !== agent.id ? html`<code>${agent.id}</code>` : nothing}
        </button>
        ${agent.role ? html`<span class="dim role">${agent.role}</span>` : nothing}
        ${agent.capabilities.includes('demo') ? html`<span class="tag">demo</span>` : nothing}
        ${agent.mode === 'active' ? nothing : html`<span class="tag">${agent.mode}</span>`}
        ${agent.liveness === 'live' ? nothing : livenessMark(agent.liveness)} ${unreadMark(unread)}
        <span class="age dim" title=${`Last change ${agent.updated_at}`}>${age}</span>
      </div>
      ${task ? work(task) : nothing}
      ${agent.details ? html`<p class="detail dim" title=${oneLine(agent.details)}>${oneLine(agent.details)}</p>` : nothing}
      ${isOpen ? [agentFacts(agent), messageBox(this.view, { agent_id: agent.id }, unread)] : nothing}
    `;
  }

  #empty() {
    if (!this.view.may('work')) {
      return html`<div class="empty" data-empty="agents">
        <p><strong>No agents yet.</strong> They appear here as soon as they register.</p>
      </div>`;
    }
    const body = '{"name":"Ada","capabilities":["text"]}';
    const command = `curl -X PUT ${swarmUrl(this.view)}/agents/agent1${bearer(this.view)} \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`;
    return html`<div class="empty" data-empty="agents">
      <p><strong>No agents yet.</strong> An agent is any program that registers:</p>
      ${commandLine(command)}
    </div>`;
  }

  #search(event) {
    this.#query = event.target.value.trim();
    this.requestUpdate();
  }

  #filter(status) {
    this.#status = this.#status === status ? null : status;
    this.requestUpdate();
  }

  #toggle(id) {
    if (!this.#open.delete(id)) this.#open.add(id);
    this.requestUpdate();
  }
}

function livenessMark(liveness) {
  const title = liveness === 'stale' ? 'It has not been heard for a while' : 'It was given up';
  return html`<span class="liveness" data-tone=${liveness} title=${title}>${icon(liveness)} ${label(liveness)}</span>`;
}

/** What the agent works on. A task that is not in the snapshot is known by its id only. */
function work(task) {
  return html`<div class="work" data-current-task=${task.id}>
    <span class="work-name" title=${task.message ?? nothing}>
      ${task.type} <code>${task.id}</code> ${task.message ? html`<span class="dim">${task.message}</span>` : nothing}
    </span>
    ${progress(task.progress ?? null, `Progress of ${task.id}`)}
  </div>`;
}

function agentFacts(agent) {
  return facts([
    ['Capabilities', agent.capabilities],
    ['Liveness', agent.liveness],
    ['Mode', agent.mode_by ? `${agent.mode}, set by ${agent.mode_by}` : agent.mode],
    ['Details', agent.details],
    ['Metrics', agent.metrics],
    ['Registered', agent.registered_at],
    ['Last change', `${agent.updated_at}, version ${agent.version}`],
  ]);
}

/** Before the first snapshot: what is to be done, if it cannot come. */
function waiting(view) {
  if (view.client.status.problem?.code !== 'unknown_swarm')
    return html`<p class="none" aria-busy="true">Waiting for the first snapshot.</p>`;
  if (!view.may('administer')) {
    return html`<div class="empty" data-empty="swarm">
      <p><strong>Nothing to see here.</strong> You may choose another swarm above.</p>
    </div>`;
  }
  return html`<div class="empty" data-empty="swarm">
    <p><strong>No such swarm yet.</strong> This makes it:</p>
    ${commandLine(`curl -X PUT ${swarmUrl(view)}${bearer(view)}`)}
  </div>`;
}

customElements.define('swarm-agents', Agents);
