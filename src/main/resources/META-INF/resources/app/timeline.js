import { html, nothing } from 'lit';
import { duration, json } from './format.js';
import { historyNote } from './history.js';
import { icon } from './icons.js';
import { clockTime } from './pieces.js';
import { describe } from './sentences.js';

/** A pause longer than this is folded to one line. */
const LONG = 60_000;
/** Types that say how far an attempt is; many in a row are one line. */
const CHATTER = new Set(['task_progress', 'log']);

/**
 * What became of a task, by attempts: who had it, what they said, who stepped in and why.
 *
 * @param {object[]} events the oldest first
 * @returns {{number: number, events: object[]}[]} attempt 0 is before the first one
 */
export function attemptsOf(events) {
  const attempts = [];
  let number = 0;
  for (const event of events) {
    number = event.attempt ?? event.task?.attempt ?? number;
    const last = attempts.at(-1);
    if (last?.number === number) last.events.push(event);
    else attempts.push({ number, events: [event] });
  }
  return attempts;
}

/** Says if something is missing, and gives the way to it. @param {import('./history.js').History} history */
export function historyLine(history) {
  const note = historyNote(history);
  if (!note) return nothing;
  return html`<p
    class="dim"
    role=${history.state === 'failed' ? 'alert' : nothing}
    aria-busy=${history.state === 'loading' ? 'true' : nothing}
  >
    ${note}
    ${
      history.state === 'part' || history.state === 'failed'
        ? html`<button class="quiet" data-action="read-on" @click=${() => history.readOn()}>Look farther back</button>`
        : nothing
    }
  </p>`;
}

/** @param {import('./history.js').History} history */
export function timeline(history) {
  const attempts = attemptsOf(history.events);
  return html`
    ${historyLine(history)}
    <ol class="timeline">
      ${attempts.map(
        ({ number, events }) =>
          html`<li data-attempt=${number}>
            <h4>${number ? `Attempt ${number}` : 'Before the first attempt'}</h4>
            <ol>
              ${folded(events).map(line)}
            </ol>
          </li>`,
      )}
    </ol>
  `;
}

/** Lines: events, pauses between them, and many reports of progress as one. */
function folded(events) {
  const lines = [];
  let before = null;
  for (const event of events) {
    const pause = before ? Date.parse(event.timestamp) - Date.parse(before.timestamp) : 0;
    if (pause >= LONG) lines.push({ pause });
    const last = lines.at(-1);
    if (CHATTER.has(event.type) && last?.chatter) last.chatter.push(event);
    else lines.push(CHATTER.has(event.type) ? { chatter: [event] } : { event });
    before = event;
  }
  return lines;
}

function line({ pause, chatter, event }) {
  if (pause) return html`<li class="pause dim">${duration(pause)} later</li>`;
  if (!chatter || chatter.length === 1) return entry(event ?? chatter[0]);
  return html`<li class="chatter">
    <details>
      <summary>${chatter.length.toLocaleString('en')} reports, the last: ${describe(chatter.at(-1)).text}</summary>
      <ol>
        ${chatter.map(entry)}
      </ol>
    </details>
  </li>`;
}

function entry(event) {
  const { symbol, tone, text } = describe(event);
  return html`<li class="moment" data-event=${event.type}>
    ${clockTime(event.timestamp)}
    <span class="event-icon" data-tone=${tone}>${icon(symbol)}</span>
    <span class="event-text">${text}${said(event)}</span>
  </li>`;
}

/** What an event carries for people to read: a question, an answer, an error. */
function said({ type, status, previous_status: previous, question, answer, error }) {
  if (type === 'log') return nothing;
  const about =
    status === 'input_required'
      ? ['Question', question]
      : previous === 'input_required'
        ? ['Answer', answer]
        : ['Error', error];
  const [name, value] = about;
  return value === null || value === undefined
    ? nothing
    : html`<pre class="said" tabindex="0">${name}: ${typeof value === 'string' ? value : json(value)}</pre>`;
}
