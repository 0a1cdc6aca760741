/**
 * Keeps the rows of a list in their places while somebody aims at them: as long as the pointer or the keyboard's focus is
 * in the list, what is in it stays, in its order, and shows its newest values. What came meanwhile waits.
 */
const NOBODY = new Set();

export class StillRows {
  #listOf;
  #changed;
  #isPointed = false;
  /** Which list this is: another one is shown as it is. */
  #key = null;
  /** What is shown, in order. @type {string[]} */
  #ids = [];
  /** What was wanted when it was last compared. @type {string[]} */
  #wanted = [];
  #waiting = 0;
  #gone = NOBODY;
  /** @type {Map<string, object>} */
  #known = new Map();

  /**
   * @param {() => Element|null} listOf gives the list as it is in the document
   * @param {() => void} changed called when the list may move again
   */
  constructor(listOf, changed) {
    this.#listOf = listOf;
    this.#changed = changed;
  }

  get isHeld() {
    const list = this.#listOf();
    if (!list) return false;
    return (this.#isPointed && list.matches(':hover')) || (document.hasFocus() && list.contains(document.activeElement));
  }

  /**
   * The ids of the rows to show. It costs little if it is asked with the same array again.
   *
   * @param {string} key changes if another list is asked for: a filter, a search
   * @param {string[]} wanted the list as it would be, in order
   * @returns {{ids: string[], waiting: number, gone: Set<string>}} `waiting`: rows that wait for a place; `gone`: rows
   *     that are only shown because the list stands still
   */
  order(key, wanted) {
    if (key !== this.#key || !this.#ids.length || !this.isHeld) {
      this.#key = key;
      this.#ids = this.#wanted = wanted;
      this.#waiting = 0;
      this.#gone = NOBODY;
    } else if (wanted !== this.#wanted) {
      this.#wanted = wanted;
      const now = new Set(wanted);
      this.#gone = new Set(this.#ids.filter((id) => !now.has(id)));
      this.#waiting = wanted.length - (this.#ids.length - this.#gone.size);
    }
    return { ids: this.#ids, waiting: this.#waiting, gone: this.#gone };
  }

  /**
   * The same for a list of entities that is short.
   *
   * @template {{id: string}} T
   * @param {string} key
   * @param {T[]} wanted
   * @param {(id: string) => T|undefined} find an entity as it is now, in the list or not
   * @returns {{rows: T[], waiting: number, gone: Set<string>}}
   */
  rows(key, wanted, find) {
    const { ids, waiting, gone } = this.order(
      key,
      wanted.map(({ id }) => id),
    );
    const before = this.#known;
    this.#known = new Map(wanted.map((entity) => [entity.id, entity]));
    for (const id of gone) this.#known.set(id, find(id) ?? before.get(id));
    return { rows: ids.map((id) => this.#known.get(id)), waiting, gone };
  }

  /** Shows the list as it is, once. */
  release() {
    this.#key = null;
    this.#changed();
  }

  // Listeners of the list

  enter = ({ pointerType }) => {
    // A finger does not hover.
    this.#isPointed = pointerType === 'mouse' || pointerType === 'pen';
  };

  leave = () => {
    this.#isPointed = false;
    this.#changed();
  };

  focusOut = ({ currentTarget, relatedTarget }) => {
    if (!currentTarget.contains(relatedTarget)) this.#changed();
  };
}
