import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import './account.js';
import './agents-view.js';
import './connection.js';
import './feed-view.js';
import './files-view.js';
import './flow-view.js';
import './inbox-view.js';
import './login.js';
import './nav.js';
import './past-bar.js';
import './palette.js';
import './settings-dialog.js';
import './swarm-select.js';
import './task-form.js';
import './tasks-view.js';
import './timeline-view.js';
import './token-list.js';
import { pageActions } from './actions.js';
import { keepDropsOut } from './drop-zone.js';
import { PALETTE_KEYS } from './help-sheet.js';
import { icon } from './icons.js';
import { overview } from './overview.js';
import { Part } from './part.js';
import { Shortcuts } from './shortcuts.js';
import { View } from './view.js';

/** Each view by its name in the address. */
const VIEWS = {
  overview: { title: 'Overview', show: overview },
  inbox: { title: 'Needs you', show: (view) => html`<swarm-inbox .view=${view}></swarm-inbox>` },
  agents: { title: 'Agents', show: (view) => html`<swarm-agents-view .view=${view}></swarm-agents-view>` },
  tasks: { title: 'Tasks', show: (view) => html`<swarm-tasks-view .view=${view}></swarm-tasks-view>` },
  files: { title: 'Files', show: (view) => html`<swarm-files-view .view=${view}></swarm-files-view>` },
  feed: { title: 'Events', show: (view) => html`<swarm-feed-view .view=${view}></swarm-feed-view>` },
  timeline: { title: 'Timeline', show: (view) => html`<swarm-timeline .view=${view}></swarm-timeline>` },
  flow: { title: 'Flow', show: (view) => html`<swarm-flow .view=${view}></swarm-flow>` },
};

/** The whole page: who may see it, the frame around the views, and the view that the address names. */
class Dashboard extends Part {
  #shown = null;

  constructor() {
    super();
    this.view = new View();
    new Shortcuts({
      isOn: () => this.view.access.isIn && this.view.settings.get('shortcuts'),
      actions: this.#actions,
      palette: () => this.view.access.isIn && this.querySelector('swarm-palette').toggle(),
    });
    this.addEventListener('click', (event) => this.#follow(event));
    keepDropsOut();
    this.addEventListener('new-task', () => this.#form?.open());
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
    const { access, inbox, route, swarm } = this.view;
    const waiting = inbox.size ? `(${inbox.size}${inbox.hasMore ? '+' : ''}) ` : '';
    document.title = access.isIn ? `${waiting}${VIEWS[route.view].title} · ${swarm} · SwarmBot` : 'SwarmBot';
    if (this.#shown !== null && this.#shown !== route.view) this.querySelector('main')?.focus({ preventScroll: true });
    this.#shown = route.view;
    if (!access.isLoginDue) return;
    for (const dialog of this.querySelectorAll('dialog[open]')) dialog.close();
  }

  #page() {
    const { view } = this;
    const maySubmit = view.may('submit');
    return html`
      <a class="skip" href="#main" @click=${this.#skip}>Skip to the content</a>
      <header class="top">
        <h1>
          <a class="brand" data-route href=${view.route.to('overview')} aria-label="SwarmBot, overview">
            <img src="favicon.svg" alt="" width="26" height="26" /> <span>SwarmBot</span>
          </a>
        </h1>
        <swarm-select .view=${view} @swarm-chosen=${(event) => this.#choose(event.detail)}></swarm-select>
        <swarm-connection .view=${view}></swarm-connection>
        ${
          view.access.hasLogin
            ? html`<swarm-account
                .view=${view}
                @show-tokens=${() => this.querySelector('swarm-token-list').open()}
              ></swarm-account>`
            : nothing
        }
        <button
          class="search-button"
          data-action="palette"
          aria-keyshortcuts="Control+K Meta+K"
          @click=${() => this.querySelector('swarm-palette').toggle()}
        >
          ${icon('search')} <span>Find or do</span> <kbd aria-hidden="true">${PALETTE_KEYS}</kbd>
        </button>
        <button
          class="quiet top-button"
          data-action="settings"
          aria-label="Settings"
          title="Settings"
          @click=${() => this.querySelector('swarm-settings').open()}
        >
          ${icon('settings')}
        </button>
        ${
          maySubmit
            ? html`<button class="primary" data-action="new-task" @click=${() => this.#form.open()}>
                ${icon('plus')} New task
              </button>`
            : nothing
        }
      </header>
      <swarm-nav .view=${view}></swarm-nav>
      <div class="body">
        ${view.isDemo ? this.#demo() : nothing}
        <swarm-trouble .view=${view}></swarm-trouble>
        <swarm-past-bar .view=${view}></swarm-past-bar>
        <main
          id="main"
          tabindex="-1"
          data-view=${view.route.view}
          ?data-past=${view.past.isShown}
          ?data-away=${view.client.status.state !== 'live' && view.state}
        >
          ${keyed(`${view.swarm} ${view.route.view}`, VIEWS[view.route.view].show(view))}
        </main>
      </div>
      ${maySubmit ? html`<swarm-task-form .view=${view}></swarm-task-form>` : nothing}
      <swarm-settings .view=${view}></swarm-settings>
      <swarm-palette .view=${view} .actions=${this.#actions}></swarm-palette>
      <swarm-help .view=${view} .actions=${this.#actions}></swarm-help>
      ${view.access.hasLogin ? html`<swarm-token-list .view=${view}></swarm-token-list>` : nothing}
    `;
  }

  #demo() {
    return html`<aside class="demo" id="demo" aria-label="Demo">
      <strong>Demo</strong> Agents and tasks marked <span class="tag">demo</span> are simulated, in memory only, and do no task
      of yours. Your own agents and tasks are better off in the swarm
      <a data-route href=${this.view.route.to('overview', { swarm: 'default' })}>default</a>.
    </aside>`;
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
    const { route } = this.view;
    // Said in any case: without it a service that shows its demo opens the demo.
    route.go(route.to(route.view, { swarm }));
  }

  /** Links within the page change the view; a new tab or window is the browser's. */
  #follow(event) {
    const link = event.target.closest('a[data-route]');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.view.route.go(link.href);
  }

  #skip(event) {
    event.preventDefault();
    document.querySelector('main').focus();
  }

  /** What can be done with the page at present. */
  #actions = () =>
    pageActions(this.view, {
      views: Object.entries(VIEWS).map(([name, { title }]) => [name, title]),
      newTask: () => this.#form.open(),
      settings: () => this.querySelector('swarm-settings').open(),
      help: () => this.querySelector('swarm-help').open(),
    });
}

customElements.define('swarm-dashboard', Dashboard);
