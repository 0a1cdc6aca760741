import { html, nothing } from 'lit';
import { icon } from './icons.js';
import { Part } from './part.js';
import { inWords } from './rights.js';

/** Who is logged in and what they may do, and the way out. */
class Account extends Part {
  render() {
    const { access } = this.view;
    const { name, grants, expires_at: end } = access.who;
    return html`<details class="account" id="account" @focusout=${this.#left} @keydown=${this.#key}>
      <summary><span class="account-name">${name}</span>${icon('more')}</summary>
      <div class="account-menu" tabindex="-1">
        <p>You are <strong>${name}</strong>.</p>
        ${
          grants.length
            ? html`<ul>
                ${grants.map((grant) => html`<li>${inWords(grant)}</li>`)}
              </ul>`
            : html`<p>You may do nothing here.</p>`
        }
        ${end ? html`<p class="dim">The session ends ${new Date(end).toLocaleString()}.</p>` : nothing}
        <div class="form-foot">
          ${access.mayAnywhere('administer') ? html`<button data-action="tokens" @click=${this.#tokens}>Tokens</button>` : nothing}
          <button data-action="log-out" @click=${() => this.view.logOut()}>Log out</button>
        </div>
      </div>
    </details>`;
  }

  #tokens() {
    this.#close();
    this.dispatchEvent(new CustomEvent('show-tokens'));
  }

  #left({ relatedTarget }) {
    // A press on something that takes no focus leaves it nowhere.
    if (!this.contains(relatedTarget)) this.#close();
  }

  #key(event) {
    if (event.key !== 'Escape') return;
    this.#close();
    this.querySelector('summary').focus();
  }

  #close() {
    this.querySelector('details').open = false;
  }
}

customElements.define('swarm-account', Account);
