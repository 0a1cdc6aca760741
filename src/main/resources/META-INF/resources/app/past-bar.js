import { html, nothing } from 'lit';
import { moment } from './format.js';
import { icon } from './icons.js';
import { Part } from './part.js';
import { SPEEDS } from './past.js';

/** Goes back in time, plays what happened, and returns to what is now. */
class PastBar extends Part {
  render() {
    const { past, client } = this.view;
    if (!past.isShown && !past.problem) return nothing;
    const isReady = past.state !== null && !past.isLoading;
    return html`<section class="past" id="past" aria-label="Earlier state" data-cursor=${past.state?.cursor ?? ''}>
      <p class="past-what" role="status">
        ${icon('past')}
        <span>
          <strong>${past.isShown ? 'This is the past.' : 'This is now.'}</strong>
          ${past.problem ?? (past.isLoading ? 'Loading.' : when(past.time))}
        </span>
      </p>
      <div class="past-tools">
        <button class="quiet" data-action="past-back" ?disabled=${!isReady || past.seq <= past.first} @click=${() => past.jump(past.seq - 1)}>
          One event back
        </button>
        <button class="quiet" data-action="past-step" ?disabled=${!isReady} @click=${() => past.step()}>One event on</button>
        <button data-action="past-play" ?disabled=${!isReady} @click=${() => (past.isPlaying ? past.pause() : past.play())}>
          ${icon(past.isPlaying ? 'paused' : 'running')} ${past.isPlaying ? 'Pause' : 'Play'}
        </button>
        <label class="past-speed">
          Speed
          <select data-field="past-speed" @change=${(event) => past.setSpeed(Number(event.target.value))}>
            ${SPEEDS.map(
              (speed) =>
                html`<option value=${speed} ?selected=${speed === past.speed}>${speed} ${speed === 1 ? 'event' : 'events'}/s</option>`,
            )}
          </select>
        </label>
        <button class="primary" data-action="past-leave" @click=${() => past.leave()}>Back to now</button>
      </div>
      <label class="past-place">
        <span>Event ${past.seq} of ${past.last}</span>
        <input
          type="range"
          data-field="past-seq"
          min=${past.first}
          max=${past.last}
          .value=${String(past.seq)}
          ?disabled=${!client.cursor}
          @change=${(event) => past.jump(Number(event.target.value))}
        />
      </label>
    </section>`;
  }
}

function when(time) {
  if (time === null) return 'Nothing had happened yet.';
  const timestamp = new Date(time).toISOString();
  return html`It was so at <time datetime=${timestamp} title=${timestamp}>${moment(time)}</time>, and nothing can be done to it.`;
}

customElements.define('swarm-past-bar', PastBar);
