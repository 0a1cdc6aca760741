import { matches, natural, sameIds } from './select.js';

/** Between two orders of the lanes is so many times as long as one took. */
const PAUSE = 20;

/** Which agents and which attempts the timeline shows, in order; the same array if nothing is different. */
export class LaneOrder {
  #lanes = { key: null, version: -1, notBefore: 0, ids: [] };
  #rows = { key: null, version: -1, ids: [] };

  /**
   * The agents: those with work first, then those that had some, then the others.
   *
   * @param {import('../swarmbot-client.js').SwarmState} state
   * @param {import('./attempts.js').Attempts} attempts
   * @param {string} q words that an agent's names must have
   * @returns {string[]}
   */
  lanes(state, attempts, q) {
    const { version } = attempts;
    const known = this.#lanes;
    const key = `${q} ${state.agents.size}`;
    if (key === known.key && (version === known.version || performance.now() < known.notBefore)) return known.ids;
    const startedAt = performance.now();
    const rank = new Map();
    for (const agent of state.agents.values()) if (isNamed(agent, q)) rank.set(agent.id, 2);
    for (const id of attempts.agents()) {
      if (rank.has(id) || (!state.agents.has(id) && matches(q, id))) rank.set(id, attempts.openOf(id) ? 0 : 1);
    }
    const ids = [...rank.keys()].sort((a, b) => rank.get(a) - rank.get(b) || natural(a, b));
    const notBefore = performance.now() + (performance.now() - startedAt) * PAUSE;
    this.#lanes = { key, version, notBefore, ids: sameIds(known.ids, ids) };
    return this.#lanes.ids;
  }

  /** The attempts of these agents, the latest first. @returns {string[]} */
  rows(state, attempts, q) {
    const { version } = attempts;
    if (q === this.#rows.key && version === this.#rows.version) return this.#rows.ids;
    const found = [];
    for (const attempt of attempts.all()) {
      const agent = state.agents.get(attempt.agent);
      if (agent ? isNamed(agent, q) : matches(q, attempt.agent)) found.push(attempt);
    }
    const ids = found.sort((a, b) => b.from - a.from || b.seq - a.seq).map(({ id }) => id);
    this.#rows = { key: q, version, ids };
    return ids;
  }
}

function isNamed({ id, name, role, capabilities }, q) {
  return matches(q, id, name ?? '', role ?? '', capabilities.join(' '));
}
