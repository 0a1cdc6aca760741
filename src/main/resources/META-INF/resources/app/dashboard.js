import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import './account.js';
import './agents.js';
import './connection.js';
import './feed.js';
import './login.js';
import './swarm-select.js';
import './task-form.js';
import './tasks.js';
import './token-list.js';
import { icon } from './icons.js';
import { Part } from './part.js';
import { View } from './view.js';

const DEFAULT_SWARM = 'default';

/** The whole page: it chooses the swarm, and lays the parts out. */
class Dashboard extends Part {
  constructor() {
    super();
    this.view = new View(swarmOfPage() ?? DEFAULT_SWARM, swarmOfPage() !== null);
    addEventListener('popstate', () => this.view.watch(swarmOfPage() ?? DEFAULT_SWARM));
    addEventListener('keydown', (event) => this.#shortcut(event));
  }

  connectedCallback() {
    super.connectedCallback();
    // What the page said before it started; Lit would draw beside it.
    this.replaceChildren();
  }

  render() {
    const { access } = this.view;
    if (access.state === 'asking') return html`<p class="before-start">Loading the dashboard.</p>`;
    const isShown = access.isIn;
    // Whoever comes back finds the page as it was; until then nobody sees it.
    const isKept = isShown || access.who !== null;
    return html`
      ${isShown ? nothing : html`<swarm-login .view=${this.view}></swarm-login>`}
      <div class="page" ?hidden=${!isShown}>${isKept ? keyed(access.who?.name, this.#page()) : nothing}</div>
      ${this.#toast()}
    `;
  }

  updated() {
    if (!this.view.access.isLoginDue) return;
    for (const dialog of this.querySelectorAll('dialog[open]')) dialog.close();
  }

  #page() {
    const { view } = this;
    const maySubmit = view.may('submit');
    return html`
      <header class="top">
        <h1>
          <a class="brand" href="./" aria-label="SwarmBot, first page">
            <img src="favicon.svg" alt="" width="26" height="26" /> <span>SwarmBot</span>
          </a>
        </h1>
        <swarm-select .view=${view} @swarm-chosen=${(event) => this.#choose(event.detail)}></swarm-select>
        <swarm-connection .view=${view}></swarm-connection>
        ${
          view.access.hasLogin
            ? html`<swarm-account .view=${view} @show-tokens=${() => this.querySelector('swarm-token-list').open()}></swarm-account>`
            : nothing
        }
        ${
          maySubmit
            ? html`<button class="primary" data-action="new-task" @click=${() => this.#form.open()}>${icon('plus')} New task</button>`
            : nothing
        }
      </header>
      ${
        view.isDemo
          ? html`<aside class="demo" id="demo" aria-label="Demo">
              <strong>Demo</strong> Agents and tasks marked <span class="tag">demo</span> are simulated, in memory only, and
              do no task of yours. Your own agents and tasks are better off in the swarm
              <a href="?swarm=default" @click=${(event) => this.#open(event, DEFAULT_SWARM)}>default</a>.
            </aside>`
          : nothing
      }
      <swarm-trouble .view=${view}></swarm-trouble>
      <main ?data-away=${view.client.status.state !== 'live' && view.state}>
        <swarm-agents .view=${view}></swarm-agents>
        <swarm-tasks .view=${view} @new-task=${() => this.#form.open()}></swarm-tasks>
        <swarm-feed .view=${view}></swarm-feed>
      </main>
      ${maySubmit ? html`<swarm-task-form .view=${view}></swarm-task-form>` : nothing}
      ${view.access.hasLogin ? html`<swarm-token-list .view=${view}></swarm-token-list>` : nothing}
    `;
  }

  #toast() {
    const { toast } = this.view;
    return html`<div class="toast-place" role=${toast?.isError ? 'alert' : 'status'}>
      ${
        toast
          ? html`<p class="toast" ?data-error=${toast.isError}>
              ${toast.text} <button class="quiet" @click=${() => this.view.dismiss()}>Dismiss</button>
            </p>`
          : nothing
      }
    </div>`;
  }

  get #form() {
    return this.querySelector('swarm-task-form');
  }

  #choose(swarm) {
    const url = new URL(location.href);
    // Said in any case: without it a service that shows its demo opens the demo.
    url.searchParams.set('swarm', swarm);
    history.pushState(null, '', url);
    this.view.watch(swarm);
  }

  #open(event, swarm) {
    event.preventDefault();
    this.#choose(swarm);
  }

  #shortcut(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('input, textarea, select, dialog')) return;
    if (!this.view.access.isIn) return;
    if (event.key === 'n') this.#form?.open();
    else if (event.key === '/') this.querySelector('swarm-agents input')?.focus();
    else return;
    event.preventDefault();
  }
}

function swarmOfPage() {
  return new URLSearchParams(location.search).get('swarm') || null;
}

customElements.define('swarm-dashboard', Dashboard);
