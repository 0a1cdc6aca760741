import { html, nothing } from 'lit';
import { parseCursor, seqOf } from '../swarmbot-client.js';
import { eventLinks } from './feed-columns.js';
import { icon } from './icons.js';
import { label } from './format.js';
import { jsonBlock } from './json-block.js';
import { Part } from './part.js';
import { facts, idText, time } from './pieces.js';
import { describe } from './sentences.js';

/** One event, whole, with the way to what it is about. */
class EventDetail extends Part {
  static properties = { event: {}, found: { attribute: false } };

  /** Asked of the service, because the page does not have it. */
  #asked = null;
  #problem = null;

  willUpdate(changes) {
    if (!changes.has('event')) return;
    this.#asked = this.#problem = null;
    if (!this.found) this.#ask();
  }

  firstUpdated() {
    this.querySelector('h2').focus({ preventScroll: true });
  }

  render() {
    const event = this.found ?? this.#asked;
    return html`<aside
      class="panel detail-pane"
      aria-label=${`Event ${this.event}`}
      data-event-detail=${this.event}
      @keydown=${this.#key}
    >
      <div class="panel-head">
        <h2 tabindex="-1">${event ? label(event.type) : 'Event'}</h2>
        <a class="button" data-route data-action="close-detail" href=${this.view.route.with({ event: '' })}>Close</a>
      </div>
      <div class="detail-body">${event ? this.#content(event) : this.#missing()}</div>
    </aside>`;
  }

  #content(event) {
    const { symbol, tone, subject, text } = describe(event);
    const links = eventLinks(this.view, event);
    return html`
      <p class="event-sentence">
        <span class="event-icon" data-tone=${tone}>${icon(symbol)}</span>
        <span>${subject ? html`<code>${subject}</code> ` : nothing}${text}</span>
      </p>
      ${facts([
        ['Cursor', idText(event.cursor)],
        ['Time', event.timestamp && time(event.timestamp)],
        ['About', links.length ? html`<span class="event-links">${links}</span>` : null],
        ['By', event.actor && `${event.actor}${event.via ? ` through ${event.via}` : ''}`],
        ['Reason', event.reason],
      ])}
      ${jsonBlock('Event', event)}
    `;
  }

  #missing() {
    if (!this.#problem) return html`<p class="none" aria-busy="true">Asking the service.</p>`;
    return html`<p class="problem" role="alert">${this.#problem}</p>`;
  }

  /** The one event behind the cursor before it. */
  async #ask() {
    const { event: cursor } = this;
    try {
      const { epoch, seq } = parseCursor(cursor);
      const answer = await this.view.client.poll({ after: `${epoch}-${seq - 1}`, limit: 1 });
      if (cursor !== this.event) return;
      const [event] = answer.events ?? [];
      if (event && seqOf(event.cursor) === seq) this.#asked = event;
      else this.#problem = 'This event is not in the log, or not any more.';
    } catch (problem) {
      this.#problem = `The event could not be read: ${problem.message}.`;
    }
    this.requestUpdate();
  }

  #key(event) {
    if (event.key !== 'Escape') return;
    const { event: cursor } = this;
    this.view.route.go(this.view.route.with({ event: '' }));
    requestAnimationFrame(() => document.querySelector(`tr[data-row="${CSS.escape(cursor)}"] .row-link`)?.focus());
  }
}

customElements.define('swarm-event', EventDetail);
