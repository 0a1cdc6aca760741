/**
 * SwarmBot's client: follows a swarm live, in a browser or in Node (20 and later), without a dependency.
 *
 *     import { SwarmClient } from '/swarmbot-client.js';
 *
 *     const client = new SwarmClient({
 *       swarm: 'default',
 *       onState: (state) => console.log(state.agents.size, 'agents at', state.cursor),
 *       onEvent: (event) => console.log(event.type, event.cursor),
 *       onStatus: (status) => console.log(status.state, status.transport),
 *     });
 *     client.start();
 *     const task = await client.submitTask({ type: 'word-count', input: { files: ['README.md'] } });
 *
 * It loads the state, then follows the log over the best transport there is: WebSocket, else server-sent events, else
 * polling. A lost connection is taken up again from the cursor, on any transport, so that each event arrives once and in
 * order; where the server no longer has what was missed it says so, and a new snapshot takes its place (`onReset`), as it
 * does after an event that cannot be read. From a lesser transport it steps up again by itself: it opens the better one
 * first, and then drops the other.
 *
 * A service that requires a login takes the option `token`, or in its own pages the session of the browser. Without a login
 * that is good the client waits (`onUnauthenticated`) for `useToken()` or `start()`, and asks for nothing meanwhile.
 *
 * In Node, pass `baseUrl`; before Node 22 also a `WebSocket` class, or it starts with server-sent events.
 */
import { SwarmApi } from './swarmbot-client/api.js';
import { TransportChoice } from './swarmbot-client/choice.js';
import { again, endingOfProblem, stop } from './swarmbot-client/ending.js';
import { Follower } from './swarmbot-client/follower.js';
import { Session } from './swarmbot-client/session.js';
import { IDLE } from './swarmbot-client/status.js';
import { backoff, onWake, sleep } from './swarmbot-client/time.js';
import { TIMING } from './swarmbot-client/timing.js';

export { SwarmApi, SwarmProblem } from './swarmbot-client/api.js';
export { ExactNumber, parseExact, stringifyExact } from './swarmbot-client/numbers.js';
export { parseCursor, seqOf } from './swarmbot-client/cursor.js';
export { AGENT_STATUSES, TASK_STATUSES, FINISHED_KEPT, SwarmState, fold, isFinished } from './swarmbot-client/state.js';

export class SwarmClient extends SwarmApi {
  #options;
  #timing;
  #follower;
  #choice;
  /** Aborts when stopped; null while not running. */
  #run = null;
  /** The stream that is listened to, and the better one that is being tried meanwhile. */
  #session = null;
  #candidate = null;
  #stepUpTimer;
  #stepUpDelay;
  #wakeUp = () => {};
  #status = IDLE;

  /**
   * @param {object} [options] these, and those of {@link SwarmApi}: baseUrl, swarm, token, headers, fetch,
   *     exactNumbers
   * @param {string[]} [options.transports] those that may be used, best first
   * @param {{types?: string, agent?: string, task?: string}} [options.filters] comma-separated values; a filtered client
   *     only hears events and keeps no state
   * @param {number} [options.maxRate] messages a second, from 0.01 to 1000: what changes more often is told less often, as
   *     the newest of each type and entity. The state is the same; `onEvent` does not hear what came between
   * @param {string} [options.after] follow from this cursor, without keeping state
   * @param {boolean} [options.keepState] false: only events, from the head
   * @param {(event: object, state: import('./swarmbot-client/state.js').SwarmState|null) => void} [options.onEvent]
   *     each event, once, in order, already applied
   * @param {(state: import('./swarmbot-client/state.js').SwarmState) => void} [options.onState] after each group of
   *     changes; the same object until a new snapshot replaces it
   * @param {(state: import('./swarmbot-client/state.js').SwarmState) => void} [options.onPart] after each part of the first
   *     snapshot but the last: {@link partialState} has grown
   * @param {(status: import('./swarmbot-client/status.js').Status) => void} [options.onStatus]
   * @param {(reset: {reason: string, cursor: string}) => void} [options.onReset] events were missed, or one
   *     cannot be read (`unreadable`, which `onEvent` has heard); a snapshot follows
   * @param {(ended: {reason: string, problem: import('./swarmbot-client/api.js').SwarmProblem}) => void}
   *     [options.onUnauthenticated] the service wants another login; called once, until there is one
   * @param {typeof WebSocket} [options.WebSocket]
   * @param {Partial<typeof TIMING>} [options.timing]
   */
  constructor(options = {}) {
    super(options);
    const { filters = {}, after, maxRate } = options;
    const isFiltered = Object.values(filters).some((value) => value != null);
    const keepState = options.keepState ?? (after == null && !isFiltered);
    this.#options = {
      transports: ['websocket', 'sse', 'poll'],
      WebSocket: globalThis.WebSocket,
      ...options,
      parameters: { ...filters, max_rate: maxRate },
      pollPause: maxRate ? 1000 / maxRate : 0,
    };
    this.#timing = { ...TIMING, ...options.timing };
    this.#choice = new TransportChoice(this.#options.transports, this.#timing.stableAfter);
    this.#follower = new Follower(
      { swarm: this.swarm, keepState, after, isFiltered },
      {
        event: (event, state) => this.#tell('onEvent', event, state),
        part: (state) => this.#tell('onPart', state),
        state: (state) => (this.#updateStatus({}), this.#tell('onState', state)),
        status: (change) => this.#updateStatus(change),
        reset: (reset) => this.#tell('onReset', reset),
      },
    );
  }

  /** The last complete state, null before the first. */
  get state() {
    return this.#follower.state;
  }

  /**
   * The first snapshot as far as its parts have come: what is in it is true at its cursor, but more will follow, and nothing
   * is counted yet. Null if there is none on its way, and from the first complete state on.
   */
  get partialState() {
    return this.state ? null : (this.#session?.incoming ?? null);
  }

  /** The position in the log: everything up to here was delivered. Null before the first message. */
  get cursor() {
    return this.#follower.cursor;
  }

  /** When the service was last heard on the stream, in milliseconds since 1970; null while there is none. */
  get heardAt() {
    return this.#session?.isConnected ? this.#session.heardAt : null;
  }

  /** @returns {import('./swarmbot-client/status.js').Status} a new object whenever it changes */
  get status() {
    return this.#status;
  }

  /** Counts since the start. Repeats are dropped; a gap on an unfiltered stream would be the service's mistake. */
  get stats() {
    return { ...this.#follower.stats };
  }

  /** Connects, and stays connected until stop(). Does nothing if it runs. */
  start() {
    if (this.#run) return;
    this.#run = new AbortController();
    this.#run.signal.addEventListener(
      'abort',
      onWake(() => this.#wake()),
      { once: true },
    );
    this.#loop(this.#run.signal);
  }

  /** Ends the connection. State and cursor stay, and start() goes on from there. */
  stop() {
    this.#halt(stop('stopped'));
  }

  /** Takes another token from now on, and goes on with it if the service did not accept the one before. */
  useToken(token) {
    super.useToken(token);
    if (this.#status.state === 'unauthenticated') this.start();
  }

  #halt({ reason, problem = null }, state = 'stopped') {
    if (!this.#run && this.#status.state !== 'unauthenticated') return;
    this.#run?.abort();
    this.#run = null;
    this.#session?.end(again(reason));
    this.#wakeUp();
    this.#updateStatus({ state, transport: null, retryAt: null, reason, problem });
    if (state === 'unauthenticated') this.#tell('onUnauthenticated', { reason, problem });
  }

  async #loop(signal) {
    let attempt = 0;
    let endOfLogin = null;
    while (!signal.aborted) {
      this.#updateStatus({ ...this.#away(), attempt, retryAt: null });
      const { session, ending } = await this.#connect(signal);
      if (signal.aborted) return;
      if (ending.kind === 'stop') return this.#halt(ending);
      // The stream says why a login ended, the refusal that follows does not.
      if (ending.kind === 'login') {
        return this.#halt({ ...ending, reason: endOfLogin ?? ending.reason }, 'unauthenticated');
      }
      if (session?.isConnected) endOfLogin = ending.isOfLogin ? ending.reason : null;
      if (ending.forget) this.#follower.forget();
      if (session?.isConnected && session.age > this.#timing.stableAfter) attempt = 0;
      if (session && this.#choice.isOtherNext(session, ending)) continue;
      const isMove = ending.isMoved && session?.isConnected && session.age > this.#timing.movedAfter;
      const delay = Math.max(isMove ? 0 : backoff(attempt++, this.#timing), ending.delay ?? 0);
      const { reason, problem = null } = ending;
      this.#updateStatus({ ...this.#away(), attempt, retryAt: Date.now() + delay, reason, problem });
      await this.#pause(delay);
    }
  }

  /** From reading the offer to the end of the stream, which may by then have moved to a better transport. */
  async #connect(signal) {
    try {
      await this.#choice.read(this, signal);
      if (signal.aborted) return { ending: again('stopped') };
      const name = this.#choice.next();
      if (!name) return { ending: again('the service offers no transport that may be used here') };
      let session = (this.#session = this.#open(name));
      let ending = await session.ended;
      while (session !== this.#session) {
        session = this.#session;
        ending = await session.ended;
      }
      return { session, ending };
    } catch (problem) {
      return { ending: problem.name === 'SwarmProblem' ? endingOfProblem(problem) : again(problem.message, { problem }) };
    } finally {
      clearTimeout(this.#stepUpTimer);
      this.#candidate?.end(again('not needed'));
      this.#session = this.#candidate = null;
    }
  }

  #open(name) {
    const { WebSocket, parameters, pollPause } = this.#options;
    const { after, keepsState } = this.#follower;
    const pollInterval = Math.max(this.#choice.pollInterval, pollPause);
    const polling = { pollWait: this.#timing.pollWait, pollInterval };
    const opening = { api: this, after, snapshot: keepsState, parameters, WebSocket, ...polling };
    return new Session(name, opening, this.#timing, (session, messages) => this.#receive(session, messages));
  }

  #receive(session, messages) {
    if (session === this.#candidate && !this.#stepsUpTo(session, messages[0])) return;
    const wasConnected = session.isConnected;
    this.#follower.take(session, messages);
    if (!wasConnected && session.isConnected) this.#scheduleStepUp(this.#timing.stepUpFirst);
  }

  #scheduleStepUp(delay) {
    clearTimeout(this.#stepUpTimer);
    this.#stepUpDelay = delay;
    if (this.#choice.isBest(this.#session.name)) return;
    this.#stepUpTimer = setTimeout(() => this.#stepUp(this.#session), delay);
  }

  /** Tries what is better than the present transport, best first, while that one goes on. */
  async #stepUp(session) {
    await this.#choice.read(this).catch(() => {});
    for (const name of this.#choice.betterThan(session.name)) {
      if (session !== this.#session || this.#follower.needsSnapshot) break;
      this.#candidate = this.#open(name);
      await Promise.race([this.#candidate.connected, this.#candidate.ended]);
    }
    if (session === this.#session && !session.isOver) {
      this.#candidate = null;
      this.#scheduleStepUp(Math.min(this.#stepUpDelay * 2, this.#timing.stepUpMax));
    }
  }

  /** The better stream is open, from our cursor: it is the one from here on. What it repeats is dropped by number. */
  #stepsUpTo(candidate, first) {
    if (first.type !== 'connected' || !first.resumed) {
      // The stream that we have goes on without a loss; this one would not.
      candidate.end(again('not resumed'));
      return false;
    }
    const lesser = this.#session;
    this.#session = candidate;
    this.#candidate = null;
    this.#choice.worked(candidate.name);
    lesser.end(again('stepped up'));
    return true;
  }

  async #pause(delay) {
    const waking = new AbortController();
    this.#wakeUp = () => waking.abort();
    await sleep(delay, waking.signal);
    this.#wakeUp = () => {};
  }

  /** The tab is shown again, or the network is back: there is no reason to wait for timers. */
  #wake() {
    this.#wakeUp();
    const session = this.#session;
    if (session && Date.now() - session.heardAt > this.#timing.silenceOnWake) session.end(again('silent when woken'));
  }

  #away() {
    return { state: this.cursor === null ? 'connecting' : 'reconnecting', transport: null };
  }

  #updateStatus(change) {
    const status = { ...this.#status, ...change };
    if (this.#session?.isConnected && !this.#session.isOver && !this.#follower.needsSnapshot) {
      Object.assign(status, {
        state: 'live',
        transport: this.#session.name,
        attempt: 0,
        retryAt: null,
        reason: null,
        problem: null,
      });
    }
    if (Object.keys(status).every((name) => status[name] === this.#status[name])) return;
    this.#status = status;
    this.#tell('onStatus', status);
  }

  #tell(name, ...values) {
    try {
      this.#options[name]?.(...values);
    } catch (error) {
      // A mistake of the caller's must not cost the connection, nor hide.
      console.error(`${name} failed`, error);
    }
  }
}
