import { seqOf, stringifyExact } from '../swarmbot-client.js';
import { sleep } from '../swarmbot-client/time.js';
import { beginningOfLog, forward } from './log-reader.js';
import { saveAs } from './save.js';

/** The service may be asked too often, or be away for a moment: so often it is asked again, after so many milliseconds. */
const TRIES = 5;
const PAUSE = 2000;

/**
 * Writes what the log still has to a file, one event as JSON on each line, from its beginning to where its head was at the
 * start. It reads a page at a time and keeps none.
 */
export class LogExport {
  #client;
  #matches;
  #changed;
  #ending = new AbortController();
  /** The number of the last event that was read. */
  #at = 0;
  #from = 0;
  #to = 0;
  /** `running`; `over`; `stopped`, with what was read in the file; or `failed`, likewise. */
  state = 'running';
  /** How many lines were written. */
  written = 0;
  problem = null;

  /**
   * @param {import('./view.js').View} view
   * @param {(event: object) => boolean} matches which events are written
   */
  constructor(view, matches) {
    this.#client = view.client;
    this.#matches = matches;
    this.#changed = () => view.changed();
  }

  /** From 0 to 1. */
  get done() {
    return this.#to > this.#from ? (this.#at - this.#from) / (this.#to - this.#from) : 0;
  }

  /** How many events of the log were read, and how many there are. */
  get read() {
    return { count: this.#at - this.#from, of: this.#to - this.#from };
  }

  stop() {
    this.#ending.abort();
  }

  /** @returns {Promise<void>} as soon as the file is whole, or will not be */
  async run() {
    const head = this.#client.cursor;
    const file = await saveAs(`${this.#client.swarm}-${head}.ndjson`, 'application/x-ndjson');
    if (!file) {
      this.state = 'stopped';
      return this.#changed();
    }
    try {
      await this.#write(file, head);
      this.state = 'over';
    } catch (problem) {
      this.state = this.#ending.signal.aborted ? 'stopped' : 'failed';
      this.problem = problem;
    }
    await file.close();
    this.#changed();
  }

  async #write(file, head) {
    const { signal } = this.#ending;
    let after = await this.#patiently(() => beginningOfLog(this.#client, head, signal));
    this.#from = this.#at = seqOf(after);
    this.#to = seqOf(head);
    this.#changed();
    while (this.#at < this.#to) {
      signal.throwIfAborted();
      const page = await this.#patiently(async () => (await forward(this.#client, after, { signal }).next()).value);
      // What is next was trimmed while we read: from where the log begins now.
      if (page === null) after = await this.#patiently(() => beginningOfLog(this.#client, head, signal));
      else {
        await this.#lines(file, page.events);
        after = page.cursor;
      }
      this.#at = Math.min(this.#to, seqOf(after));
      this.#changed();
    }
  }

  async #lines(file, events) {
    const lines = events.filter((event) => seqOf(event.cursor) <= this.#to && this.#matches(event));
    if (lines.length) await file.write(lines.map((event) => `${stringifyExact(event)}\n`).join(''));
    this.written += lines.length;
  }

  async #patiently(ask) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask();
      } catch (problem) {
        if (this.#ending.signal.aborted || !problem.isTemporary || attempt === TRIES) throw problem;
        await sleep(Math.max(PAUSE, problem.retryAfter), this.#ending.signal);
      }
    }
  }
}
