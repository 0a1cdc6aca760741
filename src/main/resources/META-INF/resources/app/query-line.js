import { html, nothing } from 'lit';
import { Part } from './part.js';
import { FIELDS, ONLY, parseQuery } from './query.js';

const OFFERED = 8;
/** Where a field's value is a number or a time. */
const WITH_SIGN = {
  priority: '<',
  attempt: '>',
  progress: '>',
  waiting: '>',
  running: '>',
  submitted: '<',
  updated: '<',
  ended: '<',
};
const TIMES = ['1m', '5m', '1h', '1d'];

/**
 * What can be asked in a query line.
 *
 * @typedef {object} Language
 * @property {string} label
 * @property {string} placeholder
 * @property {string[]} fields
 * @property {Record<string, string>} signs what stands behind a field, if it is no colon
 * @property {(text: string) => unknown} parse throws a {@link QueryProblem}
 * @property {(field: string, state: object|null) => string[]} valuesOf what may stand in a field
 */

/** @type {Language} */
const TASKS = {
  label: 'Find tasks',
  placeholder: 'status:failed type:index agent:a1 waiting>5m text',
  fields: FIELDS,
  signs: WITH_SIGN,
  parse: parseQuery,
  valuesOf(field, state) {
    if (ONLY[field]) return ONLY[field];
    if (WITH_SIGN[field])
      return field === 'priority' ? ['1', '3', '5'] : field === 'attempt' ? ['1', '2'] : field === 'progress' ? ['50'] : TIMES;
    if (field === 'agent') return [...(state?.agents.keys() ?? [])].sort();
    if (field === 'requires') return distinct(state?.agents.values(), ({ capabilities }) => capabilities);
    if (field === 'type') return distinct(state?.tasks.values(), ({ type }) => [type]);
    return [];
  },
};

/**
 * Where a query is typed: for tasks, unless it is given another language. It offers how the word at the end may go on. What can be read is searched for while
 * it is typed; what cannot says what is wrong, and where.
 *
 * @fires query with the text, as soon as it can be read
 */
class QueryLine extends Part {
  static properties = { query: {}, language: { attribute: false } };

  /** @type {Language} */
  language = TASKS;

  #typed = null;
  #problem = null;
  #offers = [];
  #chosen = -1;

  render() {
    const isOpen = this.#offers.length > 0;
    return html`<div class="query" role="search">
      <label class="unseen" for="query">${this.language.label}</label>
      <input
        id="query"
        type="search"
        role="combobox"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        placeholder=${this.language.placeholder}
        aria-expanded=${isOpen ? 'true' : 'false'}
        aria-controls="query-offers"
        aria-autocomplete="list"
        aria-activedescendant=${this.#chosen < 0 ? nothing : `query-offer-${this.#chosen}`}
        aria-invalid=${this.#problem ? 'true' : nothing}
        aria-describedby="query-problem"
        .value=${this.#typed ?? this.query ?? ''}
        @input=${this.#input}
        @focus=${this.#offer}
        @click=${this.#offer}
        @keydown=${this.#key}
        @blur=${this.#left}
      />
      <ul id="query-offers" role="listbox" aria-label="How it may go on" ?hidden=${!isOpen}>
        ${this.#offers.map(
          (offer, index) =>
            html`<li
              id=${`query-offer-${index}`}
              role="option"
              aria-selected=${index === this.#chosen ? 'true' : 'false'}
              @pointerdown=${(event) => this.#press(event, offer)}
            >
              <code>${offer}</code>
            </li>`,
        )}
      </ul>
      <p class="problem" id="query-problem" role="status">
        ${this.#problem ? html`<span>Character ${this.#problem.position + 1}: ${this.#problem.message}.</span>` : nothing}
      </p>
    </div>`;
  }

  get #field() {
    return this.querySelector('#query');
  }

  willUpdate(changes) {
    // The address says another query: somebody went back, or chose one elsewhere.
    if (!changes.has('query') || this.#typed === null || this.query === this.#typed.trim()) return;
    this.#typed = null;
    this.#problem = null;
  }

  #input() {
    this.#typed = this.#field.value;
    this.#offer();
    this.#search();
  }

  #search() {
    try {
      this.language.parse(this.#typed);
      this.#problem = null;
      this.dispatchEvent(new CustomEvent('query', { detail: this.#typed.trim() }));
    } catch (problem) {
      this.#problem = problem;
    }
    this.requestUpdate();
  }

  #offer() {
    const { value, selectionStart } = this.#field;
    const word = /\S*$/.exec(value.slice(0, selectionStart))[0];
    this.#offers = selectionStart === value.length ? this.#offersFor(word) : [];
    this.#chosen = -1;
    this.requestUpdate();
  }

  #offersFor(word) {
    const [, minus, field, sign, before, begun] = /^(-?)([a-z_]*)(?:([:<>]=?)((?:[^,]*,)*)([^,]*))?$/.exec(word) ?? [];
    if (field === undefined) return [];
    if (!sign) {
      const { fields, signs } = this.language;
      return fields
        .filter((each) => each.startsWith(field))
        .map((each) => `${minus}${each}${signs[each] ?? ':'}`)
        .slice(0, word ? OFFERED : fields.length);
    }
    return this.language
      .valuesOf(field, this.view.stateSoFar)
      .filter((value) => value.startsWith(begun) && value !== begun)
      .slice(0, OFFERED)
      .map((value) => `${minus}${field}${sign}${before}${value}`);
  }

  #press(event, offer) {
    event.preventDefault(); // the field keeps the focus
    this.#take(offer);
  }

  #take(offer) {
    const value = this.#field.value.replace(/\S*$/, '');
    const isWhole = !/[:<>]$/.test(offer);
    this.#typed = `${value}${offer}${isWhole ? ' ' : ''}`;
    this.#field.value = this.#typed;
    this.#offer();
    this.#search();
  }

  #key(event) {
    const count = this.#offers.length;
    if (event.key === 'Escape' && count) this.#offers = [];
    else if (event.key === 'ArrowDown' && count) this.#chosen = (this.#chosen + 1) % count;
    else if (event.key === 'ArrowUp' && count) this.#chosen = (this.#chosen + count - 1 + (this.#chosen < 0 ? 1 : 0)) % count;
    else if (event.key === 'Enter' && this.#chosen >= 0) this.#take(this.#offers[this.#chosen]);
    else if (event.key === 'Enter') this.#offers = [];
    else return;
    if (event.key !== 'Enter' || count) event.preventDefault();
    this.requestUpdate();
  }

  #left() {
    this.#offers = [];
    if (!this.#problem) this.#typed = null;
    this.requestUpdate();
  }
}

/** The first of the values, without repeats, in order. */
export function distinct(entities = [], valuesOf) {
  const values = new Set();
  for (const entity of entities) {
    for (const value of valuesOf(entity)) values.add(value);
    if (values.size > 200) break;
  }
  return [...values].sort();
}

customElements.define('swarm-query', QueryLine);
