import { LogReader } from './log-reader.js';

/** What a view reads of the log besides what happens from now on: as far back as somebody asks. */
export class LookBack {
  #reader;
  #take;
  #changed;
  #ending = new AbortController();
  /** `more`, `loading`, `whole`, `cut` or `failed`. */
  state = 'more';
  problem = null;

  /**
   * @param {import('../swarmbot-client.js').SwarmApi} client
   * @param {string} cursor
   * @param {(event: object) => void} take called with each event that is read; of one look the oldest first
   * @param {() => void} changed
   */
  constructor(client, cursor, take, changed) {
    this.#reader = new LogReader(client, cursor);
    this.#take = take;
    this.#changed = changed;
  }

  /** @param {number} length how many events of the log to look at */
  async read(length) {
    this.state = 'loading';
    this.#changed();
    try {
      for (const event of await this.#reader.back(length, this.#ending.signal)) this.#take(event);
      this.state = this.#reader.end ?? 'more';
    } catch (problem) {
      if (this.#ending.signal.aborted) return;
      this.state = 'failed';
      this.problem = problem;
    }
    this.#changed();
  }

  end() {
    this.#ending.abort();
  }
}
