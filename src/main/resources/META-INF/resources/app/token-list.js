import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import './token-form.js';
import { DialogPart } from './part.js';
import { moreLine } from './pieces.js';
import { inWords } from './rights.js';
import { first, matches } from './select.js';

const SHOWN = 100;
/** A second click within this time revokes for good. */
const CONFIRM_WITHIN = 4000;
/** By whom the tokens of the tokens-file were made, as the service says. They have no time of birth. */
const OF_FILE = 'tokens-file';

/** The tokens and sessions that the caller may know of; those in force first, the newest first. */
class TokenList extends DialogPart {
  #tokens = [];
  #problem = null;
  #query = '';
  #confirming = null;

  render() {
    const now = this.view.clock.now();
    const found = this.#tokens.filter((token) => matches(this.#query, token.id, token.name, token.kind, words(token)));
    const tokens = first(found, SHOWN, (a, b) => endOf(a, now).rank - endOf(b, now).rank || newestFirst(a, b));
    return html`<dialog id="tokens" class="wide" aria-labelledby="tokens-title" @close=${this.#closed}>
      <div class="dialog-body">
        <div class="panel-head">
          <h2 id="tokens-title">Tokens</h2>
          <input type="search" placeholder="Find a token" aria-label="Find a token" .value=${this.#query} @input=${this.#search} />
          <button data-action="close-tokens" @click=${() => this.#dialog.close()}>Close</button>
        </div>
        <swarm-token-form .view=${this.view} @token-made=${() => this.#load()}></swarm-token-form>
        <p class="problem" id="tokens-problem" role="alert">${this.#problem ?? ''}</p>
        <div class="table">
          <table>
            <thead>
              <tr>
                <th>Name</th>
                <th>Grants</th>
                <th>Made by</th>
                <th>Last used</th>
                <th>Ends</th>
                <th><span class="unseen">Actions</span></th>
              </tr>
            </thead>
            <tbody>
              ${repeat(
                tokens,
                (token) => token.id,
                (token) => this.#row(token, endOf(token, now)),
              )}
            </tbody>
          </table>
        </div>
        ${tokens.length ? nothing : html`<p class="none">No token matches.</p>`} ${moreLine(found.length - tokens.length, '')}
      </div>
    </dialog>`;
  }

  #row(token, end) {
    const isOver = end.rank > 0;
    return html`<tr data-token=${token.id} data-kind=${token.kind} ?data-over=${isOver}>
      <td>
        <strong>${token.name}</strong>
        ${token.kind === 'token' ? nothing : html`<span class="tag">${token.kind}</span>`}
        ${this.#isOwn(token) ? html`<span class="tag">you</span>` : nothing}
        <div><code class="dim">${token.id}</code></div>
      </td>
      <td>${token.grants.map((grant) => html`<div>${inWords(grant)}</div>`)}</td>
      <td>${token.created_by}${isOfFile(token) ? nothing : html`<div class="dim">${time(token.created_at)}</div>`}</td>
      <td data-last-used>${token.last_used_at ? time(token.last_used_at) : 'never'}</td>
      <td>${end.text}</td>
      <td class="actions">${isOver || isOfFile(token) ? nothing : this.#revokeButton(token)}</td>
    </tr>`;
  }

  #isOwn({ id }) {
    return id === this.view.access.who?.token_id;
  }

  #revokeButton(token) {
    return this.#confirming === token.id
      ? html`<button class="danger" data-action="confirm-revoke" @click=${() => this.#revoke(token)}>
          ${this.#isOwn(token) ? 'Really end your own login?' : 'Really revoke?'}
        </button>`
      : html`<button class="quiet" data-action="revoke" aria-label=${`Revoke ${token.id}`} @click=${() => this.#confirm(token)}>
          Revoke
        </button>`;
  }

  open() {
    this.#dialog.showModal();
    this.#load();
  }

  get #dialog() {
    return this.querySelector('dialog');
  }

  /** Nothing of them stays on the page. */
  #closed() {
    this.#tokens = [];
    this.#query = '';
    this.#problem = null;
    this.querySelector('swarm-token-form').forget();
    this.requestUpdate();
  }

  async #load() {
    await this.#try(async () => (this.#tokens = await this.view.client.tokens()));
  }

  async #try(action) {
    try {
      this.#problem = null;
      await action();
    } catch (problem) {
      this.#problem = problem.message;
    }
    this.requestUpdate();
  }

  #search(event) {
    this.#query = event.target.value.trim();
    this.requestUpdate();
  }

  #confirm(token) {
    this.#confirming = token.id;
    this.requestUpdate();
    this.updateComplete.then(() => this.querySelector('[data-action=confirm-revoke]')?.focus());
    setTimeout(() => {
      if (this.#confirming === token.id) this.#confirming = null;
      this.requestUpdate();
    }, CONFIRM_WITHIN);
  }

  async #revoke(token) {
    this.#confirming = null;
    await this.#try(async () => {
      await this.view.client.revokeToken(token.id);
      this.#tokens = await this.view.client.tokens();
    });
  }
}

function words({ grants }) {
  return grants.map(inWords).join(' ');
}

function newestFirst(a, b) {
  return a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : 0;
}

function isOfFile({ created_by: by, created_at: at }) {
  return by === OF_FILE && Date.parse(at) === 0;
}

/** How it ends or ended; a rank above 0 if it is over. */
function endOf({ revoked_at: revoked, expires_at: end }, now) {
  if (revoked) return { rank: 2, text: html`<span class="problem">revoked</span> <div class="dim">${time(revoked)}</div>` };
  if (!end) return { rank: 0, text: 'never' };
  return Date.parse(end) < now
    ? { rank: 1, text: html`<span class="problem">expired</span> <div class="dim">${time(end)}</div>` }
    : { rank: 0, text: time(end) };
}

function time(timestamp) {
  return new Date(timestamp).toLocaleString();
}

customElements.define('swarm-token-list', TokenList);
