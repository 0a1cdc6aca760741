import { seqOf } from './cursor.js';
import { again, moved, stop } from './ending.js';
import { SwarmState } from './state.js';

/** A service that does not say when to come back wants its clients back, but not all in the same instant. */
const SENT_AWAY = 2000;

/** The type of what stands in the place of an event that cannot be read. */
const UNREADABLE = 'unreadable';

/**
 * The position in the log, and the state at it. Messages of whatever stream go in; every event comes out once, in order.
 */
export class Follower {
  #callbacks;
  #isFiltered;
  #seq = -1;

  /**
   * @param {{swarm: string, keepState: boolean, after?: string, isFiltered: boolean}} options
   * @param {{event: Function, part: Function, state: Function, status: Function, reset: Function}} callbacks
   */
  constructor({ swarm, keepState, after, isFiltered }, callbacks) {
    this.swarm = swarm;
    this.keepsState = keepState;
    this.#isFiltered = isFiltered;
    this.#callbacks = callbacks;
    this.cursor = null;
    /** The last complete one; it stays while the next one is on its way. @type {SwarmState|null} */
    this.state = null;
    this.needsSnapshot = keepState;
    this.stats = { events: 0, repeats: 0, gaps: 0, skipped: 0, resets: 0, snapshots: 0 };
    if (after != null) this.#moveTo(after);
  }

  /** Where the next stream is to start; null for a snapshot, or for the head. */
  get after() {
    return this.needsSnapshot ? null : this.cursor;
  }

  /** Start anew at the next opening: the position is of no use to the service. */
  forget() {
    this.needsSnapshot = this.keepsState;
    this.cursor = null;
    this.#seq = -1;
  }

  /**
   * @param {import('./session.js').Session} session the stream that they came from; ended where they say so
   * @param {object[]} messages
   */
  take(session, messages) {
    const before = this.cursor;
    let isChanged = false;
    for (const message of messages) {
      if (session.isOver) break;
      isChanged = this.#take(session, message) || isChanged;
    }
    if (isChanged && this.state) this.#callbacks.state(this.state);
    else if (before !== this.cursor) this.#callbacks.status({});
  }

  /** @returns {boolean} whether the state is another one now */
  #take(session, message) {
    switch (message.type) {
      case 'connected':
        return this.#connected(session, message);
      case 'reset':
        return this.#reset(session, message);
      case 'snapshot':
        return this.#snapshot(session, message);
      case 'heartbeat':
        return this.#heartbeat(message);
      case 'conflated':
        return this.#conflated(session, message);
      case UNREADABLE:
        // Its time may be unknown.
        return this.#event(session, message);
      case 'store_unavailable':
      case 'store_available':
        this.#callbacks.status({ storeAvailable: message.type === 'store_available' });
        return false;
      case 'reconnect':
        session.end(moved('sent away', message.retry_after_ms ?? Math.random() * SENT_AWAY));
        return false;
      case 'ended':
        session.end(again(message.reason, { isOfLogin: true }));
        return false;
      case 'gone':
        session.end(stop('gone'));
        return false;
      default:
        // What has a place in the log has a cursor and a time. Everything else is an ack, or a notice that we do not
        // know.
        return message.cursor && message.timestamp ? this.#event(session, message) : false;
    }
  }

  #connected(session, { cursor }) {
    session.markConnected();
    if (this.needsSnapshot) session.snapshotDueSince = Date.now();
    else if (this.cursor === null) this.#moveTo(cursor);
    this.#callbacks.status({ storeAvailable: true });
    return false;
  }

  #reset(session, { reason, cursor }) {
    this.stats.resets++;
    this.#moveTo(cursor);
    this.needsSnapshot = this.keepsState;
    session.incoming = null;
    session.snapshotDueSince = this.needsSnapshot ? Date.now() : null;
    this.#callbacks.reset({ reason, cursor });
    return false;
  }

  #snapshot(session, part) {
    if (!this.needsSnapshot) return false;
    if (part.part === 1) session.incoming = new SwarmState(this.swarm);
    if (!session.incoming?.addPart(part)) {
      // Of a later snapshot nobody needs to see the beginning: the state before it stays until it is whole.
      if (session.incoming && !this.state) this.#callbacks.part(session.incoming);
      return false;
    }
    this.state = session.incoming;
    session.incoming = session.snapshotDueSince = null;
    this.needsSnapshot = false;
    this.#moveTo(part.cursor);
    this.stats.snapshots++;
    return true;
  }

  #heartbeat({ cursor }) {
    // With a snapshot under way, the stream's position is not yet ours.
    if (this.needsSnapshot || seqOf(cursor) < this.#seq) return false;
    this.#moveTo(cursor);
    if (this.state) this.state.cursor = cursor;
    return false;
  }

  /** Its events stand for all between its two cursors; in between, the state is none that the swarm ever had. */
  #conflated(session, { after, cursor, skipped, events }) {
    let isChanged = false;
    if (seqOf(after) > this.#seq && !this.needsSnapshot && !this.#isFiltered) this.stats.gaps++;
    // With one that cannot be read, the others do not make a state either.
    const unreadable = this.keepsState && events.find(({ type }) => type === UNREADABLE);
    for (const event of unreadable ? [unreadable] : events) isChanged = this.#event(session, event, true) || isChanged;
    this.stats.skipped += skipped;
    this.#heartbeat({ cursor });
    return isChanged;
  }

  #event(session, event, isConflated = false) {
    if (this.needsSnapshot) {
      // A reset in the middle of a stream, and the stream goes on without a snapshot: open one that starts with it.
      session.end(again('the snapshot did not come'));
      return false;
    }
    const seq = seqOf(event.cursor);
    if (seq <= this.#seq) {
      this.stats.repeats++;
      return false;
    }
    if (seq !== this.#seq + 1 && !isConflated && !this.#isFiltered) this.stats.gaps++;
    const isLost = this.keepsState && event.type === UNREADABLE;
    if (!isLost) this.state?.apply(event);
    this.#moveTo(event.cursor);
    this.stats.events++;
    this.#callbacks.event(event, this.state);
    if (isLost) this.#startAnew(session, event);
    return !isLost;
  }

  /** What the event changed is only in a snapshot. The state stays as it was before the event until that is there. */
  #startAnew(session, { type, cursor }) {
    this.stats.resets++;
    this.needsSnapshot = true;
    session.end(again('an event cannot be read'));
    this.#callbacks.reset({ reason: type, cursor });
  }

  #moveTo(cursor) {
    this.#seq = seqOf(cursor);
    this.cursor = cursor;
  }
}
