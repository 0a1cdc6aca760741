/** Choosing what to show of very many, cheaply enough for every frame. */

const collator = new Intl.Collator('en', { numeric: true });

/** Compares texts so that agent-2 comes before agent-10. */
export function natural(a, b) {
  return collator.compare(a, b);
}

/** agent-2 before agent-10. */
export function byId(a, b) {
  return natural(a.id, b.id);
}

/**
 * The first `n` of the order, without sorting the rest: with few to keep, most entries cost one comparison.
 *
 * @template T
 * @param {Iterable<T>} entries
 * @param {number} n
 * @param {(a: T, b: T) => number} order
 * @returns {T[]}
 */
export function first(entries, n, order) {
  const kept = [];
  for (const entry of entries) {
    if (kept.length === n && order(entry, kept[n - 1]) >= 0) continue;
    let low = 0;
    for (let high = kept.length; low < high;) {
      const middle = (low + high) >> 1;
      if (order(kept[middle], entry) <= 0) low = middle + 1;
      else high = middle;
    }
    kept.splice(low, 0, entry);
    if (kept.length > n) kept.pop();
  }
  return kept;
}

const RANK = { error: 0, busy: 2, processing: 2, waiting: 2, paused: 3, idle: 4, offline: 5 };

/** What needs attention, then what works, then the rest. */
export function agentRank({ status, liveness }) {
  if (status !== 'offline' && liveness !== 'live') return 1;
  return RANK[status] ?? 4;
}

const STAGE = { input_required: 0, running: 1, assigned: 2, pending: 3 };

/** Open tasks: nearest to their end first, then by priority (1 is high) and age. */
export function openFirst(a, b) {
  return (
    (STAGE[a.status] ?? 4) - (STAGE[b.status] ?? 4) ||
    a.priority - b.priority ||
    (a.submitted_at < b.submitted_at ? -1 : a.submitted_at > b.submitted_at ? 1 : byId(a, b))
  );
}

/** Finished tasks: the latest first. */
export function latestFirst(a, b) {
  return b.version - a.version;
}

/** Whether all words of the query occur in one of the texts. */
export function matches(query, ...texts) {
  if (!query) return true;
  const text = texts.join(' ').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/**
 * Takes the filters out of what is searched for; the rest is words.
 *
 * @param {string} q
 * @param {RegExp} filter finds a filter: its name and its value
 * @returns {{filters: [string, string][], words: string}}
 */
export function readSearch(q, filter) {
  const filters = [...q.matchAll(filter)].map(([, name, value]) => [name, value]);
  return { filters, words: q.replaceAll(filter, ' ').trim() };
}

/** These ids; the array from before if it has the same, so that whoever compares sees that nothing is different. */
export function sameIds(before, ids) {
  return ids.length === before.length && ids.every((id, index) => id === before[index]) ? before : ids;
}
