/** What the address says: which view of which swarm, and what is looked for and looked at in it. */
export const VIEWS = ['overview', 'inbox', 'agents', 'tasks', 'files', 'feed', 'timeline', 'flow'];

/** What a view may have in its address besides. */
const STATE = ['q', 'sort', 'layout', 'task', 'agent', 'file', 'event'];

/** The cursor of the earlier state that is shown. It is of one swarm, and goes from view to view. */
const MOMENT = 'at';

/**
 * The address of the page. Whatever can be looked at has one, so that it can be sent to others, and back and forward work.
 */
export class Route {
  #changed;
  #parameters = new URLSearchParams(location.search);

  /** @param {() => void} changed called whenever the address is another */
  constructor(changed) {
    this.#changed = changed;
    addEventListener('popstate', () => this.#read());
  }

  #read() {
    this.#parameters = new URLSearchParams(location.search);
    this.#changed();
  }

  /** The name of the swarm; null if the address has none. */
  get swarm() {
    return this.#parameters.get('swarm') || null;
  }

  get view() {
    const view = this.#parameters.get('view');
    return VIEWS.includes(view) ? view : 'overview';
  }

  /** @param {'q'|'sort'|'layout'|'task'|'agent'|'file'|'event'|'at'} name @returns {string} empty if it is not given */
  get(name) {
    return this.#parameters.get(name) ?? '';
  }

  /** The address of a view: of this swarm at the moment that is shown, or of another one now. @param {string} view @param {Record<string, string>} [state] */
  to(view, state = {}) {
    const left = 'swarm' in state ? [...STATE, MOMENT] : STATE;
    return this.#href({ view, ...Object.fromEntries(left.map((name) => [name, ''])), ...state });
  }

  /** The address of this view with a change. @param {Record<string, string>} change an empty text takes it out */
  with(change) {
    return this.#href(change);
  }

  #href(change) {
    const parameters = new URLSearchParams(this.#parameters);
    for (const [name, value] of Object.entries(change)) {
      if (value && !(name === 'view' && value === 'overview')) parameters.set(name, value);
      else parameters.delete(name);
    }
    return `?${parameters}`;
  }

  /** Goes there. @param {{replace?: boolean}} [how] `replace`: back does not lead to where we were */
  go(href, { replace = false } = {}) {
    const url = new URL(href, location.href);
    if (url.search === location.search) return;
    history[replace ? 'replaceState' : 'pushState'](null, '', url);
    this.#read();
  }
}
