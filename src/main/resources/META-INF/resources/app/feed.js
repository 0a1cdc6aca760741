import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { seqOf } from '../swarmbot-client.js';
import { icon } from './icons.js';
import { Part } from './part.js';
import { bearer, clockTime, commandLine, swarmUrl } from './pieces.js';
import { describe } from './sentences.js';

const SHOWN = 60;

/** The newest events, newest first. It stands still under the pointer, so that it can be read. */
class Feed extends Part {
  /** Whose events are shown: the client's, or those of an earlier state. */
  #source = null;
  #isHeld = false;
  #isHovered = false;
  #frozen = null;
  #frozenAt = 0;

  render() {
    const { view } = this;
    const isStill = this.#isHeld || this.#isHovered;
    const { past } = view;
    const source = past.state ?? view.client;
    if (!isStill || this.#source !== source) {
      this.#source = source;
      this.#frozen = this.#events(past).slice(-SHOWN).reverse();
      this.#frozenAt = view.count;
    }
    const behind = past.isShown ? 0 : view.count - this.#frozenAt;
    return html`<section class="panel" aria-labelledby="feed-title">
      <div class="panel-head">
        <h2 id="feed-title">Events</h2>
        <span class="dim" ?hidden=${!isStill}>${behind ? `${behind.toLocaleString('en')} newer` : 'Standing still'}</span>
        <button class="quiet" data-action="hold" aria-pressed=${this.#isHeld ? 'true' : 'false'} @click=${this.#hold}>
          ${this.#isHeld ? 'Resume' : 'Pause'}
        </button>
      </div>
      ${
        this.#frozen.length
          ? html`<ol
              class="rows feed"
              id="feed"
              aria-label="Newest events first"
              @pointerenter=${this.#enter}
              @pointerleave=${this.#leave}
            >
              ${repeat(
                this.#frozen,
                (event) => event.cursor,
                (event) => html`<li class="event" data-event=${event.type}>${guard([event], () => row(event))}</li>`,
              )}
            </ol>`
          : view.state
            ? this.#empty()
            : html`<p class="none">Nothing yet.</p>`
      }
    </section>`;
  }

  #events({ isShown, seq }) {
    const { feed } = this.view;
    return isShown ? feed.filter(({ type, cursor }) => type !== 'reset' && seqOf(cursor) <= seq) : feed;
  }

  #empty() {
    const { past, route } = this.view;
    if (past.isShown) {
      return html`<p class="none" data-empty="feed">
        What had happened by then was before you opened the page: <a data-route href=${route.to('feed')}>see it in the log</a>.
      </p>`;
    }
    return html`<div class="empty" data-empty="feed">
      <p><strong>Nothing has happened since you opened the page.</strong> The same stream, for your terminal:</p>
      ${commandLine(`curl -N -H 'Accept: text/event-stream' \\\n  ${swarmUrl(this.view)}/events${bearer(this.view)}`)}
    </div>`;
  }

  #hold() {
    this.#isHeld = !this.#isHeld;
    this.requestUpdate();
  }

  #enter(event) {
    // A finger does not hover; it would leave the feed standing.
    this.#isHovered = event.pointerType === 'mouse';
  }

  #leave() {
    this.#isHovered = false;
    this.requestUpdate();
  }
}

function row(event) {
  const { symbol, tone, subject, text } = describe(event);
  return html`
    ${clockTime(event.timestamp)}
    <span class="event-icon" data-tone=${tone}>${icon(symbol)}</span>
    <span class="event-text">${subject ? html`<code>${subject}</code> ` : nothing}${text}</span>
    <span class="seq dim">${event.type === 'reset' ? '' : seqOf(event.cursor)}</span>
  `;
}

customElements.define('swarm-feed', Feed);
