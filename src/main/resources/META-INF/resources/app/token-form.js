import { html, nothing } from 'lit';
import { Part } from './part.js';
import { commandLine } from './pieces.js';
import { ROLES, isGiven } from './rights.js';

const LIVES = { '1h': '1 hour', '24h': '1 day', '720h': '30 days', '2160h': '90 days', '': 'never' };

/** Makes a token, and shows it this once. */
class TokenForm extends Part {
  #role = 'viewer';
  #problem = null;
  #made = null;

  render() {
    return html`<form id="token-form" novalidate @submit=${this.#submit}>
      <div class="field">
        <label for="token-name">Name<span class="dim hint">who holds it</span></label>
        <input id="token-name" name="name" required autocomplete="off" placeholder="ci" />
      </div>
      <div class="field">
        <label for="token-role">Role</label>
        <select id="token-role" name="role" .value=${this.#role} @change=${this.#choose}>
          ${Object.keys(ROLES).map((role) => html`<option ?selected=${role === this.#role}>${role}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="token-swarm">Swarms<span class="dim hint">* at the end</span></label>
        <input id="token-swarm" name="swarm" required autocomplete="off" .defaultValue=${this.#swarm()} />
      </div>
      <div class="field" ?hidden=${this.#role !== 'agent'}>
        <label for="token-agents">Agents<span class="dim hint">* at the end</span></label>
        <input id="token-agents" name="agents" autocomplete="off" placeholder="worker-*" />
      </div>
      <div class="field">
        <label for="token-life">Ends in</label>
        <select id="token-life" name="life">
          ${Object.entries(LIVES).map(([life, text]) => html`<option value=${life} ?selected=${life === '720h'}>${text}</option>`)}
        </select>
      </div>
      <button class="primary" data-action="make-token">Make a token</button>
      <p class="problem" id="token-problem" role="alert">${this.#problem ?? ''}</p>
      ${this.#made ? this.#shown(this.#made) : nothing}
    </form>`;
  }

  #shown({ name, token }) {
    return html`<div class="made" role="status" data-made>
      <p>The token of <strong>${name}</strong>. Copy it now: it is not shown again.</p>
      ${commandLine(token, 'Copy the token')}
    </div>`;
  }

  /** One in which the caller may make tokens: this one, if it is. */
  #swarm() {
    const { access, swarm } = this.view;
    const grants = access.who?.grants ?? [];
    return isGiven(grants, 'administer', swarm) ? swarm : (grants.find(({ role }) => role === 'admin')?.swarm ?? '');
  }

  /** Lets nothing of a token stay on the page. */
  forget() {
    this.#made = this.#problem = null;
    this.#role = 'viewer';
    this.querySelector('form').reset();
    this.requestUpdate();
  }

  #choose(event) {
    this.#role = event.target.value;
    this.requestUpdate();
  }

  async #submit(event) {
    event.preventDefault();
    const form = event.currentTarget;
    this.#problem = this.#made = null;
    try {
      this.#made = await this.view.client.makeToken(read(new FormData(form)));
      form.querySelector('#token-name').value = '';
      this.dispatchEvent(new CustomEvent('token-made'));
    } catch (problem) {
      this.#problem = problem.message;
    }
    this.requestUpdate();
  }
}

function read(form) {
  const grant = { swarm: form.get('swarm').trim(), role: form.get('role') };
  const agents = form
    .get('agents')
    .split(/[\s,]+/)
    .filter(Boolean);
  if (grant.role === 'agent') grant.agents = agents;
  return { name: form.get('name').trim(), grants: [grant], expires_in: form.get('life') || undefined };
}

customElements.define('swarm-token-form', TokenForm);
