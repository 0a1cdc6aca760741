import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { livenessMark } from './agent-marks.js';
import { firstRun } from './first-run.js';
import { ago, label, moment, oneLine } from './format.js';
import { messageBox, messagesWithNobody, sameness, Unread, unreadMark } from './messages.js';
import { Part } from './part.js';
import {
  bearer,
  chip,
  commandLine,
  copyButton,
  facts,
  idText,
  moreLine,
  progress,
  proportions,
  statusPill,
  stillMark,
  swarmUrl,
  time,
} from './pieces.js';
import { agentRank, byId, first, matches } from './select.js';
import { StillRows } from './still.js';

const SHOWN = 60;

/** The agents: who is there, how it is, and what it does. */
class Agents extends Part {
  #query = '';
  #status = null;
  #open = new Set();
  #still = new StillRows(
    () => this.querySelector('#agents'),
    () => this.requestUpdate(),
  );

  render() {
    const { state } = this.view;
    const total = state?.agents.size ?? 0;
    const still = state && this.#rows(state);
    return html`<section class="panel" aria-labelledby="agents-title">
      <div class="panel-head">
        <h2 id="agents-title">Agents <span class="count" id="agent-count">${total.toLocaleString('en')}</span></h2>
        ${still ? stillMark(still, () => this.#still.release()) : nothing}
        <input
          type="search"
          placeholder="Find an agent"
          aria-label="Find an agent by name, id, role or capability"
          .value=${this.#query}
          ?hidden=${!total}
          @input=${this.#search}
        />
      </div>
      ${state ? (total ? this.#list(state, still) : firstRun(this.view)) : waiting(this.view)}
    </section>`;
  }

  /** @returns {{rows: object[], waiting: number, gone: Set<string>, found: number}} `found`: how many match */
  #rows(state) {
    const found = [];
    for (const agent of state.agents.values()) {
      if (this.#status && agent.status !== this.#status) continue;
      if (matches(this.#query, agent.id, agent.name ?? '', agent.role ?? '', agent.capabilities.join(' '))) found.push(agent);
    }
    // With few agents each keeps its place but for those in need; with many, what works comes before what rests.
    const isShort = found.length <= SHOWN;
    const rank = (agent) => (isShort ? Math.min(agentRank(agent), 2) : agentRank(agent));
    const agents = first(found, SHOWN, (a, b) => rank(a) - rank(b) || byId(a, b));
    const key = `${this.view.swarm} ${this.#status} ${this.#query}`;
    return { ...this.#still.rows(key, agents, (id) => state.agents.get(id)), found: found.length };
  }

  #list(state, still) {
    const counts = state.totals.agents;
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
      <ul
        class="rows"
        id="agents"
        @pointerenter=${this.#still.enter}
        @pointerleave=${this.#still.leave}
        @focusout=${this.#still.focusOut}
      >
        ${repeat(
          still.rows,
          (agent) => agent.id,
          (agent) => this.#row(agent, state, still.gone.has(agent.id), unread.with('agent', agent.id)),
        )}
      </ul>
      ${still.rows.length ? nothing : html`<p class="none">No agent matches.</p>`}
      ${moreLine(still.found - still.rows.length, html` in <a data-route href=${this.view.route.to('agents')}>the list of agents</a>`)}
    `;
  }

  #row(agent, state, isGone, unread) {
    const task = agent.current_task ? (state.tasks.get(agent.current_task) ?? { id: agent.current_task }) : null;
    const age = ago(agent.updated_at, this.view.now);
    const isOpen = this.#open.has(agent.id);
    return html`<li
      class="row agent"
      data-agent=${agent.id}
      data-status=${agent.status}
      data-liveness=${agent.liveness}
      ?data-gone=${isGone}
    >
      ${guard([agent, task, age, isOpen, sameness(this.view, unread), this.view.maySend, this.view.may('steer')], () =>
        this.#content(agent, task, age, isOpen, unread),
      )}
    </li>`;
  }

  #content(agent, task, age, isOpen, unread) {
    return html`
      <div class="row-head">
        ${statusPill(agent.status)}
        <button class="row-title" aria-expanded=${isOpen ? 'true' : 'false'} @click=${() => this.#toggle(agent.id)}>
          <strong>${agent.name || agent.id}</strong>
        </button>
        ${agent.name && agent.name !== agent.id ? idText(agent.id) : copyButton(agent.id, `Copy ${agent.id}`)}
        ${agent.role ? html`<span class="dim role">${agent.role}</span>` : nothing}
        ${agent.capabilities.includes('demo') ? html`<span class="tag">demo</span>` : nothing}
        ${agent.mode === 'active' ? nothing : html`<span class="tag">${agent.mode}</span>`} ${livenessMark(agent)}
        ${unreadMark(unread)}
        <span class="age dim" title=${`Last change ${moment(agent.updated_at)}`}>${age}</span>
      </div>
      ${work(task, agent.details ? oneLine(agent.details) : '')}
      ${isOpen ? [this.#whole(agent), agentFacts(agent), messageBox(this.view, { agent_id: agent.id }, unread)] : nothing}
    `;
  }

  #whole({ id }) {
    return html`<p class="whole"><a data-route href=${this.view.route.to('agents', { agent: id })}>All about ${id}</a></p>`;
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

/**
 * What the agent works on, always as one line, so that no row below it moves. A task that is not in the snapshot is known by
 * its id only.
 */
function work(task, details) {
  if (!task) return html`<div class="work"><span class="work-name dim" title=${details}>${details || 'No task'}</span></div>`;
  const said = [task.type, task.message, details].filter(Boolean).join(' · ');
  return html`<div class="work" data-current-task=${task.id}>
    <code>${task.id}</code> <span class="work-name dim" title=${said || nothing}>${said}</span>
    ${progress(task.progress ?? null, `Progress of ${task.id}`)}
  </div>`;
}

function agentFacts(agent) {
  return facts([
    ['Id', idText(agent.id)],
    ['Capabilities', agent.capabilities],
    ['Liveness', agent.liveness],
    ['Mode', agent.mode_by ? `${agent.mode}, set by ${agent.mode_by}` : agent.mode],
    ['Details', agent.details],
    ['Metrics', agent.metrics],
    ['Registered', time(agent.registered_at)],
    ['Last change', html`${time(agent.updated_at)}, version ${agent.version}`],
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
