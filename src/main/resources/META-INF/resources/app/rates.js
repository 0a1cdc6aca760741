/** Seconds that are kept. */
const KEPT = 300;
/** Over so many seconds the present rate is taken. */
const PRESENT = 10;

/** How many events and how many completed tasks there were in each of the last seconds, by the clock of the page. */
export class Rates {
  #events = new Uint32Array(KEPT);
  #completed = new Uint32Array(KEPT);
  /** The newest second that has a place. */
  #second = secondOf(Date.now());

  note({ type, status }) {
    this.#goOn();
    const at = this.#second % KEPT;
    this.#events[at]++;
    if (type === 'task_status_changed' && status === 'completed') this.#completed[at]++;
  }

  /** Seconds in which nothing happened have a place, too. */
  #goOn() {
    const now = secondOf(Date.now());
    // A clock that was put back goes on in the same second.
    const from = Math.max(this.#second, now - KEPT);
    for (let second = from + 1; second <= now; second++) this.#events[second % KEPT] = this.#completed[second % KEPT] = 0;
    this.#second = Math.max(this.#second, now);
  }

  /** The seconds that are over, oldest first. @returns {{seconds: number[], events: number[], completed: number[]}} */
  read() {
    this.#goOn();
    const seconds = [];
    for (let second = this.#second - KEPT + 1; second < this.#second; second++) seconds.push(second);
    const of = (counts) => seconds.map((second) => counts[second % KEPT]);
    return { seconds, events: of(this.#events), completed: of(this.#completed) };
  }
}

function secondOf(milliseconds) {
  return Math.floor(milliseconds / 1000);
}

/** The mean of the last seconds, in words: "0", "0.3", "1,204". @param {number[]} counts */
export function present(counts) {
  const rate = counts.slice(-PRESENT).reduce((sum, count) => sum + count, 0) / PRESENT;
  return rate.toLocaleString('en', { maximumFractionDigits: rate < 10 ? 1 : 0 });
}
