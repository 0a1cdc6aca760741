/** Which doors of the service are open. It is asked when somebody wants to know first, and again if it did not answer. */
export class Doors {
  #view;
  /** @type {string[]|null} */
  #open = null;
  #isAsking = false;

  /** @param {import('./view.js').View} view */
  constructor(view) {
    this.#view = view;
  }

  get isKnown() {
    return this.#open !== null;
  }

  /** False as long as the service has not said so. @param {'mcp'} name */
  has(name) {
    if (this.#open === null && !this.#isAsking) this.#ask();
    return this.#open?.includes(name) ?? false;
  }

  async #ask() {
    this.#isAsking = true;
    try {
      this.#open = (await this.#view.client.transports()).doors ?? [];
      this.#view.changed();
    } catch {
      // The page draws itself each second, and asks again.
    } finally {
      this.#isAsking = false;
    }
  }
}
