import { html, nothing } from 'lit';
import { label } from './format.js';
import { icon } from './icons.js';

/** Whether an agent is heard, unless it is. */
export function livenessMark({ liveness }) {
  if (liveness === 'live') return nothing;
  const title = liveness === 'stale' ? 'It has not been heard for a while' : 'It was given up';
  return html`<span class="liveness" data-tone=${liveness} title=${title}>${icon(liveness)} ${label(liveness)}</span>`;
}
