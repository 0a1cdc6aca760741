import { html } from 'lit';
import { OUTCOMES } from './attempts.js';
import { duration } from './format.js';
import { icon } from './icons.js';
import { clockTime } from './pieces.js';

const SYMBOLS = { taken_back: 'poll' };
const TONES = { taken_back: 'processing' };

/** How an attempt ended, or stands, by shape, word and colour. @param {import('./attempts.js').Attempt} attempt */
export function outcomeName({ outcome }) {
  return html`<span class="status" data-tone=${TONES[outcome] ?? outcome}
    >${icon(SYMBOLS[outcome] ?? outcome)}<span>${OUTCOMES[outcome]}</span></span
  >`;
}

/** How long an attempt took, or takes. @param {number} now in milliseconds since 1970 */
export function took({ from, to }, now) {
  const milliseconds = (to ?? now) - from;
  return to !== null && milliseconds < 1000 ? `${milliseconds} ms` : duration(milliseconds);
}

/** @param {import('./view.js').View} view @returns {import('./entity-table.js').Column[]} the first opens the task */
export function attemptColumns({ route }) {
  return [
    { name: 'task', title: 'Task', cell: ({ type, task }) => html`<strong>${type}</strong> <code>${task}</code>` },
    { name: 'outcome', title: 'Outcome', cell: outcomeName },
    {
      name: 'agent',
      title: 'Agent',
      cell: ({ agent }) => html`<a data-route href=${route.to('agents', { agent })}><code>${agent}</code></a>`,
    },
    { name: 'from', title: 'Began', rank: 2, cell: ({ from }) => clockTime(new Date(from).toISOString()) },
    { name: 'took', title: 'Took', cell: (attempt, age) => html`<span class="number">${age}</span>` },
    { name: 'number', title: 'Attempt', rank: 3, cell: ({ number }) => html`<span class="number">${number}</span>` },
    { name: 'why', title: 'Error', rank: 3, cell: ({ why }) => why ?? '' },
  ];
}
