import { parseCursor, seqOf } from '../swarmbot-client.js';

/** Events of one answer. */
const PAGE = 1000;
/** Fewer events than these are not looked for where the log was trimmed. */
const SHORTEST_LOOK = 50;

/** Reads the log from its end to its beginning, a part at a time. */
export class LogReader {
  #client;
  #filter;
  #epoch;
  /** No more are looked at in one go: more would reach behind the beginning of the log. */
  #most = Infinity;
  /** Everything behind this number was looked at. */
  lookedFrom;
  /** `whole` if the log was read from its first event, `cut` if the log begins later; null while there is more. */
  end = null;

  /**
   * @param {import('../swarmbot-client.js').SwarmApi} client
   * @param {string} cursor where to begin: the event there is read, too
   * @param {{task?: string, agent?: string}} [filter]
   */
  constructor(client, cursor, filter = {}) {
    this.#client = client;
    this.#filter = filter;
    const { epoch, seq } = parseCursor(cursor);
    this.#epoch = epoch;
    this.lookedFrom = seq;
  }

  /**
   * The events before those that were looked at, the oldest first. Empty if none of so many is wanted, or at the end.
   *
   * @param {number} length how many events of the log to look at, at the most
   * @param {AbortSignal} [signal]
   * @returns {Promise<object[]>}
   * @throws {import('../swarmbot-client.js').SwarmProblem}
   */
  async back(length, signal) {
    while (this.end === null) {
      const look = Math.min(length, this.#most);
      const from = Math.max(0, this.lookedFrom - look);
      const events = await this.#read(from, this.lookedFrom, signal);
      if (events) {
        this.lookedFrom = from;
        if (from === 0) this.end = 'whole';
        return events;
      }
      if (look <= SHORTEST_LOOK) this.end = 'cut';
      this.#most = Math.ceil(look / 4);
    }
    return [];
  }

  /** @returns {Promise<object[]|null>} null if the log does not reach back so far */
  async #read(from, to, signal) {
    const found = [];
    for await (const page of forward(this.#client, `${this.#epoch}-${from}`, { ...this.#filter, signal })) {
      if (page === null) return null;
      for (const event of page.events) if (seqOf(event.cursor) <= to) found.push(event);
      if (seqOf(page.cursor) >= to) break;
    }
    return found;
  }
}

/**
 * The events behind a cursor, page by page, up to the head. The last page is null if the log begins later.
 *
 * @param {import('../swarmbot-client.js').SwarmApi} client
 * @param {string} after
 * @param {{task?: string, agent?: string, signal?: AbortSignal}} [parameters]
 * @returns {AsyncGenerator<{events: object[], cursor: string}|null>} `cursor`: all up to here was looked at
 */
export async function* forward(client, after, parameters = {}) {
  for (let isMore = true; isMore;) {
    const { reset, events, cursor, more } = await client.poll({ ...parameters, after, limit: PAGE });
    yield reset ? null : { events, cursor };
    after = cursor;
    isMore = more && !reset;
  }
}

/**
 * The cursor behind which everything is that the log still has, found by halving.
 *
 * @param {import('../swarmbot-client.js').SwarmApi} client
 * @param {string} head
 * @param {AbortSignal} [signal]
 */
export async function beginningOfLog(client, head, signal) {
  const { epoch, seq } = parseCursor(head);
  let trimmed = -1;
  let kept = seq;
  // The first look is at the very beginning: most logs were never trimmed.
  for (let look = 0; trimmed + 1 < kept; look = Math.floor((trimmed + kept) / 2)) {
    const { reset } = await client.poll({ after: `${epoch}-${look}`, limit: 1, signal });
    if (reset) trimmed = look;
    else kept = look;
  }
  return `${epoch}-${kept}`;
}
