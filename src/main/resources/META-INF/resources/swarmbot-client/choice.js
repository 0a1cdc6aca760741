import { parseDuration } from './time.js';

/** After so many short-lived connections in a row over one transport, the next one is tried. */
const SHORT_LIVES = 3;

/** Which transport to open: what the service offers, less what did not work here lately. */
export class TransportChoice {
  #wanted;
  #stableAfter;
  #offered = [];
  #resting = new Set();
  #shortLives = 0;
  /** Milliseconds between two polls, as the service asks for. */
  pollInterval = 1000;

  /**
   * @param {string[]} wanted best first
   * @param {number} stableAfter milliseconds after which a connection was a good one
   */
  constructor(wanted, stableAfter) {
    this.#wanted = wanted;
    this.#stableAfter = stableAfter;
  }

  /** Asks the service anew: an operator may have switched a transport on or off. */
  async read(api, signal) {
    const { transports, poll_interval: pollInterval } = await api.transports(signal);
    this.#offered = transports.filter((name) => this.#wanted.includes(name));
    this.pollInterval = parseDuration(pollInterval, this.pollInterval);
  }

  /** @returns {string|undefined} */
  next() {
    return this.#offered.find((name) => !this.#resting.has(name)) ?? this.#offered[0];
  }

  isBest(name) {
    return name === this.#wanted[0];
  }

  /** What is offered and comes before this one. */
  betterThan(name) {
    return this.#offered.slice(0, Math.max(0, this.#offered.indexOf(name)));
  }

  worked(name) {
    this.#resting.delete(name);
  }

  /**
   * Judges a session that is over.
   *
   * @returns {boolean} whether the next transport is to be tried at once, because this one does not work here
   */
  isOtherNext(session, ending) {
    // It says nothing about the transport.
    if (session.isConnected && ending.isMoved) return false;
    if (session.isConnected) this.#shortLives = session.age > this.#stableAfter ? 0 : this.#shortLives + 1;
    else if (ending.kind === 'again') this.#resting.clear(); // the service's trouble, not the transport's
    if (ending.kind !== 'other' && this.#shortLives < SHORT_LIVES) return false;
    this.#shortLives = 0;
    this.#resting.add(session.name);
    if (this.#offered.some((name) => !this.#resting.has(name))) return true;
    this.#resting.clear();
    return false;
  }
}
