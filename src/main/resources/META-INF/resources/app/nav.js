import { html, nothing } from 'lit';
import { isFinished } from '../swarmbot-client.js';
import { icon } from './icons.js';
import { Part } from './part.js';

/** The way from view to view, and how much is in each. */
class Nav extends Part {
  render() {
    const { view } = this;
    const { inbox, state } = view;
    const open = state
      ? Object.entries(state.totals.tasks).reduce((sum, [status, n]) => (isFinished(status) ? sum : sum + n), 0)
      : 0;
    return html`<nav class="nav" aria-label="Views" data-inbox=${inbox.state}>
      ${this.#link('overview', 'Overview', 'overview')}
      ${inbox.state === 'off' ? nothing : this.#link('inbox', 'Needs you', 'input_required', inbox.size, inbox.hasMore, 'waiting for a person')}
      ${this.#link('agents', 'Agents', 'agents', state?.agents.size, false, 'agents')}
      ${this.#link('tasks', 'Tasks', 'tasks', open, false, 'open')}
      ${this.#link('files', 'Files', 'files', state?.files.size, false, 'shared')} ${this.#link('feed', 'Events', 'feed')}
      ${this.#link('timeline', 'Timeline', 'timeline')} ${this.#link('flow', 'Flow', 'flow')}
    </nav>`;
  }

  #link(name, title, symbol, count = 0, hasMore = false, of = '') {
    const { route } = this.view;
    const isHere = route.view === name;
    return html`<a data-route data-view=${name} href=${route.to(name)} aria-current=${isHere ? 'page' : nothing}>
      ${icon(symbol)} <span class="nav-title">${title}</span>
      ${
        count
          ? html`<span class="nav-count" data-count=${count}
              >${count.toLocaleString('en')}${hasMore ? '+' : ''}<span class="unseen"> ${of}</span></span
            >`
          : nothing
      }
    </a>`;
  }
}

customElements.define('swarm-nav', Nav);
