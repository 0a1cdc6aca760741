import { html, nothing } from 'lit';
import { agentActions } from './agent-actions.js';
import { agentCharts } from './agent-chart.js';
import { livenessMark } from './agent-marks.js';
import { Asking } from './asking.js';
import { filesOf } from './files.js';
import { ago, label } from './format.js';
import { History } from './history.js';
import { icon } from './icons.js';
import { jsonBlock } from './json-block.js';
import { messageBox, Unread } from './messages.js';
import { Part } from './part.js';
import { clockTime, facts, idText, progress, statusPill, time } from './pieces.js';
import { describe } from './sentences.js';
import { historyLine } from './timeline.js';

const SHOWN = 100;

/** One agent: how it is, what it works on, what it did, and what can be done about it. */
class AgentDetail extends Part {
  static properties = { agent: {} };

  #asking = new Asking(() => this.requestUpdate());
  /** @type {History|null} */
  #history = null;

  willUpdate(changes) {
    if (changes.has('agent')) this.#end();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#end();
  }

  #end() {
    this.#history?.end();
    this.#history = null;
  }

  firstUpdated() {
    this.querySelector('h2').focus({ preventScroll: true });
  }

  render() {
    const { route, state } = this.view;
    if (state) this.#history ??= new History(this.view, { agent: this.agent }, () => this.requestUpdate());
    const agent = state?.agents.get(this.agent);
    return html`<aside
      class="panel detail-pane"
      aria-label=${`Agent ${this.agent}`}
      data-agent-detail=${this.agent}
      @keydown=${this.#key}
    >
      <div class="panel-head">
        <h2 tabindex="-1">${agent?.name || 'Agent'}</h2>
        <a class="button" data-route data-action="close-detail" href=${route.with({ agent: '' })}>Close</a>
      </div>
      <div class="detail-body">
        ${idText(this.agent)}
        ${agent ? this.#content(agent, state) : state ? html`<p><strong>This agent is not here.</strong> It never registered, or was removed.</p>` : nothing}
        <section>
          <h3>What happened</h3>
          ${this.#events()}
        </section>
      </div>
    </aside>`;
  }

  #content(agent, state) {
    const { view } = this;
    const unread = Unread.of(state).with('agent', agent.id);
    return html`
      <p class="detail-status">
        ${statusPill(agent.status)} ${livenessMark(agent)}
        ${agent.mode === 'active' ? nothing : html`<span class="tag">${label(agent.mode)}</span>`}
        <span class="dim">changed ${ago(agent.updated_at, view.now)}</span>
      </p>
      ${this.#tasks(agent, state)} ${agentActions(view, agent, this.#asking)}
      <section>
        <h3>Facts</h3>
        ${facts([
          ['Role', agent.role],
          ['Capabilities', agent.capabilities],
          ['Takes tasks', agent.assignment === 'push' ? `pushed, ${agent.slots} at a time` : 'when it claims'],
          ['Mode', agent.mode_by ? `${label(agent.mode)}, set by ${agent.mode_by}` : label(agent.mode)],
          ['Liveness', label(agent.liveness)],
          ['Completed', agent.completed.toLocaleString('en')],
          ['Failed', agent.failed.toLocaleString('en')],
          ['Registered', time(agent.registered_at)],
          ['Last change', html`${time(agent.updated_at)}, version ${agent.version}`],
        ])}
      </section>
      ${this.#history ? agentCharts(agent, this.#history.events) : nothing} ${jsonBlock('Details', agent.details)} ${jsonBlock('Metrics', agent.metrics)}
      ${filesOf(view, 'agent', agent.id)}
      <section>
        <h3>Messages</h3>
        ${messageBox(view, { agent_id: agent.id }, unread)}
      </section>
    `;
  }

  #tasks({ id }, state) {
    const held = [];
    for (const task of state.tasks.values())
      if (!task.finished_at && !task.parts && task.assigned_agents.includes(id)) held.push(task);
    if (!held.length) return html`<p class="dim">It holds no task.</p>`;
    return html`<ul class="held">
      ${held.map(
        (task) =>
          html`<li>
            ${statusPill(task.status)}
            <a data-route href=${this.view.route.to('tasks', { task: task.id })}>${task.type} <code>${task.id}</code></a>
            ${progress(task.progress, `Progress of ${task.id}`)}
          </li>`,
      )}
    </ul>`;
  }

  #events() {
    const history = this.#history;
    if (!history) return nothing;
    const events = history.events.slice(-SHOWN).reverse();
    return html`
      ${historyLine(history)}
      <ol class="moments" aria-label="Newest first">
        ${events.map((event) => {
          const { symbol, tone, text } = describe(event);
          return html`<li class="moment" data-event=${event.type}>
            ${clockTime(event.timestamp)}
            <span class="event-icon" data-tone=${tone}>${icon(symbol)}</span>
            <span class="event-text">${event.task_id ? html`<code>${event.task_id}</code> ` : nothing}${text}</span>
          </li>`;
        })}
      </ol>
    `;
  }

  #key(event) {
    if (event.key !== 'Escape' || event.target.closest('input, textarea, select')) return;
    const { agent } = this;
    this.view.route.go(this.view.route.with({ agent: '' }));
    requestAnimationFrame(() => document.querySelector(`tr[data-row="${CSS.escape(agent)}"] .row-link`)?.focus());
  }
}

customElements.define('swarm-agent', AgentDetail);
