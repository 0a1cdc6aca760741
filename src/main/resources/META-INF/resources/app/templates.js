/** So many are kept of one swarm. */
const MOST = 50;
/** Longer names would not fit. */
export const LONGEST_NAME = 60;

/**
 * Tasks that are submitted often, as they are typed, by a name. They are kept in this browser, for one swarm and one person.
 *
 * @typedef {{name: string, fields: Record<string, string>}} Template
 */
export class Templates {
  #key;

  /** @param {string} swarm @param {string} who an empty text if nobody has a login */
  constructor(swarm, who) {
    this.#key = `swarmbot.templates ${swarm} ${who}`;
  }

  /** In order of their names. @returns {Template[]} */
  get all() {
    try {
      const stored = JSON.parse(localStorage.getItem(this.#key)) ?? [];
      return stored.filter(({ name, fields }) => typeof name === 'string' && typeof fields === 'object');
    } catch {
      return [];
    }
  }

  /** @param {string} name @returns {Template|undefined} */
  find(name) {
    return this.all.find((each) => each.name === name);
  }

  /** Saves it in the place of one with the same name. @returns {string|null} why it was not saved */
  save(name, fields) {
    const others = this.all.filter((each) => each.name !== name);
    if (others.length >= MOST) return `There are ${MOST} templates. Delete one first.`;
    const order = (a, b) => (a.name < b.name ? -1 : 1);
    return this.#store([...others, { name, fields }].sort(order)) ? null : 'The browser keeps no more.';
  }

  delete(name) {
    this.#store(this.all.filter((each) => each.name !== name));
  }

  #store(all) {
    try {
      if (all.length) localStorage.setItem(this.#key, JSON.stringify(all));
      else localStorage.removeItem(this.#key);
      return true;
    } catch {
      return false;
    }
  }
}
