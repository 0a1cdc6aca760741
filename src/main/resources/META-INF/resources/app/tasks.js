import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { isFinished } from '../swarmbot-client.js';
import { Asking } from './asking.js';
import { duration, label, running } from './format.js';
import { icon } from './icons.js';
import { messageBox, sameness, Unread } from './messages.js';
import { Part } from './part.js';
import { bearer, chip, commandLine, idText, moreLine, proportions, stillMark, swarmUrl } from './pieces.js';
import { first, latestFirst, openFirst } from './select.js';
import { StillRows } from './still.js';
import { taskButton } from './task-buttons.js';
import { taskFacts, taskHead, taskQuestion, taskWork } from './task-row.js';

const SHOWN = 50;
/** Counts that keep their place when they are zero. */
const USUAL = new Set(['pending', 'running', 'completed']);

/** The tasks, by status: what is open first, or those of one status. */
class Tasks extends Part {
  #filter = 'open';
  #open = new Set();
  #asking = new Asking(() => this.requestUpdate());
  #still = new StillRows(
    () => this.querySelector('#tasks'),
    () => this.requestUpdate(),
  );

  render() {
    const { state } = this.view;
    const total = state ? Object.values(state.totals.tasks).reduce((sum, count) => sum + count, 0) : 0;
    const still = state && this.#rows(state);
    return html`<section class="panel" aria-labelledby="tasks-title">
      <div class="panel-head">
        <h2 id="tasks-title">Tasks <span class="count" id="task-count">${total.toLocaleString('en')}</span></h2>
        ${still ? stillMark(still, () => this.#still.release()) : nothing}
      </div>
      ${state ? (total ? this.#list(state, still) : this.#empty()) : html`<p class="none" aria-busy="true">Waiting for the first snapshot.</p>`}
    </section>`;
  }

  #rows(state) {
    const isShown = this.#filter === 'open' ? (task) => !isFinished(task.status) : (task) => task.status === this.#filter;
    const order = isFinished(this.#filter) ? latestFirst : openFirst;
    const found = [];
    for (const task of state.tasks.values()) if (isShown(task)) found.push(task);
    return this.#still.rows(`${this.view.swarm} ${this.#filter}`, first(found, SHOWN, order), (id) => state.tasks.get(id));
  }

  #list(state, still) {
    const counts = state.totals.tasks;
    const openCount = Object.entries(counts).reduce((sum, [status, count]) => (isFinished(status) ? sum : sum + count), 0);
    const unread = Unread.of(state);
    const count = this.#filter === 'open' ? openCount : (counts[this.#filter] ?? 0);
    return html`
      ${proportions(counts)}
      <div class="chips" role="group" aria-label="Tasks by status">
        ${this.#chip('open', 'Open', openCount)}
        ${Object.entries(counts)
          .filter(([status, each]) => each > 0 || USUAL.has(status) || status === this.#filter)
          .map(([status, each]) => this.#chip(status, label(status), each))}
      </div>
      <ul
        class="rows"
        id="tasks"
        @pointerenter=${this.#still.enter}
        @pointerleave=${this.#still.leave}
        @focusout=${this.#still.focusOut}
      >
        ${repeat(
          still.rows,
          (task) => task.id,
          (task) => this.#row(task, still.gone.has(task.id), unread.with('task', task.id)),
        )}
      </ul>
      ${still.rows.length ? nothing : html`<p class="none">${this.#none(count)}</p>`} ${this.#all(count - still.rows.length)}
    `;
  }

  #chip(status, name, count) {
    return chip({ status, name, count, isOn: this.#filter === status, choose: () => this.#choose(status) });
  }

  #row(task, isGone, unread) {
    const { view } = this;
    const age = running(task, view.now) ?? duration(view.now - Date.parse(task.submitted_at));
    const isOpen = this.#open.has(task.id);
    const what = `cancel ${task.id}`;
    const same = [task, age, isOpen, this.#asking.isAsked(what), this.#asking.isAnew(what), view.may('steer')];
    return html`<li class="row task" data-task=${task.id} data-status=${task.status} ?data-gone=${isGone}>
      ${guard([...same, sameness(view, unread), view.maySend], () => this.#content(task, age, isOpen, unread))}
    </li>`;
  }

  #content(task, age, isOpen, unread) {
    const toggle = () => this.#toggle(task.id);
    return html`
      ${taskHead(this.view, task, { age, isOpen, toggle, unread, button: taskButton(this.view, task, this.#asking) })}
      <p class="detail">${idText(task.id)} <span class="dim">${task.description}</span></p>
      ${taskWork(task)} ${taskQuestion(this.view, task)} ${isOpen ? [this.#whole(task), taskFacts(task)] : nothing}
      ${isOpen && !isFinished(task.status) && !task.parts ? messageBox(this.view, { task_id: task.id }, unread) : nothing}
    `;
  }

  #whole({ id }) {
    return html`<p class="whole"><a data-route href=${this.view.route.to('tasks', { task: id })}>All about ${id}</a></p>`;
  }

  #all(count) {
    const { route } = this.view;
    return moreLine(
      count,
      html` in <a data-route href=${route.to('tasks', { q: `status:${this.#filter}` })}>the list of tasks</a>`,
    );
  }

  #empty() {
    if (!this.view.may('submit')) {
      return html`<div class="empty" data-empty="tasks">
        <p><strong>No tasks yet.</strong> They appear here as soon as they are submitted.</p>
      </div>`;
    }
    const body = '{"type":"word-count","input":{"files":["README.md"]}}';
    const command = `curl ${swarmUrl(this.view)}/tasks${bearer(this.view)} \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`;
    return html`<div class="empty" data-empty="tasks">
      <p><strong>No tasks yet.</strong> Submit one here, or from anywhere:</p>
      ${commandLine(command)}
      <button @click=${() => this.dispatchEvent(new CustomEvent('new-task', { bubbles: true }))}>
        ${icon('plus')} New task
      </button>
    </div>`;
  }

  #none(count) {
    if (this.#filter === 'open') return 'Nothing is open: all tasks are done.';
    const status = label(this.#filter).toLowerCase();
    return count ? `None of the newest 1,000 tasks that ended is ${status}.` : `No task is ${status}.`;
  }

  #choose(filter) {
    this.#filter = filter;
    this.requestUpdate();
  }

  #toggle(id) {
    if (!this.#open.delete(id)) this.#open.add(id);
    this.requestUpdate();
  }
}

customElements.define('swarm-tasks', Tasks);
