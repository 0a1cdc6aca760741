import { parseCursor, seqOf, SwarmState } from '../swarmbot-client.js';

/** Events of one answer of the log. */
const PAGE = 200;
/** Events a second while it plays. */
export const SPEEDS = [1, 5, 20, 100];

/**
 * What the swarm was at an earlier cursor. The service is asked once for each jump; from there it goes on by the events.
 * While an earlier state is shown, the page follows the log all the same, and nothing can be done to it. The cursor is in
 * the address of the page, so that a link to it shows others the same, and back and forward work.
 */
export class Past {
  #view;
  #ending = null;
  #timer;
  /** The events that follow, as far as they were read. */
  #next = [];
  /** Changes whenever a jump begins; one that is overtaken comes to nothing. */
  #jump = 0;
  /** What the address said when it was last looked at, or told. */
  #address = '';
  /** Those who hear each event that is gone on by. @type {Set<(event: object) => void>} */
  #listeners = new Set();

  /** What is shown instead of the present state; null if the present is shown. @type {SwarmState|null} */
  state = null;
  /** When the newest event of that state happened, in milliseconds since 1970; null if it is not known. */
  time = null;
  isLoading = false;
  isPlaying = false;
  speed = SPEEDS[1];
  /** The first sequence that may be kept. */
  first = 0;
  problem = null;

  /** @param {import('./view.js').View} view */
  constructor(view) {
    this.#view = view;
  }

  get isShown() {
    return this.state !== null || this.isLoading;
  }

  /** The sequence that is shown, or that is being loaded. */
  get seq() {
    return this.#asked ?? (this.state ? seqOf(this.state.cursor) : this.last);
  }

  #asked = null;

  /** The newest sequence of the log, as the page knows it. */
  get last() {
    const { cursor } = this.#view.client;
    return cursor ? seqOf(cursor) : 0;
  }

  /** Shows the swarm at that sequence of the present epoch. */
  jump(seq) {
    const { epoch } = parseCursor(this.#view.client.cursor);
    const at = `${epoch}-${Math.max(this.first, Math.min(seq, this.last))}`;
    this.#tell(at, false);
    this.#load(at);
  }

  /** Shows what the address says, if that is another moment than before. */
  follow() {
    const at = this.#view.route.get('at');
    if (at === this.#address) return;
    this.#address = at;
    if (!at) return this.#toPresent();
    try {
      parseCursor(at);
    } catch {
      this.problem = `“${at}” is no place in the log.`;
      return this.#tell('', true);
    }
    this.#load(at);
  }

  /** Says in the address what is shown. @param {boolean} isStep one of many: back does not lead to each of them */
  #tell(at, isStep) {
    const { route } = this.#view;
    this.#address = at;
    route.go(route.with({ at }), { replace: isStep });
  }

  /** Calls back with each event by which the earlier state goes on. @returns {() => void} ends it */
  onEvent(hear) {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  async #load(at) {
    const { client } = this.#view;
    this.end();
    const jump = ++this.#jump;
    this.#ending = new AbortController();
    this.#asked = seqOf(at);
    this.isLoading = true;
    this.problem = null;
    this.#view.changed();
    try {
      const snapshot = await client.snapshot({ at, signal: this.#ending.signal });
      if (jump === this.#jump) this.#show(SwarmState.fromSnapshot(snapshot));
    } catch (problem) {
      if (jump === this.#jump && problem.name !== 'AbortError') this.#fail(problem);
    }
  }

  #show(state) {
    this.#asked = null;
    this.isLoading = false;
    this.state = state;
    this.time = newest(state);
    this.#next = [];
    this.#view.changed();
  }

  #fail(problem) {
    // Whatever is older is not kept either.
    if (problem.code === 'cursor_expired') this.first = Math.max(this.first, Math.min(this.#asked + 1, this.last));
    this.#asked = null;
    this.isLoading = false;
    this.isPlaying = false;
    this.problem = problem.code === 'cursor_expired' ? 'The service does not keep what was that long ago.' : problem.message;
    this.#tell(this.state?.cursor ?? '', true);
    this.#view.changed();
  }

  /** Goes on by one event, and says so in the address. */
  async step() {
    if (await this.#goOn()) this.#tell(this.state.cursor, true);
  }

  /** @returns {Promise<boolean>} false at the end of the log, and if the log cannot be read */
  async #goOn() {
    if (!this.state || this.isLoading) return false;
    const { state } = this;
    if (!this.#next.length && !(await this.#readOn())) return false;
    if (this.state !== state) return false;
    const event = this.#next.shift();
    state.apply(event);
    this.time = Date.parse(event.timestamp) || this.time;
    for (const hear of this.#listeners) hear(event);
    // Whoever draws compares states by identity of what is in them, and the cursor.
    this.#view.changed();
    return true;
  }

  async #readOn() {
    const { client } = this.#view;
    const { state } = this;
    try {
      const page = await client.poll({ after: state.cursor, limit: PAGE, signal: this.#ending.signal });
      if (this.state !== state) return false;
      if (page.reset) throw new Error('The service does not keep what followed.');
      this.#next = page.events;
      return page.events.length > 0;
    } catch (problem) {
      if (problem.name !== 'AbortError' && this.state === state) this.#fail(problem);
      return false;
    }
  }

  play() {
    this.isPlaying = true;
    this.#view.changed();
    this.#beat();
  }

  pause() {
    this.isPlaying = false;
    clearTimeout(this.#timer);
    if (this.state) this.#tell(this.state.cursor, true);
    this.#view.changed();
  }

  async #beat() {
    if (!this.isPlaying) return;
    const jump = this.#jump;
    // A timer of a browser is not exact, so fast play takes several events at a time.
    const many = Math.max(1, Math.round(this.speed / 20));
    for (let n = 0; n < many; n++) {
      if (!(await this.#goOn())) {
        if (jump === this.#jump && !this.isLoading) this.pause();
        return;
      }
    }
    if (jump === this.#jump) this.#timer = setTimeout(() => this.#beat(), (1000 * many) / this.speed);
  }

  setSpeed(speed) {
    this.speed = speed;
    this.#view.changed();
  }

  /** Back to what is now. */
  leave() {
    this.#tell('', false);
    this.#toPresent();
  }

  #toPresent() {
    this.end();
    this.#jump++;
    this.#asked = null;
    this.state = null;
    this.time = null;
    this.isLoading = false;
    this.problem = null;
    this.#view.changed();
  }

  /** Ends what is under way. */
  end() {
    this.#ending?.abort();
    clearTimeout(this.#timer);
    this.isPlaying = false;
    this.#next = [];
  }
}

/** When the newest change of a state was: no entity is newer. */
function newest(state) {
  let latest = null;
  for (const entities of [state.agents, state.tasks]) {
    for (const { updated_at: at } of entities.values()) {
      const time = Date.parse(at);
      if (latest === null || time > latest) latest = time;
    }
  }
  return latest;
}
