import { html, nothing } from 'lit';
import { ACTIONS, BulkAction } from './bulk-action.js';
import { Part } from './part.js';

/**
 * What can be done to the tasks that are selected, and how far it is.
 *
 * @property {string[]} targets ids of the selected tasks
 * @fires clear when nothing is to be selected any more
 */
class BulkBar extends Part {
  static properties = { targets: { attribute: false } };

  #asked = null;
  #isLooked = false;

  render() {
    const { view } = this;
    if (!this.#isLooked && view.state) {
      this.#isLooked = true;
      view.action ??= BulkAction.brokenOff(view.swarm, this.#who, () => view.changed());
    }
    const count = this.targets.length;
    if (view.action && !(view.action.isOver && count)) return this.#progress(view.action);
    if (!count) {
      this.#asked = null;
      return nothing;
    }
    return html`<div class="bulk" role="region" aria-label="Selected tasks">
      ${this.#asked ? this.#question(this.#asked, count) : this.#choice(count)}
    </div>`;
  }

  get #who() {
    return this.view.access.who?.name ?? '';
  }

  #choice(count) {
    return html`<strong>${count.toLocaleString('en')} selected</strong>
      ${Object.entries(ACTIONS).map(
        ([kind, { title }]) =>
          html`<button data-action=${`bulk-${kind}`} @click=${() => this.#ask(kind)}>
            ${kind === 'priority' ? 'Priority' : title}
          </button>`,
      )}
      <button class="quiet" data-action="bulk-clear" @click=${() => this.dispatchEvent(new CustomEvent('clear'))}>
        Select none
      </button>`;
  }

  #question(kind, count) {
    const tasks = `${count.toLocaleString('en')} ${count === 1 ? 'task' : 'tasks'}`;
    return html`<form class="bulk-form" @submit=${this.#begin}>
      <strong>${ACTIONS[kind].title} ${tasks}${kind === 'reassign' ? ' to the line' : ''}?</strong>
      ${
        kind === 'priority'
          ? html`<label>Priority <input name="value" type="number" min="1" max="10" value="5" required /></label>`
          : nothing
      }
      <label class="reason"
        >Reason <input name="reason" maxlength="1000" autocomplete="off" placeholder="stands in every event"
      /></label>
      <button class=${kind === 'cancel' ? 'danger' : 'primary'} data-action="bulk-confirm">
        ${ACTIONS[kind].title} ${tasks}
      </button>
      <button type="button" class="quiet" @click=${() => this.#ask(null)}>Back</button>
    </form>`;
  }

  #progress(action) {
    const { plan, done, refused, left, problem, reasons } = action;
    const total = plan.ids.length;
    const title = `${ACTIONS[plan.kind].doing} ${total.toLocaleString('en')} ${total === 1 ? 'task' : 'tasks'}`;
    return html`<div
      class="bulk"
      role="region"
      aria-label="Action on many tasks"
      data-bulk=${action.isOver ? 'over' : action.isRunning ? 'running' : 'stopped'}
    >
      <strong>${title}</strong>
      <progress max=${total} .value=${action.answered} aria-label=${title}></progress>
      <span role="status" data-done=${done} data-refused=${refused} data-left=${left}
        >${done.toLocaleString('en')} done, ${refused.toLocaleString('en')} refused, ${left.toLocaleString('en')} left</span
      >
      ${problem ? html`<span class="problem" role="alert">${problem.message}</span>` : nothing} ${this.#buttons(action)}
      ${
        reasons.length
          ? html`<details>
              <summary>Why ${refused.toLocaleString('en')} ${refused === 1 ? 'was' : 'were'} refused</summary>
              <ul class="reasons">
                ${reasons.map(([id, why]) => html`<li><code>${id}</code> ${why}</li>`)}
              </ul>
            </details>`
          : nothing
      }
    </div>`;
  }

  #buttons(action) {
    if (action.isRunning) return html`<button data-action="bulk-stop" @click=${() => action.stop()}>Stop</button>`;
    const dismiss = html`<button class="quiet" data-action="bulk-dismiss" @click=${() => this.#dismiss()}>
      ${action.isOver ? 'Close' : 'Leave the rest'}
    </button>`;
    return action.isOver
      ? dismiss
      : html`<button class="primary" data-action="bulk-go-on" @click=${() => action.run(this.view.client)}>Go on</button>
          ${dismiss}`;
  }

  #ask(kind) {
    this.#asked = kind;
    this.requestUpdate();
    this.updateComplete.then(() => this.querySelector('.bulk-form input')?.focus());
  }

  #begin(event) {
    event.preventDefault();
    const { value, reason } = Object.fromEntries(new FormData(event.currentTarget));
    const { view } = this;
    const { client, swarm, state } = view;
    const plan = { kind: this.#asked, value: value && Number(value), reason: reason.trim(), swarm, who: this.#who };
    view.action = BulkAction.begin({ ...plan, cursor: state.cursor, ids: [...this.targets] }, () => view.changed());
    this.#asked = null;
    view.action.run(client);
    this.dispatchEvent(new CustomEvent('clear'));
  }

  #dismiss() {
    BulkAction.forget();
    this.view.action = null;
    this.view.changed();
  }
}

customElements.define('swarm-bulk', BulkBar);
