import { html } from 'lit';
import { Part } from './part.js';

/** Chooses the swarm to watch. The list is asked for when somebody is about to look at it, not on a timer. */
class SwarmSelect extends Part {
  #swarms = [];

  firstUpdated() {
    this.#load();
  }

  render() {
    const ids = new Set([...this.#swarms.map((swarm) => swarm.id), this.view.swarm]);
    const chosen = this.view.swarm;
    return html`<label class="swarm-select">
      <span>Swarm</span>
      <select
        id="swarm"
        aria-label="Swarm"
        .value=${chosen}
        @focus=${this.#load}
        @pointerenter=${this.#load}
        @change=${this.#change}
      >
        ${[...ids].map((id) => html`<option value=${id} ?selected=${id === chosen}>${id}</option>`)}
      </select>
    </label>`;
  }

  async #load() {
    try {
      this.#swarms = await this.view.client.swarms();
    } catch {
      return; // the connection badge tells of it
    }
    this.requestUpdate();
  }

  #change(event) {
    this.dispatchEvent(new CustomEvent('swarm-chosen', { detail: event.target.value }));
  }
}

customElements.define('swarm-select', SwarmSelect);
