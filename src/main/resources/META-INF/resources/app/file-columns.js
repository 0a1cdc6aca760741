import { html, nothing } from 'lit';
import { newestFirst } from './files.js';
import { bytes } from './format.js';
import { natural } from './select.js';

const text = (field) => (a, b) => natural(a[field] ?? '~', b[field] ?? '~');

/** Orders of files by the name of their column. */
const ORDERS = {
  name: text('name'),
  size: (a, b) => a.size - b.size,
  type: text('type'),
  by: text('by'),
  task: text('task_id'),
  agent: text('agent_id'),
  shared: newestFirst,
};

/** @param {string} sort the name of a column, with `-` before it for the other way round; the newest first otherwise */
export function fileOrder(sort) {
  const isDown = sort.startsWith('-');
  const name = isDown ? sort.slice(1) : sort;
  const order = Object.hasOwn(ORDERS, name) ? ORDERS[name] : newestFirst;
  return (a, b) => (isDown ? -order(a, b) : order(a, b)) || newestFirst(a, b);
}

/** The columns of the table of files; the first opens the file. @type {import('./entity-table.js').Column[]} */
export const fileColumns = [
  { name: 'name', title: 'Name', isSorted: true, cell: ({ name }) => html`<strong>${name}</strong>` },
  { name: 'size', title: 'Size', isSorted: true, cell: ({ size }) => html`<span class="number">${bytes(size)}</span>` },
  { name: 'type', title: 'Type', isSorted: true, rank: 3, cell: ({ type }) => html`<span class="dim">${type}</span>` },
  { name: 'by', title: 'By', isSorted: true, rank: 2, cell: ({ by }) => by ?? '' },
  { name: 'agent', title: 'Agent', isSorted: true, rank: 3, cell: ({ agent_id: id }) => code(id) },
  { name: 'task', title: 'Task', isSorted: true, rank: 2, cell: ({ task_id: id }) => code(id) },
  { name: 'shared', title: 'Shared', isSorted: true, cell: (file, age) => html`<span class="number">${age}</span>` },
];

function code(id) {
  return id === null ? nothing : html`<code>${id}</code>`;
}
