/**
 * A cursor, `<epoch>-<seq>`, is a place in a swarm's log. The sequence number runs on when the epoch changes, so order is
 * by sequence alone; the epoch is for the server, which uses it to refuse a number from a log that no longer exists.
 */

/**
 * @param {string} cursor
 * @returns {{epoch: string, seq: number}}
 * @throws {TypeError} if it is not a cursor
 */
export function parseCursor(cursor) {
  const dash = String(cursor).lastIndexOf('-');
  const seq = Number(String(cursor).slice(dash + 1));
  if (dash < 1 || dash === cursor.length - 1 || !Number.isSafeInteger(seq) || seq < 0) {
    throw new TypeError(`not a cursor: ${cursor}`);
  }
  return { epoch: cursor.slice(0, dash), seq };
}

/** The sequence number of a cursor; -1, before everything, for none. */
export function seqOf(cursor) {
  return cursor == null ? -1 : parseCursor(cursor).seq;
}
