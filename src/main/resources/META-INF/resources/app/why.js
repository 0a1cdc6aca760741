import { html, nothing } from 'lit';
import { duration, moment } from './format.js';

const n = (count, one, many) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** Each reason as a sentence. */
const REASONS = {
  dependencies: ({ tasks }) => `It waits for ${tasks.join(', ')}.`,
  not_before: ({ until }) => `It is kept back until ${moment(until)}, after an attempt that failed.`,
  in_parts: ({ tasks }) => `It is done in parts, and of these wait ${tasks.join(', ')}.`,
  no_capability: ({ capabilities }) =>
    capabilities.length
      ? `No live agent can do it: nobody has ${capabilities.join(', ')}. Start an agent that has.`
      : 'No agent is alive. Start one.',
  all_paused: ({ agents }) =>
    `${n(agents, 'agent that could do it is', 'agents that could do it are')} paused or draining. Resume one.`,
  all_busy: ({ agents }) =>
    `${n(agents, 'agent that could do it has', 'agents that could do it have')} as many tasks as they may.`,
  nobody_asks: ({ agents }) =>
    `${n(agents, 'agent could do it, and does not', 'agents could do it, and none')} ask for a task at the moment.`,
};

/** Why a task waits, as the service says. @param {object|null} why */
export function whyLines(why) {
  if (why?.status !== 'pending') return nothing;
  const { reasons, place, estimate_ms: estimate } = why;
  return html`<div class="why" data-why=${reasons.map(({ reason }) => reason).join(' ')}>
    <h3>Why it waits</h3>
    <ul>
      ${reasons.map((each) => html`<li>${REASONS[each.reason]?.(each) ?? each.reason}</li>`)}
      ${reasons.length ? nothing : html`<li>It is about to be given to an agent.</li>`}
      ${place === null ? nothing : html`<li>It is number ${place.toLocaleString('en')} in its line${estimate === null ? '' : `, about ${duration(Number(estimate))} to go`}.</li>`}
    </ul>
  </div>`;
}
