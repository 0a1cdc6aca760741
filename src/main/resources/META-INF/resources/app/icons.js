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
  overview: 'M2.5 2.5h4.5v6H2.5zM9 2.5h4.5v3.5H9zM9 8h4.5v5.5H9zM2.5 10.5H7v3H2.5z',
  tasks: 'M2.5 4l1.2 1.2L6 3M2.5 11l1.2 1.2L6 10M8.5 4.2h5M8.5 11.2h5',
  agents: 'M8 2v2.2M4 4.2h8v6.6H4zM6.3 7v1M9.7 7v1M5.5 13.5l1-2.7M10.5 13.5l-1-2.7M2 7v2M14 7v2',
  feed: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.2M2.5 8h.2M2.5 12h.2',
  timeline: 'M2.5 4h6M6.5 8h5M4.5 12h9',
  flow: 'M3.5 2.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 0 0 0-3M3.5 10.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 0 0 0-3M12.5 6.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 0 0 0-3M5 4.3l6 3M5 11.7l6-3',
  plus: 'M8 3v10M3 8h10',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  more: 'M4 6l4 4 4-4',
  removed: 'M3 8h10',
  files: 'M3.5 1.5h6L13 5v9.5H3.5zM9.2 1.8V5.3h3.6M6 8.5h4M6 11h4',
  upload: 'M8 11V3M4.5 6.2 8 2.8l3.5 3.4M2.5 13.5h11',
  download: 'M8 2.5v8M4.5 7.2 8 10.7l3.5-3.5M2.5 13.5h11',
  settings: 'M2 4.5h6M11.6 4.5H14M2 11.5h2.4M8 11.5h6M9.8 2.7a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 0 0 0-3.6M6.2 9.7a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 0 0 0-3.6',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9M10.3 10.3l3.2 3.2',
  past: 'M3.2 8a5 5 0 1 0 1.6-3.6M3 2.5v2.4h2.4M8 5.2V8l2 1.4',
  event: 'M8 6.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 0 0 0-3',
  progress: 'M2.5 12.5h11M4 9.5v-2M8 9.5v-5M12 9.5v-7',
};

/** Decoration: the text beside it says the same. */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
    ${svg`<path d=${SHAPES[name] ?? SHAPES.event} />`}
  </svg>`;
}
