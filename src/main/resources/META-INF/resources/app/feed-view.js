import { html, nothing } from 'lit';
import './entity-table.js';
import './event-detail.js';
import './query-line.js';
import { feedColumns } from './feed-columns.js';
import { FeedLog, KEPT, MOST } from './feed-log.js';
import { EVENTS, parseFeedQuery } from './feed-query.js';
import { LogExport } from './log-export.js';
import { exportLine } from './export-line.js';
import { Part } from './part.js';
import { bearer, chip, commandLine, swarmUrl } from './pieces.js';
import { QueryProblem } from './query.js';
import { viewFrame } from './view-frame.js';

/** Queries that are asked often, by what they are called. */
const QUICK = [
  ['All', ''],
  ['Tasks', 'type:task_*'],
  ['Changes of status', 'type:task_status_changed,task_assigned'],
  ['Agents', 'type:agent_*'],
  ['Messages', 'type:message_*'],
  ['Alerts', 'type:alert'],
  ['Logs', 'type:log'],
  ['Files', 'type:file_*'],
];

const n = (count) => count.toLocaleString('en');

/** All that happens, newest first: to look through, to hold, to go back in, and to take along. */
class FeedView extends Part {
  /** @type {FeedLog|null} */
  #log = null;
  /** The earlier state whose events are shown; null for the present. */
  #moment = null;
  #query = null;
  #columns = null;
  #isPaused = false;
  #isPointed = false;

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#log?.end();
    this.#log = null;
  }

  render() {
    const { route, state } = this.view;
    const event = route.get('event');
    if (state) this.#begin();
    return viewFrame({
      name: 'feed',
      title: 'Events',
      content: state && this.#content(),
      detail: event && html`<swarm-event .view=${this.view} .event=${event} .found=${this.#log?.find(event)}></swarm-event>`,
    });
  }

  /** The log of what is shown: another one for each moment that somebody goes back to. */
  #begin() {
    const { past } = this.view;
    if (this.#log && this.#moment === past.state) return;
    this.#moment = past.state;
    this.#query = null;
    this.#log?.end();
    this.#log = new FeedLog(this.view, () => this.view.changed());
  }

  #content() {
    const { route } = this.view;
    const log = this.#log;
    const q = route.get('q');
    this.#search(q);
    this.#holdOrGoOn();
    const { ids } = log;
    return html`
      <div class="panel-head">
        <h2 id="feed-title">
          Events <span class="count" id="event-count" data-found=${ids.length}>${n(ids.length)}</span>
        </h2>
        <button data-action="hold" aria-pressed=${this.#isPaused ? 'true' : 'false'} @click=${this.#pause}>
          ${this.#isPaused ? 'Resume' : 'Pause'}
        </button>
        <button data-action="export" ?disabled=${this.view.exporting?.state === 'running'} @click=${this.#export}>
          ${q ? 'Export what matches' : 'Export the log'}
        </button>
      </div>
      <swarm-query
        .view=${this.view}
        .query=${q}
        .language=${EVENTS}
        @query=${({ detail }) => route.go(route.with({ q: detail }), { replace: true })}
      ></swarm-query>
      <div class="chips" role="group" aria-label="Events by type">
        ${QUICK.map(([name, query]) =>
          chip({ status: query || 'all', name, isOn: q === query, choose: () => route.go(route.with({ q: query })) }),
        )}
      </div>
      ${exportLine(this.view)} ${this.#waitingLine()} ${ids.length ? this.#table(ids) : this.#none(q)} ${this.#olderLine()}
    `;
  }

  #search(q) {
    if (q === this.#query) return;
    try {
      this.#log.filter(parseFeedQuery(q));
    } catch (problem) {
      if (!(problem instanceof QueryProblem)) throw problem;
      this.#log.filter(() => false);
    }
    this.#query = q;
  }

  get #scroller() {
    return this.querySelector('.virtual');
  }

  #point(isPointed) {
    this.#isPointed = isPointed;
    this.#aimed();
  }

  /** At once: until the next frame something may come. */
  #aimed = () => {
    const wasHeld = this.#log.isHeld;
    this.#holdOrGoOn();
    if (this.#log.isHeld !== wasHeld) this.requestUpdate();
  };

  /** Whoever reads or aims at something must not see it move. */
  #holdOrGoOn() {
    const list = this.querySelector('tbody');
    const isAimedAt =
      list && ((this.#isPointed && list.matches(':hover')) || (document.hasFocus() && list.contains(document.activeElement)));
    if (this.#isPaused || isAimedAt || this.#scroller?.scrollTop > 0) this.#log.hold();
    else this.#log.release();
  }

  /** Says what waits. It is always there, so that nothing moves when it has something to say. */
  #waitingLine() {
    const { isHeld, waiting, dropped } = this.#log;
    if (!isHeld) {
      const { past } = this.view;
      const what = past.isShown ? `What had happened by event ${n(past.seq)}` : 'Live';
      return html`<p class="feed-line dim" role="status">${what}, the newest first.</p>`;
    }
    const lost = dropped ? `; the oldest ${n(dropped)} of them can be loaded again` : '';
    return html`<p class="feed-line" role="status" data-waiting=${waiting} data-dropped=${dropped}>
      <strong>${this.#isPaused ? 'Paused.' : 'Standing still.'}</strong>
      ${waiting ? `${n(waiting)} new ${waiting === 1 ? 'event waits' : 'events wait'}${lost}.` : 'Nothing new yet.'}
      ${waiting ? html`<button class="quiet" data-action="show-new" @click=${this.#showNew}>Show</button>` : nothing}
    </p>`;
  }

  #table(ids) {
    const { route } = this.view;
    this.#columns ??= feedColumns(this.view, (gap) => this.#fill(gap));
    const model = {
      label: 'Events, the newest first',
      ids,
      gone: new Set(),
      find: (id) => this.#log.find(id),
      columns: this.#columns,
      sort: '',
      sortHref: () => '',
      href: (event) => route.with({ event }),
      age: () => '',
      open: route.get('event'),
      selected: null,
    };
    return html`<swarm-table
      class="feed-table"
      .model=${model}
      @pointerenter=${({ pointerType }) => this.#point(pointerType === 'mouse' || pointerType === 'pen')}
      @pointerleave=${() => this.#point(false)}
      @pointermove=${this.#aimed}
      @focusin=${this.#aimed}
      @scroll=${{ handleEvent: this.#aimed, capture: true }}
    ></swarm-table>`;
  }

  #none(q) {
    const { route } = this.view;
    if (this.#log.older === 'loading') return html`<p class="none" aria-busy="true">Reading the log.</p>`;
    if (q) {
      return html`<div class="empty" data-empty="found">
        <p>
          <strong>None of the ${n(this.#log.size)} events here matches.</strong> Take a term out,
          <a data-route href=${route.with({ q: '' })}>show all events</a>, or look farther back.
        </p>
      </div>`;
    }
    return html`<div class="empty" data-empty="feed">
      <p><strong>Nothing has happened in this swarm yet.</strong> The same stream, for your terminal:</p>
      ${commandLine(`curl -N -H 'Accept: text/event-stream' \\\n  ${swarmUrl(this.view)}/events${bearer(this.view)}`)}
    </div>`;
  }

  #olderLine() {
    const { older, problem, size } = this.#log;
    const said = {
      more: `${n(size)} events are here. The feed keeps the newest ${n(KEPT)}.`,
      loading: 'Reading the log.',
      whole: 'The log begins here.',
      cut: 'What happened earlier is not in the log any more.',
      full: `The page keeps ${n(MOST)} events at the most. To see more, export the log.`,
      failed: `The log could not be read: ${problem?.message}. Try it again.`,
    }[older];
    return html`<p class="more" data-older=${older} role=${older === 'failed' ? 'alert' : nothing}>
      ${said}
      ${
        older === 'more' || older === 'failed' || older === 'loading'
          ? html`<button class="quiet" data-action="older" ?disabled=${older === 'loading'} @click=${this.#older}>
              Load older events
            </button>`
          : nothing
      }
    </p>`;
  }

  #pause() {
    this.#isPaused = !this.#isPaused;
    if (!this.#isPaused) this.#showNew();
    this.requestUpdate();
  }

  #showNew() {
    this.#isPaused = false;
    if (this.#scroller) this.#scroller.scrollTop = 0;
    this.#log.release();
    this.requestUpdate();
  }

  /** Whoever goes back reads what is old: it stands still until they are done. */
  #older() {
    this.#isPaused = true;
    this.#log.hold();
    this.#log.loadOlder();
    this.requestUpdate();
  }

  #fill(gap) {
    this.#isPaused = true;
    this.#log.hold();
    this.#log.fill(gap);
    this.requestUpdate();
  }

  #export() {
    this.view.exporting = new LogExport(this.view, parseFeedQuery(this.view.route.get('q')));
    this.view.exporting.run();
    this.requestUpdate();
  }
}

customElements.define('swarm-feed-view', FeedView);
