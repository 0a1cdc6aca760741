import { svg, html } from 'lit';

/** One shape for each status, so that none is told by its colour alone. All on a 16 by 16 grid, drawn as strokes. */
const SHAPES = {
  // Agents
  idle: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11',
  busy: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M8 6v4M6 8h4',
  processing: 'M13 8a5 5 0 0 1-8.6 3.5M3 8a5 5 0 0 1 8.6-3.5M11.6 2v2.5H9.1M4.4 14v-2.5h2.5',
  waiting: 'M4 2.5h8M4 13.5h8M5 2.5c0 3 6 5 6 8.5v2.5M11 2.5c0 3-6 5-6 8.5v2.5',
  paused: 'M5.5 3.5v9M10.5 3.5v9',
  error: 'M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.4v.4',
  offline: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M4.2 4.2l7.6 7.6',
  // Tasks
  pending: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M8 5v3.2l2 1.3',
  assigned: 'M8 2.2a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 0 0 0-5.2M2.8 13.8c.4-6 10-6 10.4 0',
  running: 'M5 3l7.5 5L5 13z',
  input_required: 'M2.5 3h11v8h-6l-3 2.5V11h-2zM8 5v2.4M8 8.8v.4',
  completed: 'M3 8.5l3.3 3.3L13 4.8',
  failed: 'M4 4l8 8M12 4l-8 8',
  canceled: 'M3 8h10',
  // Liveness
  stale: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M8 5v3.2l2 1.3',
  lost: 'M2 6.5a9 9 0 0 1 12 0M4.5 9.2a5.4 5.4 0 0 1 7 0M8 12v.4M2.5 2.5l11 11',
  // Connection
  websocket: 'M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z',
  sse: 'M2.5 13.5v-.3M2.5 8.8a4.7 4.7 0 0 1 4.7 4.7M2.5 4a9.5 9.5 0 0 1 9.5 9.5',
  poll: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.3h-2.3',
  away: 'M2 6.5a9 9 0 0 1 12 0M4.5 9.2a5.4 5.4 0 0 1 7 0M8 12v.4M2.5 2.5l11 11',
  // Things
  plus: 'M8 3v10M3 8h10',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  more: 'M4 6l4 4 4-4',
  removed: 'M3 8h10',
  event: 'M8 6.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 0 0 0-3',
  progress: 'M2.5 12.5h11M4 9.5v-2M8 9.5v-5M12 9.5v-7',
};

/** Decoration: the text beside it says the same. */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${svg`<path d=${SHAPES[name] ?? SHAPES.event} />`}</svg>`;
}
