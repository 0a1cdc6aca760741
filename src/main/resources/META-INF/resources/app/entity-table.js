import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { Part } from './part.js';
import { VirtualRows } from './virtual-rows.js';

/**
 * A table of any number of tasks or agents. Arrow keys go from row to row, Enter opens one, X selects one.
 *
 * @typedef {object} Column
 * @property {string} name what the address says for the order by it
 * @property {string} title
 * @property {boolean} [isSorted] whether the list may be put in order by it
 * @property {number} [rank] 2 or 3: left out if there is little room
 * @property {(entity: object, age: string) => unknown} cell
 *
 * @typedef {object} Model
 * @property {string} label what the table shows
 * @property {string[]} ids in order
 * @property {Set<string>} gone those that are only there because the list stands still
 * @property {(id: string) => object|undefined} find
 * @property {Column[]} columns the first is the one whose text opens the entity
 * @property {string} sort the name of the column, with `-` before it for the other way round
 * @property {(name: string) => string} sortHref
 * @property {(id: string) => string} href
 * @property {(entity: object) => string} age what is shown of time; a row is drawn anew if it changes
 * @property {(entity: object) => unknown} [also] what else is shown; a row is drawn anew if it is another
 * @property {string} [open] the id of the one that is looked at
 * @property {Set<string>|null} [selected] null if nothing can be selected
 * @property {(id: string, isSelected: boolean) => void} [select]
 * @property {{isOff: boolean, isAll: boolean, select: (all: boolean) => void}} [all]
 */
class EntityTable extends Part {
  static properties = { model: { attribute: false } };

  #rows = new VirtualRows(() => this.querySelector('.virtual'));
  #active = null;
  #hasFocus = false;

  render() {
    const { model } = this;
    const { ids } = model;
    const { from, to, above, below } = this.#rows.window(ids.length);
    const columns = model.columns.length + (model.selected ? 1 : 0);
    if (!ids.includes(this.#active)) this.#active = ids[from] ?? null;
    return html`<p class="unseen" id="table-keys">
        Arrow keys go from row to row, Enter opens one${model.selected ? ', X selects one' : ''}.
      </p>
      <div class="virtual" @scroll=${() => this.requestUpdate()}>
        <table
          aria-rowcount=${ids.length + 1}
          aria-label=${model.label}
          aria-describedby="table-keys"
          @keydown=${this.#key}
          @focusin=${this.#focused}
        >
          <thead>
            <tr aria-rowindex="1">
              ${model.selected ? this.#allCell() : nothing} ${model.columns.map((column) => this.#head(column))}
            </tr>
          </thead>
          <tbody>
            ${space(above, columns)}
            ${repeat(
              ids.slice(from, to),
              (id) => id,
              (id, index) => this.#row(id, from + index),
            )}
            ${space(below, columns)}
          </tbody>
        </table>
      </div>`;
  }

  firstUpdated() {
    // Before the first drawing nobody knows how tall the table is.
    this.requestUpdate();
    this.resized = new ResizeObserver(() => this.requestUpdate());
    this.resized.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.resized?.disconnect();
  }

  updated() {
    // A row that had the focus and was scrolled away takes it along; the table keeps it.
    if (this.#hasFocus && document.activeElement === document.body) this.#link(this.#active)?.focus({ preventScroll: true });
  }

  #head({ name, title, isSorted, rank }) {
    const { sort, sortHref } = this.model;
    const isUp = sort === name;
    const isDown = sort === `-${name}`;
    const order = isUp ? 'ascending' : isDown ? 'descending' : nothing;
    return html`<th scope="col" data-rank=${rank ?? 1} aria-sort=${order}>
      ${isSorted ? html`<a data-route href=${sortHref(isUp ? `-${name}` : name)}>${title}${isUp ? ' ↑' : isDown ? ' ↓' : ''}</a>` : title}
    </th>`;
  }

  #allCell() {
    const { all } = this.model;
    return html`<th scope="col" class="check">
      <input
        type="checkbox"
        aria-label="Select all that match"
        ?disabled=${all.isOff}
        .checked=${all.isAll}
        @change=${({ target }) => all.select(target.checked)}
      />
    </th>`;
  }

  #row(id, index) {
    const { model } = this;
    const entity = model.find(id);
    const isSelected = model.selected?.has(id) ?? false;
    const isActive = id === this.#active;
    const age = entity ? model.age(entity) : '';
    return html`<tr
      data-row=${id}
      data-status=${entity?.status ?? ''}
      aria-rowindex=${index + 2}
      ?data-open=${id === model.open}
      ?data-gone=${model.gone.has(id)}
      ?data-selected=${isSelected}
    >
      ${guard([entity, age, entity && model.also?.(entity), isSelected, isActive, model.columns, model.href(id)], () => this.#cells(id, entity, age, isSelected, isActive))}
    </tr>`;
  }

  #cells(id, entity, age, isSelected, isActive) {
    const { model } = this;
    const tab = isActive ? '0' : '-1';
    return html`
      ${
        model.selected
          ? html`<td class="check">
              <input
                type="checkbox"
                tabindex=${tab}
                aria-label=${`Select ${id}`}
                .checked=${isSelected}
                @change=${({ target }) => model.select(id, target.checked)}
              />
            </td>`
          : nothing
      }
      ${model.columns.map(({ rank, cell }, index) =>
        index
          ? html`<td data-rank=${rank ?? 1}>${entity ? cell(entity, age) : nothing}</td>`
          : html`<th scope="row">
              <a class="row-link" data-route tabindex=${tab} href=${model.href(id)}>${entity ? cell(entity, age) : id}</a>
            </th>`,
      )}
    `;
  }

  #link(id) {
    return id === null ? null : this.querySelector(`tr[data-row="${CSS.escape(id)}"] .row-link`);
  }

  #focused({ target }) {
    this.#hasFocus = true;
    const id = target.closest('tr[data-row]')?.dataset.row;
    if (id && id !== this.#active) {
      this.#active = id;
      this.requestUpdate();
    }
    const left = ({ relatedTarget }) => {
      if (relatedTarget) this.#hasFocus = this.contains(relatedTarget);
    };
    target.addEventListener('focusout', left, { once: true });
  }

  #key(event) {
    const id = event.target.closest('tr[data-row]')?.dataset.row;
    if (!id || event.ctrlKey || event.metaKey || event.altKey) return;
    const { ids, selected, select } = this.model;
    const at = ids.indexOf(id);
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: this.#rows.page, PageUp: -this.#rows.page }[event.key];
    if (step) this.#go(at + step);
    else if (event.key === 'Home') this.#go(0);
    else if (event.key === 'End') this.#go(ids.length - 1);
    else if (event.key === 'x' && selected) select(id, !selected.has(id));
    else return;
    event.preventDefault();
  }

  async #go(index) {
    const { ids } = this.model;
    const next = Math.max(0, Math.min(ids.length - 1, index));
    this.#active = ids[next];
    this.#rows.reveal(next);
    this.requestUpdate();
    await this.updateComplete;
    this.#link(this.#active)?.focus({ preventScroll: true });
  }
}

/** As tall as the rows that are not in the document. */
function space(pixels, columns) {
  return pixels
    ? html`<tr class="space" aria-hidden="true">
        <td colspan=${columns} .style=${`height:${pixels}px`}></td>
      </tr>`
    : nothing;
}

customElements.define('swarm-table', EntityTable);
