import { html, nothing } from 'lit';
import { isFinished } from '../swarmbot-client.js';
import { Asking } from './asking.js';
import { dependencies } from './dependencies.js';
import { dropZone } from './drop-zone.js';
import { filesOf } from './files.js';
import { duration, running } from './format.js';
import { History } from './history.js';
import { jsonBlock } from './json-block.js';
import { messageBox, Unread } from './messages.js';
import { Part } from './part.js';
import { facts, idText, progress, statusPill, time } from './pieces.js';
import { questionForm } from './questions.js';
import { share } from './share.js';
import { taskActions } from './task-actions.js';
import { taskRetry } from './task-retry.js';
import { alertMark } from './task-row.js';
import { timeline } from './timeline.js';
import { whyLines } from './why.js';

/** So often the service is asked why a task waits, in milliseconds: it depends on the agents and on the clock. */
const ASK_WHY = 5000;

/** One task: what it is, how far it is, why it waits, and what became of it so far. */
class TaskDetail extends Part {
  static properties = { task: {}, found: { attribute: false } };

  #asking = new Asking(() => this.requestUpdate());
  /** @type {History|null} */
  #history = null;
  /** Asked of the service, because the page does not have it. */
  #asked = null;
  #problem = null;
  #why = null;
  #whyAt = -Infinity;
  #edit = { text: null, problem: null };

  willUpdate(changes) {
    if (changes.has('task')) this.#begin();
    const task = this.#entity;
    if (task?.status === 'pending' && performance.now() - this.#whyAt > ASK_WHY) this.#askWhy(task);
    if (task?.status !== 'pending') this.#why = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#history?.end();
    this.#history = null;
  }

  get #entity() {
    return this.view.state?.tasks.get(this.task) ?? this.found ?? this.#asked;
  }

  #begin() {
    this.#history?.end();
    this.#history = null;
    this.#asked = this.#problem = this.#why = null;
    this.#whyAt = -Infinity;
    this.#edit = { text: null, problem: null };
  }

  render() {
    const { route, state } = this.view;
    if (state && !this.#history) this.#open();
    // Without a state the swarm is not known yet, or it is another one now, and this is about to go.
    const task = state ? this.#entity : null;
    return html`<aside
      class="panel detail-pane"
      aria-label=${`Task ${this.task}`}
      data-detail=${this.task}
      @keydown=${this.#key}
    >
      <div class="panel-head">
        <h2 tabindex="-1">${task ? task.type : 'Task'}</h2>
        <a class="button" data-route data-action="close-detail" href=${route.with({ task: '' })}>Close</a>
      </div>
      <div class="detail-body">${idText(this.task)} ${task ? this.#content(task) : this.#missing()}</div>
    </aside>`;
  }

  #open() {
    this.#history = new History(this.view, { task: this.task }, () => this.requestUpdate());
    if (!this.#entity) this.#ask();
  }

  firstUpdated() {
    this.querySelector('h2').focus({ preventScroll: true });
    const { view } = this;
    dropZone(
      this.querySelector('.detail-pane'),
      () => (this.#entity && view.may('submit') ? `Drop files to share them with ${this.task}` : null),
      (files, hasFolders) => share(view, files, hasFolders, this.task),
    );
  }

  #missing() {
    if (!this.view.state) return html`<p class="none" aria-busy="true">Waiting for the first snapshot.</p>`;
    if (!this.#problem) return html`<p class="none" aria-busy="true">Asking the service.</p>`;
    return this.#problem.status === 404
      ? html`<p><strong>There is no such task.</strong> It was never there, or ended so long ago that it was forgotten.</p>`
      : html`<p class="problem" role="alert">The task could not be read: ${this.#problem.message}.</p>`;
  }

  #content(task) {
    const { view } = this;
    const isOver = isFinished(task.status);
    const unread = Unread.of(view.state).with('task', task.id);
    return html`
      <p class="detail-status">
        ${statusPill(task.status)} ${alertMark(task)}
        <span class="dim"
          >for
          ${duration(view.now - Date.parse(task.status_since))}${task.started_at ? `, ran ${running(task, view.now)}` : ''}</span
        >
      </p>
      ${task.description ? html`<p class="description">${task.description}</p>` : nothing}
      ${
        isOver || (task.progress === null && !task.message)
          ? nothing
          : html`<p class="detail-progress">${progress(task.progress, `Progress of ${task.id}`)} ${task.message ?? ''}</p>`
      }
      ${
        task.status === 'input_required'
          ? questionForm(task.question, task.id, view.may('steer') ? (answer) => view.commands.answer(task, answer) : null)
          : nothing
      }
      ${whyLines(this.#why)} ${taskActions(view, task, this.#asking)} ${jsonBlock('Error', task.error, 'failed')}
      ${jsonBlock('Result', task.result)} ${jsonBlock('Input', task.input)}
      ${taskRetry(view, task, this.#edit, (edit) => this.#editInput(edit))} ${dependencies(view, task)}
      ${filesOf(view, 'task', task.id)}
      <section>
        <h3>Facts</h3>
        ${this.#facts(task)}
      </section>
      ${
        isOver || task.parts
          ? nothing
          : html`<section>
              <h3>Messages</h3>
              ${messageBox(view, { task_id: task.id }, unread)}
            </section>`
      }
      <section>
        <h3>What happened</h3>
        ${this.#history ? timeline(this.#history) : nothing}
      </section>
    `;
  }

  #facts(task) {
    const { route } = this.view;
    const agents = task.assigned_agents.map(
      (id) => html`<a data-route href=${route.to('agents', { agent: id })}><code>${id}</code></a> `,
    );
    return facts([
      ['Agent', agents.length ? html`${agents}` : null],
      ['Priority', task.priority],
      ['Requirements', task.requirements],
      ['Attempt', task.attempt ? `${task.attempt} of at most ${task.max_attempts}` : `none yet, at most ${task.max_attempts}`],
      ['Answer', task.answer],
      ['Deadline', task.deadline && time(task.deadline)],
      ['Submitted', time(task.submitted_at)],
      ['Started', task.started_at && time(task.started_at)],
      ['Finished', task.finished_at && time(task.finished_at)],
      ['Last change', html`${time(task.updated_at)}, version ${task.version}`],
    ]);
  }

  #editInput(edit) {
    this.#edit = edit;
    this.requestUpdate();
  }

  async #ask() {
    const { task } = this;
    try {
      const answer = await this.view.client.task(task);
      if (task === this.task) this.#asked = answer;
    } catch (problem) {
      if (task === this.task) this.#problem = problem;
    }
    this.requestUpdate();
  }

  async #askWhy({ id }) {
    this.#whyAt = performance.now();
    try {
      const why = await this.view.client.why(id);
      if (id === this.task) this.#why = why;
    } catch {
      return; // what is known stays; it is asked again
    }
    this.requestUpdate();
  }

  #key(event) {
    if (event.key !== 'Escape' || event.target.closest('input, textarea, select')) return;
    const { task } = this;
    this.view.route.go(this.view.route.with({ task: '' }));
    // Back to where it was opened.
    requestAnimationFrame(() =>
      document.querySelector(`tr[data-row="${CSS.escape(task)}"] .row-link, [data-card="${CSS.escape(task)}"] a`)?.focus(),
    );
  }
}

customElements.define('swarm-task', TaskDetail);
