import { html, nothing } from 'lit';
import { isFinished } from '../swarmbot-client.js';
import './bulk-bar.js';
import './query-line.js';
import './task-board.js';
import './task-detail.js';
import { duration } from './format.js';
import { Part } from './part.js';
import { chip, count, stillMark } from './pieces.js';
import { StillRows } from './still.js';
import { taskColumns } from './task-columns.js';
import { TaskSearch } from './task-search.js';
import { stillTable, viewFrame } from './view-frame.js';

/** Queries that are asked often, by what they are called. */
const QUICK = [
  ['All', ''],
  ['Open', 'status:open'],
  ['Pending', 'status:pending'],
  ['Running', 'status:running'],
  ['Asking', 'status:input_required'],
  ['Stuck or slow', 'alert:stuck,slow'],
  ['Failed', 'status:failed'],
  ['Canceled', 'status:canceled'],
  ['Completed', 'status:completed'],
];

/** Finding tasks, as a table or a board, and doing something to many of them. */
class TasksView extends Part {
  #search = new TaskSearch();
  #selected = new Set();
  /** The query of which they were selected: with another one, nobody would see what is selected. */
  #selectedOf = null;
  #still = new StillRows(
    () => this.querySelector('tbody'),
    () => this.requestUpdate(),
  );

  render() {
    const { route, stateSoFar: state } = this.view;
    const task = route.get('task');
    return viewFrame({
      name: 'tasks',
      title: 'Tasks',
      content: state && this.#content(state),
      detail: task && html`<swarm-task .view=${this.view} .task=${task} .found=${state && this.#search.task(state, task)}></swarm-task>`,
    });
  }

  #content(state) {
    const { route } = this.view;
    const [q, sort, isBoard] = [route.get('q'), route.get('sort'), route.get('layout') === 'board'];
    if (q !== this.#selectedOf) this.#selected = new Set();
    this.#selectedOf = q;
    const found = this.#search.find(state, q, sort, this.view.now);
    const still = this.#still.order(`${this.view.swarm} ${q} ${sort}`, found);
    const find = (id) => this.#search.task(state, id);
    return html`
      <div class="panel-head">
        <h2 id="tasks-title">
          Tasks <span class="count" id="task-count" data-found=${found.length}>${count(found, state)}</span>
        </h2>
        ${isBoard ? nothing : stillMark(still, () => this.#still.release())}
        <span class="layouts" role="group" aria-label="Layout">
          <a data-route href=${route.with({ layout: '' })} aria-current=${isBoard ? nothing : 'true'}>Table</a>
          <a data-route href=${route.with({ layout: 'board' })} aria-current=${isBoard ? 'true' : nothing}>Board</a>
        </span>
      </div>
      <swarm-query
        .view=${this.view}
        .query=${q}
        @query=${({ detail }) => route.go(route.with({ q: detail }), { replace: true })}
      ></swarm-query>
      <div class="chips" role="group" aria-label="Tasks by status">
        ${QUICK.map(([name, query]) => this.#quick(name, query, q, state))}
      </div>
      <swarm-bulk .view=${this.view} .targets=${state.complete ? this.#targets(find) : []} @clear=${() => this.#select([])}></swarm-bulk>
      ${isBoard ? this.#board(found, find) : this.#table(still, found, find)} ${found.length || !state.complete ? nothing : this.#none(q)}
      ${this.#older(state, q)}
    `;
  }

  #quick(name, query, q, state) {
    const tasks = state.complete ? state.totals.tasks : {};
    const status = query.replace('status:', '');
    const number =
      query === 'status:open' && state.complete
        ? Object.entries(tasks).reduce((sum, [each, n]) => (isFinished(each) ? sum : sum + n), 0)
        : tasks[status];
    const choose = () => this.view.route.go(this.view.route.with({ q: query }));
    return chip({ status, name, count: number, isOn: q === query, choose });
  }

  #targets(find) {
    if (!this.#selected.size) return [];
    return [...this.#selected].filter(find);
  }

  #table(still, found, find) {
    const { route } = this.view;
    const maySteer = this.view.may('steer');
    const model = {
      label: 'Tasks',
      ids: still.ids,
      gone: still.gone,
      find,
      columns: taskColumns,
      sort: route.get('sort'),
      sortHref: (sort) => route.with({ sort }),
      href: (task) => route.with({ task }),
      age: (task) => duration(this.view.now - Date.parse(task.status_since)),
      open: route.get('task'),
      selected: maySteer ? this.#selected : null,
      select: (id, isSelected) =>
        this.#select(isSelected ? [...this.#selected, id] : [...this.#selected].filter((each) => each !== id)),
      all: {
        // Until all are known, nobody can select all.
        isOff: this.view.state === null,
        isAll: found.length > 0 && found.every((id) => this.#selected.has(id)),
        // All that match at this moment, whether they are shown or not.
        select: (isAll) => this.#select(isAll ? found : []),
      },
    };
    return stillTable(model, this.#still);
  }

  #board(found, find) {
    return html`<swarm-board .view=${this.view} .ids=${found} .find=${find}></swarm-board>`;
  }

  #select(ids) {
    this.#selected = new Set(ids);
    this.requestUpdate();
  }

  #none(q) {
    const { route } = this.view;
    return q
      ? html`<div class="empty" data-empty="found">
          <p>
            <strong>No task matches.</strong> Take a term out, or
            <a data-route href=${route.with({ q: '' })}>show all tasks</a>.
          </p>
        </div>`
      : html`<div class="empty" data-empty="tasks">
          <p><strong>No tasks yet.</strong> They appear here as soon as they are submitted.</p>
          ${this.view.may('submit') ? html`<button @click=${() => this.dispatchEvent(new CustomEvent('new-task', { bubbles: true }))}>New task</button>` : nothing}
        </div>`;
  }

  /** What ended so long ago that only the service has it. */
  #older(state, q) {
    const hidden = this.#search.hidden(state);
    const { olderState, olderProblem } = this.#search;
    if (!hidden || olderState === 'all') return nothing;
    return html`<p class="more" data-older=${olderState}>
      ${
        olderState === 'failed'
          ? html`The older tasks could not be searched: ${olderProblem.message}.`
          : html`${hidden.toLocaleString('en')} tasks ended earlier than the newest 1,000. The service remembers many of them.`
      }
      <button class="quiet" data-action="older" ?disabled=${olderState === 'loading'} @click=${() => this.#loadOlder(state, q)}>
        ${olderState === 'loading' ? 'Searching' : olderState === 'some' ? 'Search on' : 'Search them, too'}
      </button>
    </p>`;
  }

  async #loadOlder(state, q) {
    const loading = this.#search.loadOlder(this.view.client, state, q);
    this.requestUpdate();
    await loading;
    this.requestUpdate();
  }
}

customElements.define('swarm-tasks-view', TasksView);
