import { html, nothing } from 'lit';
import { isFinished } from '../swarmbot-client.js';
import { progress, statusPill } from './pieces.js';
import { alertMark } from './task-row.js';

/** The columns of the table of tasks; the first opens the task. @type {import('./entity-table.js').Column[]} */
export const taskColumns = [
  { name: 'id', title: 'Task', isSorted: true, cell: (task) => html`<strong>${task.type}</strong> <code>${task.id}</code>` },
  { name: 'status', title: 'Status', isSorted: true, cell: (task) => html`${statusPill(task.status)} ${alertMark(task)}` },
  { name: 'age', title: 'For', isSorted: true, cell: (task, age) => html`<span class="number">${age}</span>` },
  {
    name: 'priority',
    title: 'Priority',
    isSorted: true,
    rank: 2,
    cell: (task) => html`<span class="priority" data-high=${task.priority <= 3 ? '' : nothing}>P${task.priority}</span>`,
  },
  {
    name: 'agent',
    title: 'Agent',
    isSorted: true,
    rank: 2,
    cell: (task) => task.assigned_agents.map((id) => html`<code>${id}</code> `),
  },
  {
    name: 'progress',
    title: 'Progress',
    isSorted: true,
    rank: 3,
    cell: (task) => (isFinished(task.status) ? nothing : progress(task.progress, `Progress of ${task.id}`)),
  },
  {
    name: 'message',
    title: 'Says',
    rank: 3,
    cell: (task) => html`<span class="dim">${task.message ?? task.description ?? ''}</span>`,
  },
];
