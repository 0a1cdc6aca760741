const STORED = 'swarmbot.settings';

/** What may be chosen, the default first. `theme`, `motion` and `density` are read by `first-paint.js`, too. */
export const CHOICES = {
  theme: ['system', 'light', 'dark'],
  density: ['normal', 'compact'],
  motion: ['system', 'reduced'],
  /** Messages a second that the page gets at most; 0 is each event. */
  rate: [0, 10, 2, 0.5, 0.1],
  shortcuts: [true, false],
  notify: [false, true],
};

/** These are attributes of the document, for the style sheets. */
const LOOK = ['theme', 'density', 'motion'];

/** What the user of this browser chose for the page. It is kept in the browser, and counts in all of its tabs. */
export class Settings {
  #changed;
  #chosen = readStored();

  /** @param {(name: keyof typeof CHOICES) => void} changed */
  constructor(changed) {
    this.#changed = changed;
    addEventListener('storage', ({ key }) => {
      if (key === STORED || key === null) this.#take(readStored());
    });
  }

  /** @param {keyof typeof CHOICES} name */
  get(name) {
    return this.#chosen[name] ?? CHOICES[name][0];
  }

  /** @param {keyof typeof CHOICES} name */
  set(name, value) {
    const chosen = { ...this.#chosen, [name]: value };
    if (value === CHOICES[name][0]) delete chosen[name];
    try {
      if (Object.keys(chosen).length) localStorage.setItem(STORED, JSON.stringify(chosen));
      else localStorage.removeItem(STORED);
    } catch {
      // It counts until the page is loaded again.
    }
    this.#take(chosen);
  }

  #take(chosen) {
    const before = this.#chosen;
    this.#chosen = chosen;
    for (const name of LOOK) {
      if (chosen[name]) document.documentElement.dataset[name] = chosen[name];
      else delete document.documentElement.dataset[name];
    }
    for (const name of Object.keys(CHOICES)) if (before[name] !== chosen[name]) this.#changed(name);
  }
}

/** Only what may be chosen: what is stored may be of another version. */
function readStored() {
  try {
    const stored = Object.entries(JSON.parse(localStorage.getItem(STORED)) ?? {});
    return Object.fromEntries(stored.filter(([name, value]) => Object.hasOwn(CHOICES, name) && CHOICES[name].includes(value)));
  } catch {
    return {};
  }
}
