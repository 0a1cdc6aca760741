import { html, nothing } from 'lit';

/** What may be done with an agent in each mode, and how it is called. */
export const MODES = {
  active: [
    ['pause', 'Pause'],
    ['drain', 'Drain'],
  ],
  paused: [
    ['resume', 'Resume'],
    ['drain', 'Drain'],
  ],
  draining: [
    ['resume', 'Resume'],
    ['pause', 'Pause'],
  ],
};

const HINTS = {
  pause: 'It takes no more tasks, and goes on with those that it has',
  drain: 'It finishes what it has, and takes nothing more',
  resume: 'It takes tasks again',
};

/**
 * What a person may do with an agent. To remove one is asked twice, since its tasks are taken from it.
 *
 * @param {import('./view.js').View} view
 * @param {object} agent
 * @param {import('./asking.js').Asking} asking
 */
export function agentActions(view, agent, asking) {
  if (!view.may('steer')) return nothing;
  const what = `remove ${agent.id}`;
  const isAsked = asking.isAsked(what);
  const reasonOf = ({ currentTarget: button }) => new FormData(button.form).get('reason').trim();
  const remove = (event) => {
    if (!isAsked) return asking.ask(what, agent);
    if (asking.confirm(what, agent)) view.commands.removeAgent(agent, reasonOf(event));
  };
  const question = asking.isAnew(what)
    ? `${agent.id} is ${agent.status} now. Remove it?`
    : `Remove ${agent.id}${agent.current_task ? ` and take ${agent.current_task} from it` : ''}?`;
  return html`<form class="actions" aria-label=${`Steer ${agent.id}`} @submit=${(event) => event.preventDefault()}>
    <label class="reason"
      >Reason <input name="reason" maxlength="1000" autocomplete="off" placeholder="stands in the log"
    /></label>
    ${(MODES[agent.mode] ?? []).map(
      ([mode, title]) =>
        html`<button
          type="button"
          data-action=${mode}
          title=${HINTS[mode]}
          @click=${(event) => view.commands.setMode(agent, mode, reasonOf(event))}
        >
          ${title}
        </button>`,
    )}
    <button type="button" class="danger" data-action=${isAsked ? 'confirm-remove' : 'remove'} @click=${remove}>
      ${isAsked ? question : 'Remove'}
    </button>
  </form>`;
}
