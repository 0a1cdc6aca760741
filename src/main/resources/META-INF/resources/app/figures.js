import { html, nothing } from 'lit';
import { isFinished } from '../swarmbot-client.js';
import './chart.js';
import { duration } from './format.js';
import { Part } from './part.js';
import { present } from './rates.js';

/** The few numbers that say whether somebody should look closer; each leads there. */
class Figures extends Part {
  #cursor = null;
  #oldest = null;
  #alerts = 0;
  #second = null;
  #lines = {};

  render() {
    const { state } = this.view;
    if (!state) return nothing;
    this.#look(state);
    const { tasks, agents } = state.totals;
    const ended = tasks.completed + tasks.failed;
    const atWork = (agents.busy ?? 0) + (agents.processing ?? 0) + (agents.waiting ?? 0);
    const open = Object.entries(tasks).reduce((sum, [status, count]) => (isFinished(status) ? sum : sum + count), 0);
    return html`<dl class="figures">
      ${this.#figure('Open tasks', open, 'status:open')}
      ${this.#figure('Longest waiting', this.#oldest ? duration(this.view.now - Date.parse(this.#oldest)) : '–', 'status:pending')}
      ${this.#figure('Stuck or slow', this.#alerts, 'alert:stuck,slow', this.#alerts ? 'waiting' : '')}
      ${this.#figure('Failed', tasks.failed, 'status:failed', tasks.failed ? 'failed' : '')}
      ${this.#figure('Succeeded', ended ? `${Math.floor((tasks.completed / ended) * 100)} %` : '–', 'status:completed')}
      <div class="figure">
        <dt>Agents at work</dt>
        <dd>
          <a data-route href=${this.view.route.to('agents')}
            >${atWork.toLocaleString('en')} of ${state.agents.size.toLocaleString('en')}</a
          >
        </dd>
      </div>
      ${this.view.past.isShown ? nothing : this.#rates()}
    </dl>`;
  }

  /** New once a second, as the page draws then in any case. */
  #rates() {
    const { route, rates } = this.view;
    const { seconds, events, completed } = rates.read();
    if (seconds.at(-1) !== this.#second) {
      this.#second = seconds.at(-1);
      const line = (of, values, tone) => ({ label: `${of} a second, over the last five minutes`, times: seconds, values, tone });
      this.#lines = {
        completed: line('Tasks completed', completed, '--green'),
        events: line('Events', events, '--accent-text'),
      };
    }
    const figure = (name, title, href, values) => html`<div class="figure" data-rate=${name}>
      <dt>${title}</dt>
      <dd>
        <a data-route href=${href}>${present(values)}</a>
        <swarm-chart kind="spark" .line=${this.#lines[name]}></swarm-chart>
      </dd>
    </div>`;
    return [
      figure('completed', 'Done a second', route.to('tasks', { q: 'status:completed' }), completed),
      figure('events', 'Events a second', route.to('feed'), events),
    ];
  }

  #figure(name, value, q, tone = '') {
    return html`<div class="figure" data-tone=${tone || nothing}>
      <dt>${name}</dt>
      <dd>
        <a data-route href=${this.view.route.to('tasks', { q })}
          >${typeof value === 'number' ? value.toLocaleString('en') : value}</a
        >
      </dd>
    </div>`;
  }

  /** Looks at each task, if anything is different. */
  #look(state) {
    if (state.cursor === this.#cursor) return;
    this.#cursor = state.cursor;
    this.#oldest = null;
    this.#alerts = 0;
    for (const { status, status_since: since, alert } of state.tasks.values()) {
      if (status === 'pending' && (this.#oldest === null || since < this.#oldest)) this.#oldest = since;
      if (alert && !isFinished(status)) this.#alerts++;
    }
  }
}

customElements.define('swarm-figures', Figures);
