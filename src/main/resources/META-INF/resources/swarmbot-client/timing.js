/** The client's patience, all in milliseconds. */
export const TIMING = {
  /** No message for so long, and the connection counts as dead; the server speaks every 10 s. */
  silence: 45_000,
  /** After the machine slept, or the network came back, less silence is enough. */
  silenceOnWake: 20_000,
  openWithin: 10_000,
  snapshotWithin: 10_000,
  backoffBase: 500,
  backoffMax: 15_000,
  /** A connection that lived for so long was a good one: the next pause starts from the base. */
  stableAfter: 10_000,
  /** A stream that lived for so long, and was sent away, is opened again without a pause of our own. */
  movedAfter: 1_000,
  stepUpFirst: 30_000,
  stepUpMax: 300_000,
  pollWait: 25_000,
};
