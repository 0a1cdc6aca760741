import { html, nothing } from 'lit';
import { label } from './format.js';
import { progress, statusPill } from './pieces.js';
import { agentRank, natural } from './select.js';
import { livenessMark } from './agent-marks.js';

const number = (a, b) => a - b;

/** Orders of agents by the name of their column. */
const ORDERS = {
  agent: (a, b) => natural(a.name || a.id, b.name || b.id),
  status: (a, b) => agentRank(a) - agentRank(b),
  role: (a, b) => natural(a.role ?? '~', b.role ?? '~'),
  completed: (a, b) => number(a.completed, b.completed),
  failed: (a, b) => number(a.failed, b.failed),
  seen: (a, b) => (a.updated_at < b.updated_at ? -1 : a.updated_at > b.updated_at ? 1 : 0),
};

/** @param {string} sort the name of a column, with `-` before it for the other way round; who needs attention first otherwise */
export function agentOrder(sort) {
  const isDown = sort.startsWith('-');
  const name = isDown ? sort.slice(1) : sort;
  const order = Object.hasOwn(ORDERS, name) ? ORDERS[name] : ORDERS.status;
  return (a, b) => (isDown ? -order(a, b) : order(a, b)) || natural(a.id, b.id);
}

/** @param {import('./view.js').View} view @returns {import('./entity-table.js').Column[]} the first opens the agent */
export function agentColumns(view) {
  return [
    {
      name: 'agent',
      title: 'Agent',
      isSorted: true,
      cell: ({ id, name }) => html`<strong>${name || id}</strong> ${name && name !== id ? html`<code>${id}</code>` : nothing}`,
    },
    {
      name: 'status',
      title: 'Status',
      isSorted: true,
      cell: (agent) =>
        html`${statusPill(agent.status)} ${livenessMark(agent)}
        ${agent.mode === 'active' ? nothing : html`<span class="tag">${label(agent.mode)}</span>`}`,
    },
    {
      name: 'task',
      title: 'Works on',
      rank: 2,
      cell: ({ current_task: id }) => {
        const task = id && (view.stateSoFar?.tasks.get(id) ?? { id });
        return task
          ? html`${task.type ?? ''} <code>${task.id}</code> ${progress(task.progress ?? null, `Progress of ${task.id}`)}`
          : nothing;
      },
    },
    { name: 'role', title: 'Role', isSorted: true, rank: 3, cell: ({ role }) => role ?? '' },
    {
      name: 'capabilities',
      title: 'Can',
      rank: 3,
      cell: ({ capabilities }) => capabilities.map((each) => html`<span class="tag">${each}</span> `),
    },
    {
      name: 'completed',
      title: 'Done',
      isSorted: true,
      rank: 2,
      cell: ({ completed }) => html`<span class="number">${completed.toLocaleString('en')}</span>`,
    },
    {
      name: 'failed',
      title: 'Failed',
      isSorted: true,
      rank: 2,
      cell: ({ failed }) => html`<span class="number">${failed.toLocaleString('en')}</span>`,
    },
    { name: 'seen', title: 'Changed', isSorted: true, cell: (agent, age) => html`<span class="number">${age}</span>` },
  ];
}
