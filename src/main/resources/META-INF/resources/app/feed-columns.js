import { html, nothing } from 'lit';
import { seqOf } from '../swarmbot-client.js';
import { agentsOf } from './feed-query.js';
import { label } from './format.js';
import { icon } from './icons.js';
import { clockTime, copyButton } from './pieces.js';
import { describe } from './sentences.js';

/** The ways to the task and the agents that an event is about. @param {import('./view.js').View} view */
export function eventLinks({ route }, event) {
  const to = (view, state, id) => html`<a data-route href=${route.to(view, state)}><code>${id}</code></a> `;
  const task = event.task_id ? [to('tasks', { task: event.task_id }, event.task_id)] : [];
  return [...task, ...agentsOf(event).map((id) => to('agents', { agent: id }, id))];
}

/**
 * @param {import('./view.js').View} view
 * @param {(gap: object) => void} fill loads what is missing in a gap
 * @returns {import('./entity-table.js').Column[]} the first opens the event
 */
export function feedColumns(view, fill) {
  return [
    { name: 'time', title: 'Time', cell: ({ timestamp }) => clockTime(timestamp) },
    {
      name: 'text',
      title: 'What happened',
      cell: (event) => {
        const { symbol, tone, subject, text } = describe(event);
        return html`<span class="event-icon" data-tone=${tone}>${icon(symbol)}</span>
          ${subjectLink(view, event, subject)} <span title=${text}>${text}</span>
          ${event.type === 'gap' && !event.isLost ? html`<button class="quiet" data-action="fill" @click=${() => fill(event)}>Load them</button>` : nothing}`;
      },
    },
    { name: 'type', title: 'Type', rank: 2, cell: ({ type }) => html`<span class="dim">${label(type)}</span>` },
    {
      name: 'cursor',
      title: 'Cursor',
      rank: 3,
      cell: ({ type, cursor }) =>
        type === 'gap' || type === 'reset'
          ? nothing
          : html`<span class="number dim">${seqOf(cursor)}</span>${copyButton(cursor, `Copy the cursor ${cursor}`)}`,
    },
  ];
}

function subjectLink({ route }, event, subject) {
  if (!subject) return nothing;
  const href =
    subject === event.task_id
      ? route.to('tasks', { task: subject })
      : subject === event.agent_id
        ? route.to('agents', { agent: subject })
        : null;
  return href ? html`<a class="subject" data-route href=${href}><code>${subject}</code></a>` : html`<code>${subject}</code>`;
}
