/**
 * How the client is connected; replaced, never changed.
 *
 * @typedef {object} Status
 * @property {'idle'|'connecting'|'live'|'reconnecting'|'stopped'|'unauthenticated'} state
 * @property {'websocket'|'sse'|'poll'|null} transport
 * @property {number} attempt failures in a row
 * @property {number|null} retryAt when the next attempt starts, in milliseconds since 1970
 * @property {boolean} storeAvailable false while the service serves, but cannot write
 * @property {string|null} reason of the last ending; "gone" if the swarm was deleted; while
 *     unauthenticated "expired", "revoked" or "rights_changed", or "unauthenticated" if the service did not say why
 * @property {Error|null} problem of the last ending, often a SwarmProblem
 */

/** @type {Status} */
export const IDLE = {
  state: 'idle',
  transport: null,
  attempt: 0,
  retryAt: null,
  storeAvailable: true,
  reason: null,
  problem: null,
};
