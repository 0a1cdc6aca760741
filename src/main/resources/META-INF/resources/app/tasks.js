import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { isFinished } from '../swarmbot-client.js';
import { duration, json, label, running } from './format.js';
import { icon } from './icons.js';
import { messageBox, sameness, Unread, unreadMark } from './messages.js';
import { Part } from './part.js';
import { bearer, chip, commandLine, facts, moreLine, progress, proportions, statusPill, swarmUrl } from './pieces.js';
import { first, latestFirst, openFirst } from './select.js';

const SHOWN = 50;
/** Counts that keep their place when they are zero. */
const USUAL = new Set(['pending', 'running', 'completed']);
/** A second click within this time cancels for good. */
const CONFIRM_WITHIN = 4000;

/** The tasks, by status: what is open first, or those of one status. */
class Tasks extends Part {
  #filter = 'open';
  #open = new Set();
  #confirming = null;

  render() {
    const { state } = this.view;
    const total = state ? Object.values(state.totals.tasks).reduce((sum, count) => sum + count, 0) : 0;
    return html`<section class="panel" aria-labelledby="tasks-title">
      <div class="panel-head">
        <h2 id="tasks-title">Tasks <span class="count" id="task-count">${total.toLocaleString('en')}</span></h2>
      </div>
      ${state ? (total ? this.#list(state) : this.#empty()) : html`<p class="none" aria-busy="true">Waiting for the first snapshot.</p>`}
    </section>`;
  }

  #list(state) {
    const counts = state.totals.tasks;
    const openCount = Object.entries(counts).reduce((sum, [status, count]) => (isFinished(status) ? sum : sum + count), 0);
    const isShown = this.#filter === 'open' ? (task) => !isFinished(task.status) : (task) => task.status === this.#filter;
    const order = isFinished(this.#filter) ? latestFirst : openFirst;
    const found = [];
    for (const task of state.tasks.values()) if (isShown(task)) found.push(task);
    const tasks = first(found, SHOWN, order);
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
      <ul class="rows" id="tasks">
        ${repeat(
          tasks,
          (task) => task.id,
          (task) => this.#row(task, unread.with('task', task.id)),
        )}
      </ul>
      ${tasks.length ? nothing : html`<p class="none">${this.#none()}</p>`} ${moreLine(count - tasks.length, '')}
    `;
  }

  #chip(status, name, count) {
    return chip({ status, name, count, isOn: this.#filter === status, choose: () => this.#choose(status) });
  }

  #row(task, unread) {
    const time = running(task, this.view.now) ?? duration(this.view.now - Date.parse(task.submitted_at));
    const isOpen = this.#open.has(task.id);
    const isConfirming = this.#confirming === task.id;
    const maySteer = this.view.may('steer');
    return html`<li class="row task" data-task=${task.id} data-status=${task.status}>
      ${guard([task, time, isOpen, isConfirming, maySteer, sameness(this.view, unread), this.view.maySend], () =>
        this.#content(task, time, isOpen, isConfirming, maySteer, unread),
      )}
    </li>`;
  }

  #content(task, time, isOpen, isConfirming, maySteer, unread) {
    return html`
      <div class="row-head">
        ${statusPill(task.status)}
        <button class="row-title" aria-expanded=${isOpen ? 'true' : 'false'} @click=${() => this.#toggle(task.id)}>
          <strong>${task.type}</strong> <code>${task.id}</code>
        </button>
        <span class="priority" data-high=${task.priority <= 3 ? '' : nothing} title="Priority, 1 is the highest"
          >P${task.priority}</span
        >
        ${task.alert ? html`<span class="tag" data-alert=${task.alert}>${label(task.alert)}</span>` : nothing}
        ${task.requirements.includes('demo') ? html`<span class="tag">demo</span>` : nothing} ${unreadMark(unread)}
        <span class="age dim" title=${task.started_at ? `Started ${task.started_at}` : `Submitted ${task.submitted_at}`}
          >${time}</span
        >
        ${maySteer ? this.#button(task, isConfirming) : nothing}
      </div>
      ${task.description ? html`<p class="detail dim">${task.description}</p>` : nothing}
      ${
        task.assigned_agents.length || (task.progress !== null && !isFinished(task.status))
          ? html`<div class="work">
              <span class="work-name" title=${task.message ?? nothing}>
                ${task.assigned_agents.map((id) => html`<code>${id}</code> `)}
                ${task.message ? html`<span class="dim">${task.message}</span>` : nothing}
              </span>
              ${isFinished(task.status) ? nothing : progress(task.progress, `Progress of ${task.id}`)}
            </div>`
          : nothing
      }
      ${task.status === 'input_required' ? this.#question(task, maySteer) : nothing} ${isOpen ? taskFacts(task) : nothing}
      ${isOpen && !isFinished(task.status) && !task.parts ? messageBox(this.view, { task_id: task.id }, unread) : nothing}
    `;
  }

  /** What its agent must know to go on, and where to say it. */
  #question(task, maySteer) {
    const id = `answer-${task.id}`;
    const question = typeof task.question === 'string' ? task.question : json(task.question);
    if (!maySteer) return html`<p class="question" data-question=${task.id}>${question}</p>`;
    return html`<form class="question" data-question=${task.id} @submit=${(event) => this.#answer(event, task)}>
      <label for=${id}>${question}</label>
      <span class="fields"><input id=${id} name="answer" required autocomplete="off" /><button class="primary">Answer</button></span>
    </form>`;
  }

  async #answer(event, task) {
    event.preventDefault();
    const form = event.currentTarget;
    if (await this.view.answer(task, new FormData(form).get('answer'))) form.reset();
  }

  #button(task, isConfirming) {
    return isFinished(task.status) ? this.#retryButton(task) : this.#cancelButton(task, isConfirming);
  }

  #cancelButton(task, isConfirming) {
    return isConfirming
      ? html`<button class="danger" data-action="confirm-cancel" @click=${() => this.#cancel(task)}>Really cancel?</button>`
      : html`<button class="quiet" data-action="cancel" aria-label=${`Cancel ${task.id}`} @click=${() => this.#confirm(task)}>
          Cancel
        </button>`;
  }

  #retryButton(task) {
    return task.status === 'completed' || task.part_of
      ? nothing
      : html`<button class="quiet" data-action="retry" aria-label=${`Retry ${task.id}`} @click=${() => this.view.retry(task)}>
          Retry
        </button>`;
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
      <button @click=${() => this.dispatchEvent(new CustomEvent('new-task'))}>${icon('plus')} New task</button>
    </div>`;
  }

  #none() {
    return this.#filter === 'open' ? 'Nothing is open: all tasks are done.' : `No task is ${label(this.#filter).toLowerCase()}.`;
  }

  #choose(filter) {
    this.#filter = filter;
    this.requestUpdate();
  }

  #toggle(id) {
    if (!this.#open.delete(id)) this.#open.add(id);
    this.requestUpdate();
  }

  #confirm(task) {
    this.#confirming = task.id;
    this.requestUpdate();
    this.updateComplete.then(() => this.querySelector('[data-action=confirm-cancel]')?.focus());
    setTimeout(() => {
      if (this.#confirming === task.id) this.#confirming = null;
      this.requestUpdate();
    }, CONFIRM_WITHIN);
  }

  #cancel(task) {
    this.#confirming = null;
    this.view.cancel(task);
    this.requestUpdate();
  }
}

function taskFacts(task) {
  return facts([
    ['Description', task.description],
    ['Requirements', task.requirements],
    ['Dependencies', task.dependencies],
    ['Attempt', task.attempt ? `${task.attempt} of at most ${task.max_attempts}` : null],
    ['Part of', task.part_of],
    ['Deadline', task.deadline],
    ['Kept back until', task.not_before],
    ['Question', task.question],
    ['Answer', task.answer],
    ['Message', task.message],
    ['Input', task.input],
    ['Result', task.result],
    ['Error', task.error],
    ['Submitted', task.submitted_at],
    ['Started', task.started_at],
    ['Finished', task.finished_at],
    ['Last change', `${task.updated_at}, version ${task.version}`],
  ]);
}

customElements.define('swarm-tasks', Tasks);
