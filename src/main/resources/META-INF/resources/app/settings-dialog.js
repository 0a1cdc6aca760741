import { html, nothing } from 'lit';
import { Notifier } from './notifier.js';
import { DialogPart } from './part.js';
import { CHOICES } from './settings.js';

const TITLES = {
  theme: { system: 'As the system', light: 'Light', dark: 'Dark' },
  density: { normal: 'Normal', compact: 'Compact' },
  motion: { system: 'As the system', reduced: 'Reduced' },
};

const RATES = {
  0: 'Each event, at once',
  10: '10 times a second',
  2: 'Twice a second',
  0.5: 'Every 2 seconds',
  0.1: 'Every 10 seconds',
};

/** How the page looks and works for the user of this browser. Whatever is chosen counts at once. */
class SettingsDialog extends DialogPart {
  render() {
    return html`<dialog id="settings" aria-labelledby="settings-title" @close=${() => this.requestUpdate()}>
      <form @submit=${(event) => event.preventDefault()}>
        <h2 id="settings-title">Settings</h2>
        <p class="dim">They are kept in this browser.</p>
        ${this.#choice('theme', 'Colours')} ${this.#choice('density', 'Lists')} ${this.#choice('motion', 'Motion')}
        ${this.#rate()} ${this.#shortcuts()} ${this.#notifications()}
        <div class="form-foot">
          <button type="button" class="quiet" data-action="reset-settings" @click=${this.#reset}>Back to the defaults</button>
          <button type="button" class="primary" data-action="close-settings" @click=${() => this.#dialog.close()}>Close</button>
        </div>
      </form>
    </dialog>`;
  }

  open() {
    this.requestUpdate();
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  get #dialog() {
    return this.querySelector('dialog');
  }

  #choice(name, title) {
    const { settings } = this.view;
    return html`<fieldset class="choice">
      <legend>${title}</legend>
      ${CHOICES[name].map(
        (value) =>
          html`<label
            ><input
              type="radio"
              name=${name}
              value=${value}
              .checked=${settings.get(name) === value}
              @change=${() => settings.set(name, value)}
            />
            ${TITLES[name][value]}</label
          >`,
      )}
    </fieldset>`;
  }

  #rate() {
    const { settings } = this.view;
    return html`<div class="field">
      <label for="settings-rate">Changes are shown</label>
      <select
        id="settings-rate"
        name="rate"
        aria-describedby="settings-rate-hint"
        .value=${String(settings.get('rate'))}
        @change=${({ target }) => settings.set('rate', Number(target.value))}
      >
        ${CHOICES.rate.map((rate) => html`<option value=${rate} ?selected=${settings.get('rate') === rate}>${RATES[rate]}</option>`)}
      </select>
      <p class="dim settings-hint" id="settings-rate-hint">
        Less often takes less of the network and of this machine. The state is the same, but events that were overtaken are
        not in the list of events.
      </p>
    </div>`;
  }

  #shortcuts() {
    const { settings } = this.view;
    return html`<label class="switch"
      ><input
        type="checkbox"
        name="shortcuts"
        .checked=${settings.get('shortcuts')}
        @change=${({ target }) => settings.set('shortcuts', target.checked)}
      />
      <span>Shortcuts of single keys, such as <kbd>n</kbd> and <kbd>/</kbd></span></label
    >`;
  }

  /** A browser may be asked only after somebody has pressed something. */
  #notifications() {
    const { inbox, notifier, settings } = this.view;
    if (inbox.state === 'off') return nothing;
    const { obstacle } = Notifier;
    const isOn = settings.get('notify') && obstacle === null;
    const press = async () => {
      if (isOn) settings.set('notify', false);
      else await notifier.switchOn();
      this.requestUpdate();
    };
    return html`<div class="notifications">
      <p>${isOn ? 'You are told' : 'Be told'} of what needs you while you do not look at this page.</p>
      ${
        obstacle
          ? html`<p class="dim" data-obstacle>${obstacle}</p>`
          : html`<button type="button" data-action="notify" aria-pressed=${isOn ? 'true' : 'false'} @click=${press}>
              ${isOn ? 'Switch notifications off' : 'Allow notifications'}
            </button>`
      }
    </div>`;
  }

  #reset() {
    const { settings } = this.view;
    for (const [name, [value]] of Object.entries(CHOICES)) settings.set(name, value);
  }
}

customElements.define('swarm-settings', SettingsDialog);
