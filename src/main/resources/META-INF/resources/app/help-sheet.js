import { html, nothing } from 'lit';
import { DialogPart } from './part.js';

const IN_LISTS = [
  ['↓ ↑', 'Next and previous row; also j and k'],
  ['Home End', 'First and last row'],
  ['Page↓ Page↑', 'A page down and up'],
  ['Enter', 'Open the row'],
  ['x', 'Select the row, where rows can be selected'],
  ['Esc', 'Close what is open beside the list'],
];

/** What opens the command palette, as the keys are called on this machine. */
export const PALETTE_KEYS = /Mac|iPhone|iPad/.test(navigator.userAgentData?.platform ?? navigator.platform) ? '⌘ K' : 'Ctrl K';

/** All shortcuts of the page. */
class HelpSheet extends DialogPart {
  static properties = { actions: { attribute: false } };

  render() {
    const { settings } = this.view;
    const isOn = settings.get('shortcuts');
    return html`<dialog id="help" aria-labelledby="help-title">
      <div class="sheet">
        <h2 id="help-title" tabindex="-1">Keyboard shortcuts</h2>
        ${isOn ? nothing : html`<p data-off><strong>Shortcuts of single keys are off.</strong> The settings switch them on.</p>`}
        <h3>Everywhere</h3>
        <dl class="keys">
          ${row([PALETTE_KEYS], 'Command palette')}
          ${isOn ? this.actions().filter(({ keys }) => keys).map(({ keys, title }) => row(keys.split(' '), title)) : nothing}
        </dl>
        <h3>In lists</h3>
        <dl class="keys">${IN_LISTS.map(([keys, title]) => row([keys], title))}</dl>
        <div class="form-foot">
          <button class="primary" data-action="close-help" @click=${() => this.querySelector('dialog').close()}>Close</button>
        </div>
      </div>
    </dialog>`;
  }

  open() {
    this.requestUpdate();
    const dialog = this.querySelector('dialog');
    if (!dialog.open) dialog.showModal();
    this.querySelector('h2').focus();
  }
}

function row(keys, title) {
  return html`<div>
    <dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt>
    <dd>${title}</dd>
  </div>`;
}

customElements.define('swarm-help', HelpSheet);
