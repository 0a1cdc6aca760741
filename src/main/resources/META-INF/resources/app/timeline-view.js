import { html, nothing } from 'lit';
import './lanes.js';
import './task-detail.js';
import { attemptColumns, outcomeName, took } from './attempt-columns.js';
import { Attempts, MOST, OUTCOMES } from './attempts.js';
import { duration, moment, timeOfDay } from './format.js';
import { Palette, paintBar, sharp } from './lane-painter.js';
import { LaneScale } from './lane-scale.js';
import { LaneOrder } from './lane-order.js';
import { LookBack } from './look-back.js';
import { Part } from './part.js';
import { StillRows } from './still.js';
import { searchField, stillTable, viewFrame } from './view-frame.js';

/** Events that are read at first, and each time somebody wants to see more. */
const FIRST_LOOK = 2000;
const LOOK = 10_000;
/** At first so much is shown, at the least and at the most. */
const SHORTEST = 60_000;
const LONGEST = 6 * 3_600_000;

const n = (count) => count.toLocaleString('en');

/** Who worked on what, and when: a lane for each agent, or the same as a table. */
class TimelineView extends Part {
  #state = null;
  /** @type {Attempts|null} */
  #attempts = null;
  #scale = new LaneScale();
  #selected = null;
  #forget = null;
  /** @type {LookBack|null} */
  #past = null;
  #order = new LaneOrder();
  #columns = null;
  #openTask = '';
  #shown = '';
  #still = new StillRows(
    () => this.querySelector('.lanes, tbody'),
    () => this.requestUpdate(),
  );

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#forget?.();
    this.#past?.end();
  }

  render() {
    const { route, state } = this.view;
    const task = route.get('task');
    if (state && state !== this.#state) this.#begin(state);
    return viewFrame({
      name: 'timeline',
      title: 'Timeline',
      kind: 'timeline-view',
      content: state && this.#content(state),
      detail: task && html`<swarm-task .view=${this.view} .task=${task}></swarm-task>`,
    });
  }

  updated() {
    // Whoever goes to another view takes this one out, and it has no size any more.
    if (!this.isConnected) return;
    this.#drawLegend();
    const q = this.view.route.get('q');
    // Others are shown now: those with work are at the top.
    if (q !== this.#shown && this.querySelector('.lanes')) this.querySelector('.lanes').scrollTop = 0;
    this.#shown = q;
    const task = this.view.route.get('task');
    if (this.#openTask && !task) this.#focusAgain(this.#openTask);
    this.#openTask = task;
  }

  /** A new snapshot: what was known of the log before it may be of another log. */
  #begin(state) {
    const isFirst = this.#state === null;
    this.#state = state;
    this.#attempts = new Attempts(state);
    this.#forget ??= this.view.onShownEvent((event) => this.#attempts.note(event));
    this.#past?.end();
    const take = (event) => this.#attempts.note(event);
    this.#past = new LookBack(this.view.client, state.cursor, take, () => this.requestUpdate());
    if (isFirst) this.#fit();
    this.#past.read(FIRST_LOOK).then(() => isFirst && this.#scale.isFollowing && this.#fit());
  }

  #fit() {
    const { now } = this.view;
    const beginning = this.#attempts.beginning ?? now;
    this.#scale.fit(Math.max(now - LONGEST, Math.min(now - SHORTEST, beginning)), now);
    this.requestUpdate();
  }

  #content(state) {
    const { route } = this.view;
    const isTable = route.get('layout') === 'table';
    const q = route.get('q');
    const attempts = this.#attempts;
    this.#scale.goOn(this.view.now);
    return html`
      <div class="panel-head">
        <h2 id="timeline-title">
          Timeline <span class="count" id="attempt-count" data-found=${attempts.size}>${n(attempts.size)}</span>
        </h2>
        ${searchField(route, 'Find an agent', 'Find an agent by name, id, role or capability')}
        <span class="layouts" role="group" aria-label="Layout">
          <a data-route href=${route.with({ layout: '' })} aria-current=${isTable ? nothing : 'true'}>Lanes</a>
          <a data-route href=${route.with({ layout: 'table' })} aria-current=${isTable ? 'true' : nothing}>Table</a>
        </span>
      </div>
      ${attempts.size ? (isTable ? this.#table(q) : this.#drawing(state, q)) : this.#none()} ${this.#olderLine()}
    `;
  }

  #drawing(state, q) {
    const ids = this.#order.lanes(state, this.#attempts, q);
    const lanes = {
      ids: this.#still.order(`${this.view.swarm} ${q}`, ids).ids,
      name: (id) => this.#name(state, id),
      attempts: this.#attempts,
      scale: this.#scale,
      selected: this.#selected,
      select: (id) => {
        this.#selected = id;
        this.requestUpdate();
      },
      open: (id) => this.view.route.go(this.view.route.with({ task: this.#attempts.find(id).task })),
    };
    return html`
      <div class="lane-tools">
        <span class="pair" role="group" aria-label="What is shown">
          ${this.#tool('back', 'Earlier', '←', () => this.#scale.pan(-0.5))} ${this.#tool('forth', 'Later', '→', () => this.#scale.pan(0.5))}
          ${this.#tool('out', 'Show more time', '−', () => this.#zoom(2))} ${this.#tool('in', 'Show less time', '+', () => this.#zoom(0.5))}
          ${this.#tool('all', 'Show all that is here', 'All', () => this.#all())}
          <button
            data-action="follow"
            aria-pressed=${this.#scale.isFollowing ? 'true' : 'false'}
            @click=${() => this.#change(() => (this.#scale.isFollowing ? (this.#scale.isFollowing = false) : this.#scale.follow(this.view.now)))}
          >
            Follow
          </button>
        </span>
        <span class="dim lane-range">${this.#range()}</span>
        <ul class="legend" aria-label="What the bars mean">
          ${Object.keys(OUTCOMES).map(
            (outcome) => html`<li><canvas class="swatch" data-outcome=${outcome} aria-hidden="true"></canvas> ${OUTCOMES[outcome]}</li>`,
          )}
        </ul>
      </div>
      <p class="feed-line" id="lane-said" role="status" data-selected=${this.#selected ?? ''}>${this.#said()}</p>
      <p class="unseen" id="lanes-keys">
        Arrow keys go from attempt to attempt and from agent to agent, Enter opens the task, plus and minus zoom, H and L or
        Shift with an arrow move in time, End follows the present. The table has the same in rows.
      </p>
      ${
        ids.length
          ? html`<swarm-lanes
              .view=${this.view}
              .lanes=${lanes}
              @scaled=${() => this.requestUpdate()}
              @pointerenter=${this.#still.enter}
              @pointerleave=${this.#still.leave}
              @focusout=${this.#still.focusOut}
            ></swarm-lanes>`
          : html`<p class="none">No agent matches. <a data-route href=${this.view.route.with({ q: '' })}>Show all agents</a>.</p>`
      }
    `;
  }

  #tool(name, title, text, act) {
    return html`<button data-action=${name} aria-label=${title} title=${title} @click=${() => this.#change(act)}>${text}</button>`;
  }

  #change(act) {
    act();
    this.requestUpdate();
  }

  #zoom(factor) {
    this.#scale.zoom(factor, this.#scale.from + this.#scale.span / 2);
  }

  #all() {
    this.#scale.fit(this.#attempts.beginning ?? this.view.now - SHORTEST, this.view.now);
  }

  #range() {
    const { from, to, span } = this.#scale;
    const [a, b] = [new Date(from), new Date(to)].map((date) => (span > 86_400_000 ? moment(date) : timeOfDay(date)));
    return html`<time datetime=${new Date(from).toISOString()} title=${`${new Date(from).toISOString()} (UTC)`}>${a}</time> to
      <time datetime=${new Date(to).toISOString()} title=${`${new Date(to).toISOString()} (UTC)`}>${b}</time>, ${duration(span)}`;
  }

  /** Says what is pointed at, or selected with the keyboard. */
  #said() {
    const bar = this.#attempts.find(this.#selected);
    if (!bar) return html`<span class="dim">Point at a bar to see what it is. Ctrl and the wheel zoom, dragging moves.</span>`;
    const end = bar.to === null ? 'now' : timeOfDay(bar.to);
    return html`${outcomeName(bar)} <strong>${bar.type}</strong> <code>${bar.task}</code>
      <span>attempt ${bar.number} by ${bar.agent}, ${timeOfDay(bar.from)} to ${end}, ${took(bar, this.view.now)}${bar.why ? `: ${bar.why}` : ''}</span>`;
  }

  #name(state, id) {
    const agent = state.agents.get(id);
    const open = this.#attempts.openOf(id);
    return html`<a data-route href=${this.view.route.to('agents', { agent: id })} title=${id}>
        <span class="dot" data-tone=${agent?.status ?? 'offline'}></span> ${agent?.name || id}</a
      >
      ${open ? html`<span class="dim">${n(open)}<span class="unseen"> at work on</span></span>` : nothing}`;
  }

  #table(q) {
    const { route, state } = this.view;
    this.#columns ??= attemptColumns(this.view);
    const ids = this.#order.rows(state, this.#attempts, q);
    const still = this.#still.order(`table ${this.view.swarm} ${q}`, ids);
    const model = {
      label: 'Attempts, the latest first',
      ids: still.ids,
      gone: still.gone,
      find: (id) => this.#attempts.find(id),
      columns: this.#columns,
      sort: '',
      sortHref: () => '',
      href: (id) => route.with({ task: id.slice(0, id.lastIndexOf('#')) }),
      age: (bar) => took(bar, this.view.now),
      // An attempt is changed in its place.
      also: ({ outcome, to, type }) => `${outcome} ${to} ${type}`,
      selected: null,
    };
    return stillTable(model, this.#still);
  }

  #none() {
    return html`<div class="empty" data-empty="timeline">
      <p>
        <strong>No agent has worked on a task yet.</strong> A bar appears here as soon as an agent claims a task.
        <a data-route href=${this.view.route.to('tasks', { q: 'status:pending' })}>See the tasks that wait</a>.
      </p>
    </div>`;
  }

  #olderLine() {
    const { leftOut } = this.#attempts;
    const { state: older, problem } = this.#past;
    const said = {
      more: 'Earlier attempts may be in the log.',
      loading: 'Reading the log.',
      whole: '',
      cut: 'What happened earlier is not in the log any more.',
      failed: `The log could not be read: ${problem?.message}. Try it again.`,
    }[older];
    const out = leftOut ? `The page keeps ${n(MOST)} attempts at the most: the oldest ${n(leftOut)} are left out.` : '';
    if (!said && !out) return nothing;
    return html`<p class="more" data-older=${older} role=${older === 'failed' ? 'alert' : nothing}>
      ${out} ${leftOut && older === 'more' ? '' : said}
      ${
        ['more', 'failed', 'loading'].includes(older) && !leftOut
          ? html`<button class="quiet" data-action="older" ?disabled=${older === 'loading'} @click=${() => this.#past.read(LOOK)}>
              Look farther back
            </button>`
          : nothing
      }
    </p>`;
  }

  #drawLegend() {
    const palette = new Palette();
    for (const canvas of this.querySelectorAll('.swatch')) {
      const { clientWidth: width, clientHeight: height } = canvas;
      const { outcome } = canvas.dataset;
      paintBar(sharp(canvas, width, height), palette, outcome, { x: 0, y: 0, width, height }, !['completed', 'failed', 'canceled', 'taken_back'].includes(outcome));
    }
  }

  /** Whoever closes the task goes on where it was opened. */
  #focusAgain(task) {
    if (document.activeElement && document.activeElement !== document.body) return;
    const row = [...this.querySelectorAll('tr[data-row]')].find(({ dataset }) => dataset.row.startsWith(`${task}#`));
    (row?.querySelector('.row-link') ?? this.querySelector('.lanes canvas'))?.focus();
  }
}

customElements.define('swarm-timeline', TimelineView);
