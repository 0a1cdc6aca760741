import { html, nothing } from 'lit';
import { Part } from './part.js';

/** Asks for a token and hands it to the service. It is in the field and nowhere else, and then not there any more. */
class Login extends Part {
  #problem = null;
  #isSending = false;
  #hasOidc = false;

  firstUpdated() {
    this.querySelector('#token').focus();
    this.#look();
  }

  render() {
    const { reason } = this.view.access;
    return html`<form id="login" class="login panel" @submit=${this.#submit}>
      <h1><img src="favicon.svg" alt="" width="26" height="26" /> SwarmBot</h1>
      ${reason ? html`<p id="login-reason" role="status">${reason}</p>` : nothing}
      <div class="field" ?data-invalid=${this.#problem}>
        <label for="token">Token</label>
        <input
          id="token"
          name="token"
          type="password"
          required
          autocomplete="current-password"
          spellcheck="false"
          aria-describedby="login-problem login-hint"
        />
        <p class="problem" id="login-problem" role="alert">${this.#problem ?? ''}</p>
      </div>
      <p class="dim" id="login-hint">
        Whoever runs the service gives tokens out. The page does not keep it: your browser gets a session that ends by itself.
      </p>
      <div class="form-foot">
        ${this.#hasOidc ? html`<a href="login/oidc">Log in with your organisation</a>` : nothing}
        <button class="primary" data-action="log-in" ?disabled=${this.#isSending}>
          ${this.#isSending ? 'Logging in' : 'Log in'}
        </button>
      </div>
    </form>`;
  }

  async #look() {
    try {
      this.#hasOidc = (await this.view.client.transports()).login?.includes('oidc') ?? false;
    } catch {
      return; // the form does without
    }
    this.requestUpdate();
  }

  async #submit(event) {
    event.preventDefault();
    const field = this.querySelector('#token');
    const token = field.value;
    this.#problem = null;
    this.#isSending = true;
    this.requestUpdate();
    this.#problem = await this.view.logIn(token);
    this.#isSending = false;
    field.value = '';
    this.requestUpdate();
    field.focus();
  }
}

customElements.define('swarm-login', Login);
