import { seqOf } from '../swarmbot-client.js';
import { LogReader } from './log-reader.js';

/** How many events of the log are looked through at first, and at most, at a time. */
const FIRST_LOOK = 2000;
const LONGEST_LOOK = 10_000;
/** After so many looks somebody has to ask for more. */
const LOOKS = 8;
/** So many are shown, the newest. */
const SHOWN = 500;

/**
 * The events of one task or one agent: those that happen from now on, and those that the log has, looked for from its end
 * to its beginning.
 */
export class History {
  #view;
  #filter;
  #changed;
  #ending = new AbortController();
  #forget;
  /** @type {Map<string, object>} */
  #events = new Map();
  #reader;
  #length = FIRST_LOOK;
  /** `loading`; `whole`; `part`, if it may go on farther back; `cut` if the log does not reach back so far; or `failed`. */
  state = 'loading';
  problem = null;

  /**
   * @param {import('./view.js').View} view
   * @param {{task: string}|{agent: string}} filter
   * @param {() => void} changed
   */
  constructor(view, filter, changed) {
    this.#view = view;
    this.#filter = filter;
    this.#changed = changed;
    this.#reader = new LogReader(view.client, view.client.cursor, filter);
    this.#forget = view.onEvent((event) => this.#note(event));
    this.readOn();
  }

  /** The oldest first. */
  get events() {
    const { past } = this.#view;
    const known = [...this.#events.values()].filter(({ cursor }) => !past.isShown || seqOf(cursor) <= past.seq);
    return known.sort((a, b) => seqOf(a.cursor) - seqOf(b.cursor)).slice(-SHOWN);
  }

  end() {
    this.#forget();
    this.#ending.abort();
  }

  #note(event) {
    const { task, agent } = this.#filter;
    const isOfIt = task
      ? event.task_id === task
      : event.agent_id === agent || event.assigned_agents?.includes(agent) || event.task?.assigned_agents.includes(agent);
    if (!isOfIt) return;
    this.#events.set(event.cursor, event);
    this.#changed();
  }

  /** Looks farther back. */
  async readOn() {
    this.state = 'loading';
    try {
      for (let look = 0; look < LOOKS && this.state === 'loading'; look++) await this.#look();
      if (this.state === 'loading') this.state = 'part';
    } catch (problem) {
      if (this.#ending.signal.aborted) return;
      this.state = 'failed';
      this.problem = problem;
    }
    this.#changed();
  }

  /** Looks at the part of the log before what was looked at. */
  async #look() {
    for (const event of await this.#reader.back(this.#length, this.#ending.signal)) this.#events.set(event.cursor, event);
    this.#length = Math.min(LONGEST_LOOK, this.#length * 2);
    if (this.#hasBeginning) this.state = 'whole';
    else if (this.#reader.end) this.state = this.#reader.end;
    else if (this.#events.size >= SHOWN) this.state = 'part';
    this.#changed();
  }

  get #hasBeginning() {
    const type = this.#filter.task ? 'task_submitted' : 'agent_registered';
    return [...this.#events.values()].some((event) => event.type === type);
  }
}

/** Whether there may be more, in words. @param {History} history */
export function historyNote({ state, problem }) {
  return {
    loading: 'Reading the log.',
    cut: 'What happened earlier is not in the log any more.',
    failed: `The log could not be read: ${problem?.message}.`,
    part: 'There may be more, farther back.',
  }[state];
}
