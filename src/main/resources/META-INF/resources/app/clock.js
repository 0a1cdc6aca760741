/**
 * Times on the wire are the server's; durations on the page would be wrong by as much as the two clocks differ. The
 * freshest event shows by how much: its age here is the difference, plus a delay that is small at least once.
 */
export class ServerClock {
  #ahead = Infinity;

  observe(timestamp) {
    this.#ahead = Math.min(this.#ahead, Date.now() - Date.parse(timestamp));
  }

  /** The server's time, in milliseconds since 1970, as well as we know. */
  now() {
    return Date.now() - (Number.isFinite(this.#ahead) ? this.#ahead : 0);
  }
}
