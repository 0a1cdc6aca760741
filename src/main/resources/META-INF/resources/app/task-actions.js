import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { isFinished } from '../swarmbot-client.js';
import { label } from './format.js';

/**
 * What a person may do with a task, with a reason that stands in the log. Cancel is asked twice.
 *
 * @param {import('./view.js').View} view
 * @param {object} task
 * @param {import('./asking.js').Asking} asking
 */
export function taskActions(view, task, asking) {
  if (!view.may('steer')) return nothing;
  const isOver = isFinished(task.status);
  if (isOver && (task.status === 'completed' || task.part_of)) return nothing;
  const isHeld = ['assigned', 'running', 'input_required'].includes(task.status) && !task.parts;
  const press = ({ currentTarget: button }) => act(view, task, asking, button.value, button.form);
  return html`<form class="actions" aria-label=${`Steer ${task.id}`} @submit=${(event) => event.preventDefault()}>
    <label class="reason"
      >Reason <input name="reason" maxlength="1000" autocomplete="off" placeholder="stands in the log"
    /></label>
    ${
      isOver
        ? html`<button type="button" value="retry" @click=${press} data-action="retry">Retry</button>`
        : [
            html`<span class="pair">
              <label
                >Priority <input name="priority" type="number" min="1" max="10" required .value=${String(task.priority)}
              /></label>
              <button type="button" value="priority" @click=${press} data-action="priority">Set</button>
            </span>`,
            isHeld ? reassignPair(view, task, press) : nothing,
            cancelButton(task, asking, press),
          ]
    }
  </form>`;
}

function reassignPair(view, task, press) {
  const able = [...view.state.agents.values()]
    .filter((agent) => agent.mode === 'active' && agent.liveness === 'live' && !task.assigned_agents.includes(agent.id))
    .filter(({ capabilities }) => task.requirements.every((each) => capabilities.includes(each)))
    .slice(0, 100);
  return html`<span class="pair">
    <label
      >Give to
      <select name="agent">
        <option value="">whoever is next</option>
        ${repeat(
          able,
          ({ id }) => id,
          ({ id }) => html`<option value=${id}>${id}</option>`,
        )}
      </select>
    </label>
    <button type="button" value="reassign" @click=${press} data-action="reassign">Reassign</button>
  </span>`;
}

function cancelButton(task, asking, press) {
  const what = `cancel ${task.id}`;
  const isAsked = asking.isAsked(what);
  const text = asking.isAnew(what) ? `${task.id} is ${label(task.status).toLowerCase()} now. Cancel it?` : `Cancel ${task.id}?`;
  return html`<button
    type="button"
    class="danger"
    value="cancel"
    data-action=${isAsked ? 'confirm-cancel' : 'cancel'}
    @click=${press}
  >
    ${isAsked ? text : 'Cancel'}
  </button>`;
}

async function act(view, task, asking, action, form) {
  if (!form.reportValidity()) return;
  const { reason, priority, agent } = Object.fromEntries(new FormData(form));
  const { commands } = view;
  const what = `cancel ${task.id}`;
  if (action === 'cancel' && !asking.isAsked(what)) return asking.ask(what, task);
  if (action === 'cancel' && !asking.confirm(what, task)) return;
  const isDone = await {
    cancel: () => commands.cancel(task, reason.trim()),
    retry: () => commands.retry(task, reason.trim()),
    priority: () => commands.setPriority(task, Number(priority), reason.trim()),
    reassign: () => commands.reassign(task, agent, reason.trim()),
  }[action]();
  if (isDone) form.querySelector('[name=reason]').value = '';
}
