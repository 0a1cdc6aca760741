/** Resolves after so many milliseconds, or as soon as the signal aborts. */
export function sleep(milliseconds, signal) {
  return new Promise((resolve) => {
    if (milliseconds <= 0 || signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/**
 * Exponential backoff with full jitter: anything between nothing and the doubled ceiling, so that the clients of a server
 * that restarts do not return as one.
 */
export function backoff(attempt, { backoffBase, backoffMax }) {
  return Math.random() * Math.min(backoffMax, backoffBase * 2 ** Math.min(attempt, 20));
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration as the service writes it, `500ms` or `1s`; the fallback if it is none. */
export function parseDuration(text, fallback) {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  return unit ? Number(number) * UNITS[unit] : fallback;
}

/**
 * Calls back when there is a reason to look at the connection at once rather than when a timer says so: the tab is shown
 * again, the machine woke, the network returned, the page came out of the back/forward cache. Does nothing in Node.
 *
 * @returns {() => void} stops it
 */
export function onWake(callback) {
  if (!globalThis.document) return () => {};
  const shown = () => document.visibilityState === 'visible' && callback();
  const sources = [
    [document, 'visibilitychange', shown],
    [document, 'resume', callback],
    [window, 'online', callback],
    [window, 'pageshow', callback],
  ];
  for (const [target, type, listener] of sources) target.addEventListener(type, listener);
  return () => {
    for (const [target, type, listener] of sources) target.removeEventListener(type, listener);
  };
}
