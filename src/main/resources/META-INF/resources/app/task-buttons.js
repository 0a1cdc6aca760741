import { html, nothing } from 'lit';
import { isFinished } from '../swarmbot-client.js';
import { label } from './format.js';

/** Cancels an open task, at the second press; or tries one again that failed or was canceled. */
export function taskButton(view, task, asking) {
  if (!view.may('steer')) return nothing;
  return isFinished(task.status) ? retryButton(view, task) : cancelButton(view, task, asking);
}

function cancelButton(view, task, asking) {
  const what = `cancel ${task.id}`;
  if (!asking.isAsked(what)) {
    return html`<button
      class="quiet"
      data-action="cancel"
      aria-label=${`Cancel ${task.id}`}
      @click=${() => asking.ask(what, task)}
    >
      Cancel
    </button>`;
  }
  const confirm = () => asking.confirm(what, task) && view.commands.cancel(task);
  return html`<button class="danger" data-action="confirm-cancel" @click=${confirm}>
    ${asking.isAnew(what) ? `${task.id} is ${label(task.status).toLowerCase()} now. Cancel it?` : `Cancel ${task.id}?`}
  </button>`;
}

function retryButton(view, task) {
  return task.status === 'completed' || task.part_of
    ? nothing
    : html`<button class="quiet" data-action="retry" aria-label=${`Retry ${task.id}`} @click=${() => view.commands.retry(task)}>
        Retry
      </button>`;
}
