/** Two keys after each other count as one shortcut within so many milliseconds. */
const PATIENCE = 1500;
/** Where keys are typed, or mean something else. */
const TYPED = 'input, textarea, select, [contenteditable]';

/**
 * Single keys that do something on the page. They do nothing while somebody types, within a dialog, and if the settings
 * switch them off; the command palette has a key with Ctrl or Cmd, which works always.
 */
export class Shortcuts {
  #isOn;
  #actions;
  #palette;
  #first = null;
  #timer;

  /**
   * @param {object} page
   * @param {() => boolean} page.isOn whether single keys count at present
   * @param {() => import('./actions.js').Action[]} page.actions
   * @param {() => void} page.palette opens or closes the command palette
   */
  constructor({ isOn, actions, palette }) {
    this.#isOn = isOn;
    this.#actions = actions;
    this.#palette = palette;
    addEventListener('keydown', (event) => this.#key(event));
  }

  #key(event) {
    const { key, ctrlKey, metaKey, altKey, defaultPrevented, isComposing, repeat } = event;
    if (defaultPrevented || isComposing || altKey) return;
    if (ctrlKey || metaKey) {
      if (key.toLowerCase() !== 'k' || event.shiftKey || repeat) return;
      event.preventDefault();
      this.#palette();
    } else if (this.#isOn() && !event.target.closest?.(TYPED) && !document.querySelector('dialog[open]')) {
      this.#press(event);
    }
  }

  #press(event) {
    const { key } = event;
    const actions = this.#actions();
    const keys = this.#first === null ? key : `${this.#first} ${key}`;
    this.#forget();
    const action = actions.find((each) => each.keys === keys);
    if (action) {
      event.preventDefault();
      action.run();
    } else if (actions.some((each) => each.keys?.startsWith(`${key} `))) {
      this.#first = key;
      this.#timer = setTimeout(() => this.#forget(), PATIENCE);
    }
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#first = null;
  }
}
