import { html, nothing } from 'lit';
import { duration } from './format.js';
import { icon } from './icons.js';
import { Part } from './part.js';

const TRANSPORTS = { websocket: 'WebSocket', sse: 'Events', poll: 'Polling' };
const STATES = {
  idle: 'Idle',
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
  stopped: 'Stopped',
  unauthenticated: 'Logged out',
};

/** How the page hears of changes: state, transport, age of what it shows, and the place in the log. */
class Connection extends Part {
  render() {
    const { client } = this.view;
    const { heardAt, cursor } = client;
    const { state, transport } = client.status;
    return html`<div
      id="connection"
      class="connection"
      data-state=${state}
      data-transport=${transport ?? ''}
      data-cursor=${cursor ?? ''}
      data-swarm=${client.swarm}
    >
      <span class="connection-state" role="status">
        ${icon(transport ?? 'away')}<strong>${STATES[state]}</strong>${transport ? html`<span>${TRANSPORTS[transport]}</span>` : nothing}
      </span>
      ${heardAt ? html`<span class="age" title="When the service was last heard">${age(Date.now() - heardAt)}</span>` : nothing}
      ${cursor ? html`<code class="cursor" title="The place in the log that this page knows">${cursor}</code>` : nothing}
      ${
        cursor && !this.view.past.isShown
          ? html`<button class="quiet" data-action="past" title="Go back in time" @click=${() => this.view.past.jump(this.view.past.last - 1)}>
              ${icon('past')} <span>Go back</span>
            </button>`
          : nothing
      }
    </div>`;
  }
}

function age(milliseconds) {
  return milliseconds < 2000 ? 'now' : `${duration(milliseconds)} ago`;
}

customElements.define('swarm-connection', Connection);

/** A connection that comes back within this time is not worth a banner. */
const PATIENCE = 1500;

/** Says what is wrong, what it means for what is on the page, and what to do. */
class Trouble extends Part {
  #awaySince = null;

  render() {
    const { client, state } = this.view;
    const { status } = client;
    if (status.state === 'unauthenticated') return nothing;
    if (status.state === 'stopped') return this.#stopped(status);
    if (status.state === 'live') {
      this.#awaySince = null;
      return status.storeAvailable
        ? nothing
        : banner(
            'warn',
            'The store does not answer.',
            'What you see is the last known state; commands are refused until it is back.',
          );
    }
    if (client.partialState) {
      // The first snapshot is on its way, and seen.
      this.#awaySince = null;
      return nothing;
    }
    this.#awaySince ??= Date.now();
    const away = Date.now() - this.#awaySince;
    if (away < PATIENCE) return nothing;
    return banner('warn', this.#what(status), state ? `What you see is from ${duration(away)} ago.` : '', this.#retry(status));
  }

  #what({ problem }) {
    const { client } = this.view;
    if (problem?.code === 'unknown_swarm' && this.view.access.hasLogin) {
      return `There is no swarm “${client.swarm}”, or you may not see it.`;
    }
    if (problem?.code === 'unknown_swarm') return `There is no swarm “${client.swarm}”. It appears here as soon as it is made.`;
    if (problem?.status > 0) return `The service refuses the stream: ${problem.message}.`;
    return this.view.state ? 'The connection is lost.' : 'The service does not answer yet.';
  }

  #retry({ retryAt }) {
    if (!retryAt) return html`<span>Trying now.</span>`;
    const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
    return html`<span>Next attempt in ${seconds} s.</span> <button data-action="retry" @click=${this.#again}>Try now</button>`;
  }

  #stopped({ reason, problem }) {
    if (reason === 'stopped') return nothing;
    const what = reason === 'gone' ? `The swarm “${this.view.swarm}” was deleted.` : 'The service ended the stream for good.';
    return banner(
      'error',
      what,
      problem?.message ?? (reason === 'gone' ? 'What you see is its last state.' : reason),
      html`<button data-action="retry" @click=${this.#again}>Watch again</button>`,
    );
  }

  #again = () => {
    this.view.client.stop();
    this.view.client.start();
  };
}

function banner(kind, what, meaning, action = nothing) {
  return html`<div class="banner" data-kind=${kind} id="trouble">
    ${icon('error')}
    <p role="alert"><strong>${what}</strong> ${meaning}</p>
    ${action}
  </div>`;
}

customElements.define('swarm-trouble', Trouble);
