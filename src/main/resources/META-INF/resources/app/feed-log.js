import { parseCursor, seqOf } from '../swarmbot-client.js';
import { forward, LogReader } from './log-reader.js';

/** So many events are kept while the feed goes on, the newest. */
export const KEPT = 5000;
/** So many new ones are kept while it stands still; older ones of them can be loaded again. */
export const WAITING = 2000;
/** So many are kept at the most, with those that were loaded from the log. */
export const MOST = 20_000;
/** So many are loaded at a time. */
const LOADED = 1000;
/** With so many the feed begins. */
const AT_FIRST = 200;

/**
 * The events that the feed shows: the newest ones, and those of the log before them that somebody asks for. While it is
 * held, what it shows stays, and what comes waits. Where events are missing stands a `gap`, which can be filled. While an
 * earlier state is shown, the newest ones are those that had happened by then.
 */
export class FeedLog {
  #view;
  #changed;
  #head;
  #forget;
  #ending = new AbortController();
  #matches = () => true;
  /** Oldest first, with gaps. @type {object[]} */
  #events = [];
  /** @type {Map<string, object>} */
  #byId = new Map();
  #waiting = [];
  /** Newest first; null if they are to be looked for anew. @type {string[]|null} */
  #ids = null;
  isHeld = false;
  /** How many of those that wait were given up. */
  dropped = 0;
  /** `more`, `loading`, `whole`, `cut`, `full` or `failed`. */
  older = 'more';
  problem = null;

  /**
   * @param {import('./view.js').View} view
   * @param {() => void} changed
   */
  constructor(view, changed) {
    this.#view = view;
    this.#changed = changed;
    const { past, feed } = view;
    this.#head = past.state?.cursor ?? null;
    if (this.#head === null) for (const event of feed) this.#append(event);
    this.#forget = view.onShownEvent((event) => this.#take(event));
    if (this.#events.length < AT_FIRST) this.loadOlder(AT_FIRST - this.#events.length);
  }

  end() {
    this.#forget();
    this.#ending.abort();
  }

  /** How many events are here, whether they match or not. */
  get size() {
    return this.#events.length;
  }

  /** How many new ones wait, those included that were given up. */
  get waiting() {
    return this.#waiting.length + this.dropped;
  }

  /** The ids of those that match, the newest first; the same array if nothing is different. */
  get ids() {
    this.#ids ??= this.#events
      .filter((event) => event.type === 'gap' || this.#matches(event))
      .map(({ cursor }) => cursor)
      .reverse();
    return this.#ids;
  }

  find(id) {
    return this.#byId.get(id);
  }

  /** @param {(event: object) => boolean} matches */
  filter(matches) {
    this.#matches = matches;
    this.#ids = null;
  }

  /** What is shown stays as it is until `release`. */
  hold() {
    this.isHeld = true;
  }

  release() {
    if (!this.isHeld) return;
    this.isHeld = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.dropped = 0;
    for (const event of waiting) this.#append(event);
    this.#trim(0);
  }

  #take(event) {
    if (!this.isHeld) {
      this.#append(event);
      this.#trim(KEPT / 10);
    } else {
      this.#waiting.push(event);
      // In gulps: moving the whole array for every event would be work for nothing.
      if (this.#waiting.length >= WAITING + LOADED) {
        this.dropped += LOADED;
        this.#waiting = this.#waiting.slice(LOADED);
      }
    }
  }

  #append(event) {
    const before = this.#events.at(-1);
    if (isOfLog(event) && before) this.#noteGap(before, event);
    this.#put(event);
  }

  /** Numbers are without a hole in the log: if there is one here, something is missing. */
  #noteGap(before, event) {
    const last = before.type === 'reset' ? this.#events.findLast(isOfLog) : before;
    if (last) this.#putGap(last.cursor, event);
  }

  #putGap(after, event) {
    const gap = gapBetween(after, event);
    if (gap) this.#put(gap);
  }

  #put(event) {
    this.#events.push(event);
    this.#byId.set(event.cursor, event);
    this.#ids = null;
  }

  /** @param {number} tolerance so many too many are let be, since it costs to take them out */
  #trim(tolerance) {
    if (this.#events.length <= KEPT + tolerance) return;
    for (const { cursor } of this.#events.splice(0, this.#events.length - KEPT)) this.#byId.delete(cursor);
    this.#ids = null;
    this.older = 'more';
  }

  /** Loads the events before the oldest one that is here. */
  async loadOlder(count = LOADED) {
    const head = this.#head ?? this.#view.client.cursor;
    if (this.older === 'loading' || head === null) return;
    if (this.size >= MOST) this.older = 'full';
    if (this.older === 'full') return;
    const first = this.#events.find(isOfLog);
    const { epoch, seq } = parseCursor(first?.cursor ?? head);
    const reader = new LogReader(this.#view.client, `${epoch}-${first ? seq - 1 : seq}`);
    await this.#load(async (signal) => {
      const events = await reader.back(count, signal);
      // Meanwhile the first ones may have come on the stream.
      const isHere = events.filter(({ cursor }) => !this.#byId.has(cursor));
      this.#insert(0, 0, isHere);
      this.older = reader.end ?? 'more';
    });
  }

  /** Loads what is missing, or a part of it, the newest of it last. @param {object} gap */
  async fill(gap) {
    await this.#load(async (signal) => {
      const loaded = [];
      for await (const page of forward(this.#view.client, gap.after, { signal })) {
        if (page === null) return this.#replace(gap, [{ ...gap, isLost: true }]);
        for (const event of page.events) if (seqOf(event.cursor) < gap.before) loaded.push(event);
        if (seqOf(page.cursor) >= gap.before - 1 || loaded.length >= LOADED) break;
      }
      const rest = gapBetween(loaded.at(-1)?.cursor ?? gap.after, { ...gap, cursor: `${parseCursor(gap.after).epoch}-${gap.before}` });
      this.#replace(gap, rest ? [...loaded, rest] : loaded);
    });
  }

  async #load(load) {
    const before = this.older;
    this.older = 'loading';
    this.problem = null;
    try {
      await load(this.#ending.signal);
      if (this.older === 'loading') this.older = before;
    } catch (problem) {
      if (this.#ending.signal.aborted) return;
      this.older = 'failed';
      this.problem = problem;
    }
    this.#changed();
  }

  #replace(gap, events) {
    const at = this.#events.indexOf(gap);
    if (at >= 0) this.#insert(at, 1, events);
  }

  #insert(at, instead, events) {
    for (const { cursor } of this.#events.slice(at, at + instead)) this.#byId.delete(cursor);
    // Not by splice: so many arguments are too many for some browsers.
    this.#events = [...this.#events.slice(0, at), ...events, ...this.#events.slice(at + instead)];
    for (const event of events) this.#byId.set(event.cursor, event);
    this.#ids = null;
  }
}

function isOfLog({ type }) {
  return type !== 'gap' && type !== 'reset';
}

function gapBetween(after, { cursor, timestamp }) {
  const before = seqOf(cursor);
  const count = before - seqOf(after) - 1;
  return count > 0 ? { type: 'gap', cursor: `gap-${before}`, after, before, count, timestamp } : null;
}
