import { again, other } from './ending.js';
import { TRANSPORTS } from './transports.js';

/** How often a session looks at its clock: coarse, because the limits are seconds. */
const WATCH_EVERY = 1000;

/**
 * One stream over one transport, from opening to end. It ends itself when it does not open in time, or falls silent: a dead
 * network closes nothing, and the server speaks at least every 10 seconds.
 */
export class Session {
  #abort = new AbortController();
  #resolve;
  #watch;

  /**
   * @param {string} name of the transport
   * @param {Omit<import('./transports.js').Opening, 'signal'|'receive'|'heard'>} opening
   * @param {{openWithin: number, silence: number, snapshotWithin: number}} timing
   * @param {(session: Session, messages: object[]) => void} receive
   */
  constructor(name, opening, timing, receive) {
    this.name = name;
    this.openedAt = this.heardAt = Date.now();
    this.isConnected = false;
    /** When a snapshot was promised, by a reset for instance; null if none is due. */
    this.snapshotDueSince = null;
    /** The state that the parts of a snapshot add up to. */
    this.incoming = null;
    /** @type {Promise<import('./ending.js').Ending>} */
    this.ended = new Promise((resolve) => (this.#resolve = resolve));
    /** Resolves as soon as it is connected; never, if it ends before. */
    this.connected = new Promise((resolve) => {
      this.markConnected = () => {
        this.isConnected = true;
        resolve();
      };
    });
    this.#watch = setInterval(() => this.#look(timing), WATCH_EVERY);
    const transport = TRANSPORTS[name]({
      ...opening,
      signal: this.#abort.signal,
      heard: () => (this.heardAt = Date.now()),
      receive: (messages) => {
        if (this.isOver) return;
        this.heardAt = Date.now();
        receive(this, messages);
      },
    });
    transport.then(
      (ending) => this.end(ending),
      // A browser throws where it forbids a WebSocket, from a page that came over HTTPS for instance.
      (problem) => this.end(other(problem.message, { problem })),
    );
  }

  get isOver() {
    return this.#abort.signal.aborted;
  }

  get age() {
    return Date.now() - this.openedAt;
  }

  /** Ends it, once: the first reason counts. Nothing is received afterwards. */
  end(ending) {
    clearInterval(this.#watch);
    this.#resolve(ending);
    this.#abort.abort();
  }

  #look({ openWithin, silence, snapshotWithin }) {
    const now = Date.now();
    // Something in between swallows this transport, a buffering proxy for instance: the next one may come through.
    if (!this.isConnected && now - this.openedAt > openWithin) this.end(other('it did not open in time'));
    else if (now - this.heardAt > silence) this.end(again('it fell silent'));
    else if (this.snapshotDueSince && now - Math.max(this.snapshotDueSince, this.heardAt) > snapshotWithin) {
      this.end(again('the snapshot did not come'));
    }
  }
}
