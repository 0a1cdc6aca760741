/**
 * A browser opens six HTTP/1.1 connections to a host, for all tabs together. Requests that stay open hold one each, so
 * that the seventh tab, and every command, would wait for ever. Therefore tabs share four slots for such requests; a
 * lock frees itself when its tab goes. WebSockets have a limit of their own, in the hundreds.
 */
const SLOTS = 4;

/**
 * @param {AbortSignal} signal
 * @returns {Promise<{release: () => void}|null>} null if all are taken
 */
export async function takeStreamSlot(signal) {
  // Node has no such limit; an insecure origin has no locks, and takes its chance.
  const locks = globalThis.document && globalThis.navigator?.locks;
  if (!locks) return { release() {} };
  for (let slot = 1; slot <= SLOTS && !signal.aborted; slot++) {
    const held = await tryLock(locks, `swarmbot-stream-${slot}`);
    if (held) return held;
  }
  return null;
}

function tryLock(locks, name) {
  return new Promise((resolve) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise((release) => resolve({ release }));
      })
      .catch(() => resolve({ release() {} }));
  });
}
