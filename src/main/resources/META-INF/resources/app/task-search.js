import { SwarmProblem } from '../swarmbot-client.js';
import { QueryProblem, parseQuery } from './query.js';
import { taskOrder } from './task-order.js';

/** Between two searches is so many times as long as one took: with 100,000 tasks some seconds, with 1,000 nobody notices. */
const PAUSE = 50;
const PAGE = 1000;

/**
 * The tasks that meet a query, in order: those of the page's own state, at once and always new, and those that ended so
 * long ago that only the service remembers them, as soon as somebody asks for them.
 */
export class TaskSearch {
  #key = null;
  #query = parseQuery('');
  /** What is wrong with the query; the one before counts. @type {QueryProblem|null} */
  problem = null;
  /** Those that were found last, in order, their ids, and the ids as a set. */
  #found = [];
  #ids = [];
  #members = new Set();
  /** How many tasks of the state have ended. */
  #ended = 0;
  #cursor = null;
  /** The state that was searched last, and whether all parts of it were there. */
  #state = null;
  #isWhole = false;
  #notBefore = 0;
  /** Tasks that are not in the state. @type {Map<string, object>} */
  #older = new Map();
  /** `none`, `loading`, `some`, `all` or `failed`. */
  olderState = 'none';
  olderProblem = null;
  #olderPage;

  /** Ids of the tasks that meet the query, in order; the same array if nothing is different. */
  find(state, text, sort, now) {
    const key = `${state.swarm}\n${text}\n${sort}`;
    if (key !== this.#key) this.#begin(key, text);
    // What is in another state, or came with the last part, is shown at once.
    else if (state === this.#state && state.complete === this.#isWhole) {
      if (state.complete && state.cursor === this.#cursor && !this.#query.isTimed) return this.#ids;
      if (performance.now() < this.#notBefore) return this.#ids;
    }
    const startedAt = performance.now();
    this.#renew(state, taskOrder(sort), now);
    this.#cursor = state.cursor;
    this.#state = state;
    this.#isWhole = state.complete;
    this.#notBefore = performance.now() + (performance.now() - startedAt) * PAUSE;
    return this.#ids;
  }

  /**
   * Looks at each task. Those that have not changed are in order already, so only the others are sorted, and then both are
   * merged: that costs a fraction of sorting all of them.
   */
  #renew(state, order, now) {
    const kept = [];
    const changed = [];
    for (const before of this.#found) {
      const task = this.task(state, before.id);
      if (!task || ((task !== before || this.#query.isTimed) && !this.#query.matches(task, now)))
        this.#members.delete(before.id);
      else if (task === before) kept.push(task);
      else changed.push(task);
    }
    let ended = 0;
    for (const task of state.tasks.values()) {
      if (task.finished_at) ended++;
      if (!this.#members.has(task.id)) this.#add(task, changed, now);
    }
    this.#ended = ended;
    for (const [id, task] of this.#older) {
      if (state.tasks.has(id)) this.#older.delete(id);
      else if (!this.#members.has(id)) this.#add(task, changed, now);
    }
    if (kept.length === this.#found.length && !changed.length) return;
    this.#found = merged(kept, changed.sort(order), order);
    const isSame = this.#found.length === this.#ids.length && this.#found.every(({ id }, index) => id === this.#ids[index]);
    if (!isSame) this.#ids = this.#found.map(({ id }) => id);
  }

  #add(task, changed, now) {
    if (!this.#query.matches(task, now)) return;
    this.#members.add(task.id);
    changed.push(task);
  }

  #begin(key, text) {
    const isOther = this.#key !== null && this.#key.split('\n')[1] !== text;
    this.#key = key;
    this.#found = [];
    this.#ids = [];
    this.#members = new Set();
    this.problem = null;
    try {
      this.#query = parseQuery(text);
    } catch (problem) {
      if (!(problem instanceof QueryProblem)) throw problem;
      this.problem = problem;
    }
    if (isOther) this.forgetOlder();
  }

  forgetOlder() {
    this.#older = new Map();
    this.olderState = 'none';
    this.#olderPage = undefined;
  }

  /** One of the tasks that are found, as it is now. */
  task(state, id) {
    return state.tasks.get(id) ?? this.#older.get(id);
  }

  /** How many tasks have ended that are not in the state and may meet the query. */
  hidden(state) {
    if (!this.#query.mayBeFinished) return 0;
    const { completed, failed, canceled } = state.totals.tasks;
    return Math.max(0, completed + failed + canceled - this.#ended - this.#older.size);
  }

  /** Asks the service for the next page of what ended long ago. @param {import('../swarmbot-client.js').SwarmApi} api */
  async loadOlder(api, state, text) {
    const key = this.#key;
    this.olderState = 'loading';
    try {
      const q = `${text} status:finished`.trim();
      const { tasks, next } = await api.tasks({ q, page: this.#olderPage, limit: PAGE, atLeast: state.cursor });
      if (key !== this.#key) return;
      for (const task of tasks) if (!state.tasks.has(task.id)) this.#older.set(task.id, task);
      this.#olderPage = next ?? undefined;
      this.olderState = next ? 'some' : 'all';
      this.#cursor = null;
      this.#notBefore = 0;
    } catch (problem) {
      if (!(problem instanceof SwarmProblem)) throw problem;
      this.olderState = 'failed';
      this.olderProblem = problem;
    }
  }
}

/** Two lists in order as one. */
function merged(a, b, order) {
  if (!b.length) return a;
  const all = [];
  let at = 0;
  for (const each of a) {
    while (at < b.length && order(b[at], each) < 0) all.push(b[at++]);
    all.push(each);
  }
  while (at < b.length) all.push(b[at++]);
  return all;
}
