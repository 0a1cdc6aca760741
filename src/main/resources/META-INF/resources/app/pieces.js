import { html, nothing, svg } from 'lit';
import { AGENT_STATUSES, TASK_STATUSES } from '../swarmbot-client.js';
import { icon } from './icons.js';
import { isStructure, json, label, moment, timeOfDay } from './format.js';

/** Status by shape, word and colour. */
export function statusPill(status) {
  return html`<span class="status" data-tone=${status}>${icon(status)}<span>${label(status)}</span></span>`;
}

/** The counts as a bar of proportions; the chips below it say them in numbers. */
export function proportions(counts) {
  const entries = Object.entries(counts).filter(([, count]) => count > 0);
  const sum = entries.reduce((total, [, count]) => total + count, 0);
  let x = 0;
  return html`<svg class="proportions" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    ${entries.map(([status, count]) => {
      const width = (count / sum) * 100;
      x += width;
      return svg`<rect data-tone=${status} x=${x - width} width=${Math.max(0.3, width - 0.3)} height="4"></rect>`;
    })}
  </svg>`;
}

/** How many were found; of a snapshot that has not come whole, so far. */
export function count(found, state) {
  return `${found.length.toLocaleString('en')}${state.complete ? '' : ' so far'}`;
}

/** A filter that shows its count, if it has one. */
export function chip({ status, name, count, isOn, choose }) {
  return html`<button
    class="chip"
    data-filter=${status}
    aria-pressed=${isOn ? 'true' : 'false'}
    ?data-none=${count === 0}
    @click=${choose}
  >
    ${TONED.has(status) ? html`<span class="dot" data-tone=${status}></span>` : nothing}${name}${
      count === undefined ? nothing : html`<b>${count.toLocaleString('en')}</b>`
    }
  </button>`;
}

const TONED = new Set([...AGENT_STATUSES, ...TASK_STATUSES]);

/** A native element: it brings its role, and no inline style. */
export function progress(value, name) {
  return value === null
    ? nothing
    : html`<progress max="100" .value=${value} aria-label=${name}></progress><span class="percent">${value} %</span>`;
}

/** A time, said in local time, with the service's own words behind it. */
export function time(timestamp) {
  return html`<time datetime=${timestamp} title=${`${timestamp} (UTC)`}>${moment(timestamp)}</time>`;
}

/** A time of day, said in local time, with the date and the service's own words behind it. */
export function clockTime(timestamp) {
  // Of an event that cannot be read, the time may be unknown.
  if (!timestamp) return html`<span class="dim">unknown</span>`;
  const title = `${moment(timestamp)}, ${timestamp} (UTC)`;
  return html`<time class="dim" datetime=${timestamp} title=${title}>${timeOfDay(timestamp)}</time>`;
}

/** An identifier, whole, to select and to copy. */
export function idText(id) {
  return html`<span class="id"><code>${id}</code>${copyButton(id, `Copy ${id}`)}</span>`;
}

export function copyButton(text, title) {
  const copy = async ({ currentTarget: button }) => {
    await navigator.clipboard?.writeText(text);
    button.dataset.done = '';
    setTimeout(() => delete button.dataset.done, 1500);
  };
  return html`<button type="button" class="quiet copy" @click=${copy} aria-label=${title}>${icon('copy')}</button>`;
}

/**
 * Says that a list stands still, and what it does not show meanwhile. It belongs into the head of the panel: in the list
 * itself it would move the rows.
 */
export function stillMark({ waiting, gone }, show) {
  const parts = [
    waiting ? `${waiting.toLocaleString('en')} new` : '',
    gone.size ? `${gone.size.toLocaleString('en')} gone` : '',
  ];
  return html`<span class="still" role="status">
    ${
      waiting || gone.size
        ? html`${parts.filter(Boolean).join(', ')}
            <button class="quiet" data-action="show-new" aria-label="Show the list as it is now" @click=${show}>Show</button>`
        : nothing
    }
  </span>`;
}

/** A line for the terminal, with a button that copies it. */
export function commandLine(text, title = 'Copy the command') {
  return html`<div class="command">
    <pre tabindex="0"><code>${text}</code></pre>
    ${copyButton(text, title)}
  </div>`;
}

/** Names and values of an entity, those that are set; objects as JSON. */
export function facts(entries) {
  return html`<dl class="facts">
    ${entries.filter(isSet).map(([name, value]) => [html`<dt>${name}</dt>`, html`<dd>${fact(value)}</dd>`])}
  </dl>`;
}

function isSet([, value]) {
  return value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
}

function fact(value) {
  const isNames = Array.isArray(value) && value.every((each) => typeof each === 'string');
  if (isNames) return value.map((each) => html`<span class="tag">${each}</span> `);
  if (value?.strings) return value; // a template
  return isStructure(value) ? html`<pre tabindex="0">${json(value)}</pre>` : String(value);
}

export function moreLine(count, hint) {
  return count > 0 ? html`<p class="more">and ${count.toLocaleString('en')} more${hint}</p>` : nothing;
}

/** What a command line needs besides, if the service requires a login. */
export function bearer(view) {
  return view.access.hasLogin ? ' \\\n  -H "Authorization: Bearer $SWARMBOT_TOKEN"' : '';
}

/** The service's address, for command lines. */
export function swarmUrl(view) {
  return view.client.url();
}
