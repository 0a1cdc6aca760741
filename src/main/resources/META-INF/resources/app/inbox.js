import { EventStreamParser } from '../swarmbot-client/event-stream.js';
import { takeStreamSlot } from '../swarmbot-client/slots.js';
import { sleep } from '../swarmbot-client/time.js';

/** So often the list is asked for while there is no stream, in milliseconds. */
const POLL = 10_000;

/** What waits for a person in all swarms that the caller may steer, kept up to date by the stream of the inbox. */
export class Inbox {
  #changed;
  #added;
  #running = null;
  /** By swarm, task and time. @type {Map<string, object>} */
  #entries = new Map();
  /** `off`, `loading`, `live` or `polled`. */
  state = 'off';
  /** Whether there are more than are shown. */
  hasMore = false;
  /** Why there is nothing new; null if there is. @type {Error|null} */
  problem = null;

  /** @param {() => void} changed @param {(entries: object[]) => void} added hears what began to wait since we look */
  constructor(changed, added) {
    this.#changed = changed;
    this.#added = added;
  }

  /** The longest waiting first. */
  get entries() {
    return [...this.#entries.values()];
  }

  get size() {
    return this.#entries.size;
  }

  /** Does nothing if it runs. @param {import('../swarmbot-client.js').SwarmApi} api */
  start(api) {
    if (this.#running) return;
    this.#running = new AbortController();
    this.state = 'loading';
    this.#run(api, this.#running.signal);
  }

  /** Forgets everything. */
  stop() {
    this.#running?.abort();
    this.#running = null;
    this.#entries = new Map();
    this.state = 'off';
  }

  async #run(api, signal) {
    while (!signal.aborted) {
      let slot = null;
      try {
        const { transports } = await api.transports(signal);
        if (transports.includes('sse')) slot = await takeStreamSlot(signal);
        if (slot) await this.#follow(api, signal);
      } catch {
        // The service may not answer, or too many streams be open: the list says the same, later.
      } finally {
        slot?.release();
      }
      if (signal.aborted) return;
      await this.#load(api, signal);
      await sleep(POLL, signal);
    }
  }

  async #follow(api, signal) {
    const response = await api.open(new URL('api/v1/inbox/events', api.baseUrl).href, { accept: 'text/event-stream', signal });
    const parser = new EventStreamParser((text) => api.parse(text));
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || signal.aborted) return;
      for (const message of parser.push(decoder.decode(value, { stream: true }))) this.#take(message);
    }
  }

  async #load(api, signal) {
    try {
      const { entries, next } = await api.inbox({ signal });
      if (signal.aborted) return;
      this.#replace(entries, next !== null);
      this.#is('polled', null);
    } catch (problem) {
      if (!signal.aborted) this.#is('polled', problem);
    }
  }

  #take({ type, entry, entries, more }) {
    if (type === 'begin') this.#replace(entries, more);
    else if (type === 'added') this.#replace([...this.entries, entry], this.hasMore);
    else if (type === 'removed') this.#entries.delete(idOf(entry));
    else if (type === 'more') this.hasMore = more;
    this.#is('live', null);
  }

  #replace(entries, hasMore) {
    const before = this.#entries;
    const order = (a, b) => Date.parse(a.since) - Date.parse(b.since);
    this.#entries = new Map([...entries].sort(order).map((entry) => [idOf(entry), { ...entry, id: idOf(entry) }]));
    this.hasMore = hasMore;
    if (this.state !== 'loading') this.#added(this.entries.filter(({ id }) => !before.has(id)));
  }

  #is(state, problem) {
    this.state = state;
    this.problem = problem;
    this.#changed();
  }
}

function idOf({ swarm, task_id: task, since }) {
  return `${swarm} ${task} ${since}`;
}
