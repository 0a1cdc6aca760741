/** What a time axis is divided by, in milliseconds. */
const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
];
const SHORTEST = 200;
const LONGEST = 31 * 86_400_000;
/** So much of the axis lies ahead of now, so that what goes on is not at the very edge. */
const AHEAD = 0.04;

/** The part of time that is shown. It follows the present until somebody looks elsewhere. */
export class LaneScale {
  from = 0;
  to = 0;
  isFollowing = true;

  get span() {
    return this.to - this.from;
  }

  /** Shows so much of the time until now. */
  fit(from, now) {
    const span = clamp((now - from) * 1.02);
    this.isFollowing = true;
    this.#end(now + span * AHEAD, span);
  }

  /** Called whenever it is drawn. */
  goOn(now) {
    if (this.isFollowing) this.#end(now + this.span * AHEAD, this.span);
  }

  follow(now) {
    this.isFollowing = true;
    this.goOn(now);
  }

  #end(to, span) {
    this.to = to;
    this.from = to - span;
  }

  /** Moves by a share of what is shown; into the past if it is negative. */
  pan(share) {
    this.isFollowing = false;
    const by = this.span * share;
    this.from += by;
    this.to += by;
  }

  /**
   * @param {number} factor below 1 shows less time
   * @param {number} at the time that stays in its place; while it follows, the present does
   */
  zoom(factor, at) {
    const span = clamp(this.span * factor);
    if (this.isFollowing) return this.#end(this.to + (span - this.span) * AHEAD, span);
    this.from = at - (at - this.from) * (span / this.span);
    this.to = this.from + span;
  }

  /** Moves so far that it is shown. */
  reveal(from, to) {
    if (from >= this.from && from <= this.to) return;
    const { span } = this;
    this.isFollowing = false;
    this.#end(Math.min(from + span * 0.8, Math.max(to, from) + span * 0.3), span);
  }

  /** Round times, at least so many pixels apart. @returns {number[]} */
  ticks(width, apart) {
    const least = (this.span / width) * apart;
    const step = STEPS.find((each) => each >= least) ?? STEPS.at(-1);
    // Days begin where the person is.
    const shift = new Date(this.to).getTimezoneOffset() * 60_000;
    const times = [];
    for (let at = Math.ceil((this.from - shift) / step) * step + shift; at <= this.to; at += step) times.push(at);
    return times;
  }
}

function clamp(span) {
  return Math.max(SHORTEST, Math.min(LONGEST, span));
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** A tick in words, with as much as tells it from its neighbours. */
export function tickLabel(time, apart) {
  const date = new Date(time);
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => String(n).padStart(2, '0'));
  if (apart >= 86_400_000 || (apart >= 3_600_000 && hours === '00' && minutes === '00')) return DAY.format(date);
  if (apart >= 60_000) return `${hours}:${minutes}`;
  if (apart >= 1000) return `${hours}:${minutes}:${seconds}`;
  return `${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
