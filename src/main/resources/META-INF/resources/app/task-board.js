import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { TASK_STATUSES } from '../swarmbot-client.js';
import { duration } from './format.js';
import { Part } from './part.js';
import { progress, statusPill } from './pieces.js';
import { alertMark } from './task-row.js';

/** Cards of one column; the table has all. */
const SHOWN = 30;

/** Tasks by their status, side by side. */
class TaskBoard extends Part {
  static properties = { ids: { attribute: false }, find: { attribute: false } };

  render() {
    const columns = new Map(TASK_STATUSES.map((status) => [status, []]));
    for (const id of this.ids) {
      const task = this.find(id);
      if (task) columns.get(task.status)?.push(task);
    }
    return html`<div class="board" tabindex="0" role="group" aria-label="Tasks by status">
      ${[...columns].map(([status, tasks]) => this.#column(status, tasks))}
    </div>`;
  }

  #column(status, tasks) {
    return html`<section class="board-column" data-column=${status} aria-label=${status.replaceAll('_', ' ')}>
      <h3>${statusPill(status)} <span class="count">${tasks.length.toLocaleString('en')}</span></h3>
      <ul>
        ${repeat(
          tasks.slice(0, SHOWN),
          ({ id }) => id,
          (task) => this.#card(task),
        )}
      </ul>
      ${tasks.length > SHOWN ? html`<p class="dim">and ${(tasks.length - SHOWN).toLocaleString('en')} more in the table</p>` : nothing}
    </section>`;
  }

  #card(task) {
    const [agent] = task.assigned_agents;
    return html`<li class="card" data-card=${task.id}>
      <a data-route href=${this.view.route.with({ task: task.id })}><strong>${task.type}</strong> <code>${task.id}</code></a>
      <p class="card-line dim">
        <span>P${task.priority}</span> <span>${duration(this.view.now - Date.parse(task.status_since))}</span>
        ${agent ? html`<code>${agent}</code>` : nothing} ${alertMark(task)}
      </p>
      ${task.progress === null || task.finished_at ? nothing : html`<p class="card-line">${progress(task.progress, `Progress of ${task.id}`)}</p>`}
    </li>`;
  }
}

customElements.define('swarm-board', TaskBoard);
