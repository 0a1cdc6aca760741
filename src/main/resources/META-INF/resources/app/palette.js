import { html, nothing } from 'lit';
import { Asking } from './asking.js';
import { offersFor } from './palette-search.js';
import { DialogPart } from './part.js';

/**
 * Goes anywhere and does anything by typing: a view, a swarm, an agent, a task or a file by its id, and what can be done
 * with what is open. What cannot be undone asks for a second Enter.
 */
class Palette extends DialogPart {
  static properties = { actions: { attribute: false } };

  #text = '';
  #at = 0;
  #swarms = [];
  #asking = new Asking(() => this.requestUpdate());

  render() {
    const isOpen = this.#dialog?.open ?? false;
    const offers = isOpen ? this.#offers : [];
    this.#at = Math.max(0, Math.min(this.#at, offers.length - 1));
    return html`<dialog id="palette" aria-label="Command palette" @close=${this.#closed} @click=${this.#besides}>
      <div class="palette">
        <input
          type="text"
          role="combobox"
          aria-label="Go to a view, a swarm, an agent, a task or a file, or do something"
          aria-expanded="true"
          aria-controls="palette-offers"
          aria-autocomplete="list"
          aria-activedescendant=${offers.length ? `offer-${this.#at}` : nothing}
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          placeholder="Type an id, a name or what to do"
          .value=${this.#text}
          @input=${this.#typed}
          @keydown=${this.#key}
        />
        <ul id="palette-offers" role="listbox" aria-label="Offers">
          ${offers.map((offer, index) => this.#row(offer, index))}
        </ul>
        <p class="dim palette-foot" role="status">${this.#status(offers)}</p>
      </div>
    </dialog>`;
  }

  updated() {
    this.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  #row(offer, index) {
    const { kind, title, hint, keys } = offer;
    return html`<li
      id=${`offer-${index}`}
      role="option"
      data-offer=${title}
      aria-selected=${index === this.#at ? 'true' : 'false'}
      ?data-asked=${this.#isAsked(offer)}
      @pointerdown=${(event) => event.preventDefault()}
      @click=${() => this.#choose(offer, index)}
    >
      <span class="tag">${kind}</span>
      <span class="offer-title">${this.#isAsked(offer) ? this.#question(offer) : title}</span>
      ${hint ? html`<span class="dim offer-hint">${hint}</span>` : nothing}
      ${keys && this.view.settings.get('shortcuts') ? html`<kbd>${keys}</kbd>` : nothing}
    </li>`;
  }

  #status(offers) {
    const offer = offers[this.#at];
    if (!offer) return this.#text ? 'Nothing is called so.' : '';
    return this.#isAsked(offer) ? `${this.#question(offer)} Press Enter again, or Esc.` : 'Enter does it, Esc closes.';
  }

  #question(offer) {
    return this.#asking.isAnew(offer.title) ? `It has changed meanwhile. ${offer.asks}` : offer.asks;
  }

  #isAsked({ asks, title }) {
    return Boolean(asks) && this.#asking.isAsked(title);
  }

  get #offers() {
    return offersFor(this.view, this.actions(), this.#swarms, this.#text);
  }

  /** Opens it, or closes it if it is open. In another dialog there is something else to do first. */
  toggle() {
    const dialog = this.#dialog;
    if (dialog.open) return dialog.close();
    if (document.querySelector('dialog[open]')) return;
    this.#text = '';
    this.#at = 0;
    dialog.showModal();
    this.querySelector('input').focus();
    this.requestUpdate();
    this.#load();
  }

  async #load() {
    try {
      this.#swarms = (await this.view.client.swarms()).map(({ id }) => id);
    } catch {
      return; // the connection badge tells of it
    }
    this.requestUpdate();
  }

  get #dialog() {
    return this.querySelector('dialog');
  }

  #closed() {
    this.#asking.end();
    this.requestUpdate();
  }

  #besides(event) {
    if (event.target === this.#dialog) this.#dialog.close();
  }

  #typed({ target }) {
    this.#text = target.value;
    this.#at = 0;
    this.#asking.end();
    this.requestUpdate();
  }

  #key(event) {
    const { length } = this.#offers;
    if (event.key === 'ArrowDown') this.#at = (this.#at + 1) % Math.max(1, length);
    else if (event.key === 'ArrowUp') this.#at = (this.#at + length - 1) % Math.max(1, length);
    else if (event.key === 'Enter' && length) this.#choose(this.#offers[this.#at], this.#at);
    else return;
    event.preventDefault();
    this.requestUpdate();
  }

  #choose(offer, index) {
    this.#at = index;
    const { asks, title, target, run } = offer;
    if (asks && !this.#asking.isAsked(title)) return this.#asking.ask(title, target);
    if (asks && !this.#asking.confirm(title, target)) return;
    this.#dialog.close();
    run();
  }
}

customElements.define('swarm-palette', Palette);
