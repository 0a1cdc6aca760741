/**
 * Why a stream ended, and so what comes next:
 *
 * - `again`: the same or a better transport, after a pause, from the cursor;
 * - `other`: this transport does not work here, the next one may;
 * - `stop`: coming back as we are would not help;
 * - `login`: the service wants another login first.
 *
 * @typedef {object} Ending
 * @property {'again'|'other'|'stop'|'login'} kind
 * @property {string} reason
 * @property {Error} [problem]
 * @property {number} [delay] milliseconds to wait at least
 * @property {boolean} [forget] whether the position is of no use
 * @property {boolean} [isMoved] whether the service sent us away, although nothing is wrong: no failure
 * @property {boolean} [isOfLogin] whether the login ended in the midst of the stream; a new one may be there already
 */

export const again = (reason, more = {}) => ({ kind: 'again', reason, ...more });
export const moved = (reason, delay) => ({ kind: 'again', reason, delay, isMoved: true });
export const other = (reason, more = {}) => ({ kind: 'other', reason, ...more });
export const stop = (reason, more = {}) => ({ kind: 'stop', reason, ...more });

export const HANDSHAKE_FAILED = 'the handshake failed';

/** The verdict on a WebSocket's close code, by the ranges of the protocol. */
export function endingOfClose(code, reason, wasConnected) {
  const why = reason || `closed with ${code}`;
  if (code === 4103) return again(why, { isOfLogin: true });
  if (code === 4101) return other(why);
  if (code === 1008 || (code >= 4100 && code <= 4199)) return stop(code === 4102 ? 'gone' : why);
  // A browser does not say why a handshake failed: a refusal, a proxy, no server. The next transport will tell.
  if (!wasConnected && (code === 1006 || code === 1002)) return other(HANDSHAKE_FAILED);
  return again(why);
}

/** The verdict on a request that was refused or got no answer. */
export function endingOfProblem(problem) {
  const { status, code } = problem;
  if (status === 401) return { kind: 'login', reason: code, problem };
  // Another replica takes us, as soon as the balancer has noticed.
  if (code === 'shutting_down') return moved(code, Math.random() * problem.retryAfter);
  if (problem.isTemporary) return again(code, { problem, delay: problem.retryAfter });
  if (code === 'bad_cursor') return again(code, { problem, forget: true });
  if (code === 'transport_off' || status === 405 || status === 406 || status === 426) return other(code, { problem });
  // An unknown swarm is made by its first command, or comes back with its server: worth asking again.
  if (status === 404) return again(code, { problem });
  return stop(code, { problem });
}
