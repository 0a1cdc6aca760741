import { html, nothing } from 'lit';
import { isFinished } from '../swarmbot-client.js';
import { label, moment } from './format.js';
import { icon } from './icons.js';
import { unreadMark } from './messages.js';
import { facts, progress, statusPill, time } from './pieces.js';
import { questionForm } from './questions.js';

/** The first line of a task in a list. */
export function taskHead(view, task, { age, isOpen, toggle, unread, button }) {
  return html`<div class="row-head">
    ${statusPill(task.status)}
    <button
      class="row-title"
      aria-expanded=${isOpen ? 'true' : 'false'}
      aria-label=${`${task.type} ${task.id}`}
      @click=${toggle}
    >
      <strong>${task.type}</strong>
    </button>
    <span class="priority" data-high=${task.priority <= 3 ? '' : nothing} title="Priority, 1 is the highest"
      >P${task.priority}</span
    >
    ${alertMark(task)} ${task.requirements.includes('demo') ? html`<span class="tag">demo</span>` : nothing}
    ${unreadMark(unread)}
    <span
      class="age dim"
      title=${task.started_at ? `Started ${moment(task.started_at)}` : `Submitted ${moment(task.submitted_at)}`}
      >${age}</span
    >
    ${button}
  </div>`;
}

/** What is wrong with a task, by shape, word and colour. */
export function alertMark({ alert }) {
  return alert ? html`<span class="alert" data-alert=${alert}>${icon('error')} ${label(alert)}</span>` : nothing;
}

/** Who works on a task, and how far it is: always one line, so that no row below it moves. */
export function taskWork(task) {
  const agents = task.assigned_agents;
  return html`<div class="work">
    <span class="work-name" title=${task.message ?? nothing}>
      ${agents.length ? agents.map((id) => html`<code>${id}</code> `) : html`<span class="dim">No agent</span>`}
      ${task.message ? html`<span class="dim">${task.message}</span>` : nothing}
    </span>
    ${isFinished(task.status) ? nothing : progress(task.progress, `Progress of ${task.id}`)}
  </div>`;
}

/** What its agent must know to go on, and where to say it. */
export function taskQuestion(view, task) {
  if (task.status !== 'input_required') return nothing;
  return questionForm(task.question, task.id, view.may('steer') ? (answer) => view.commands.answer(task, answer) : null);
}

export function taskFacts(task) {
  return facts([
    ['Description', task.description],
    ['Requirements', task.requirements],
    ['Dependencies', task.dependencies],
    ['Attempt', task.attempt ? `${task.attempt} of at most ${task.max_attempts}` : null],
    ['Part of', task.part_of],
    ['Deadline', task.deadline && time(task.deadline)],
    ['Kept back until', task.not_before && time(task.not_before)],
    ['Answer', task.answer],
    ['Message', task.message],
    ['Input', task.input],
    ['Result', task.result],
    ['Error', task.error],
    ['Submitted', time(task.submitted_at)],
    ['Started', task.started_at && time(task.started_at)],
    ['Finished', task.finished_at && time(task.finished_at)],
    ['Last change', html`${time(task.updated_at)}, version ${task.version}`],
  ]);
}
