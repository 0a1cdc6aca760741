import { html, nothing } from 'lit';
import './agent-detail.js';
import { agentColumns, agentOrder } from './agent-columns.js';
import { firstRun } from './first-run.js';
import { ago, label } from './format.js';
import { messagesWithNobody, Unread } from './messages.js';
import { Part } from './part.js';
import { chip, count, proportions, stillMark } from './pieces.js';
import { matches, readSearch } from './select.js';
import { StillRows } from './still.js';
import { searchField, stillTable, viewFrame } from './view-frame.js';

/** A filter of the view; everything else in the search is words. */
const FILTER = /(?:^|\s)(status|mode|liveness):(\S+)/g;

/** The fleet: who is there, how each agent is, and what can be done about it. */
class AgentsView extends Part {
  #columns = null;
  #still = new StillRows(
    () => this.querySelector('tbody'),
    () => this.requestUpdate(),
  );

  render() {
    const { route, stateSoFar: state } = this.view;
    const agent = route.get('agent');
    return viewFrame({
      name: 'agents',
      title: 'Agents',
      content: state && this.#content(state),
      detail: agent && html`<swarm-agent .view=${this.view} .agent=${agent}></swarm-agent>`,
    });
  }

  #content(state) {
    const { route } = this.view;
    const [q, sort] = [route.get('q'), route.get('sort')];
    const { filters, words } = readSearch(q, FILTER);
    const found = [];
    for (const agent of state.agents.values()) {
      if (filters.every(([field, value]) => agent[field] === value) && isNamed(agent, words)) found.push(agent);
    }
    found.sort(agentOrder(sort));
    const still = this.#still.order(
      `${this.view.swarm} ${q} ${sort}`,
      found.map(({ id }) => id),
    );
    return html`
      <div class="panel-head">
        <h2 id="agents-title">Agents <span class="count" id="agent-count">${count(found, state)}</span></h2>
        ${stillMark(still, () => this.#still.release())}
        ${searchField(route, 'Find an agent', 'Find an agent by name, id, role or capability')}
      </div>
      ${
        state.complete && state.agents.size
          ? html`${proportions(state.totals.agents)}
              <div class="chips" role="group" aria-label="Agents by status">${this.#chips(state, q)}</div>`
          : nothing
      }
      ${state.complete ? messagesWithNobody(this.view, Unread.of(state)) : nothing}
      ${state.agents.size || !state.complete ? this.#table(still, state) : firstRun(this.view)}
      ${found.length || !state.complete || !state.agents.size ? nothing : html`<p class="none">No agent matches. <a data-route href=${route.with({ q: '' })}>Show all agents</a>.</p>`}
    `;
  }

  #chips(state, q) {
    const { route } = this.view;
    const one = (text, name, number, status = null) =>
      chip({
        status: status ?? text,
        name,
        count: number,
        isOn: q === text,
        choose: () => route.go(route.with({ q: q === text ? '' : text })),
      });
    const counts = (field) => {
      const all = new Map();
      for (const agent of state.agents.values()) all.set(agent[field], (all.get(agent[field]) ?? 0) + 1);
      return all;
    };
    const liveness = counts('liveness');
    const modes = counts('mode');
    return [
      ...Object.entries(state.totals.agents)
        .filter(([status, count]) => count > 0 || q === `status:${status}`)
        .map(([status, count]) => one(`status:${status}`, label(status), count, status)),
      ...[...liveness].filter(([each]) => each !== 'live').map(([each, count]) => one(`liveness:${each}`, label(each), count)),
      ...[...modes].filter(([each]) => each !== 'active').map(([each, count]) => one(`mode:${each}`, label(each), count)),
    ];
  }

  #table(still, state) {
    const { route } = this.view;
    this.#columns ??= agentColumns(this.view);
    const model = {
      label: 'Agents',
      ids: still.ids,
      gone: still.gone,
      find: (id) => state.agents.get(id),
      columns: this.#columns,
      sort: route.get('sort'),
      sortHref: (sort) => route.with({ sort }),
      href: (agent) => route.with({ agent }),
      // The task that it works on is shown, too.
      age: (agent) => ago(agent.updated_at, this.view.now),
      also: ({ current_task: task }) => (task ? state.tasks.get(task) : null),
      open: route.get('agent'),
      selected: null,
    };
    return stillTable(model, this.#still);
  }
}

function isNamed({ id, name, role, capabilities }, words) {
  return matches(words, id, name ?? '', role ?? '', capabilities.join(' '));
}

customElements.define('swarm-agents-view', AgentsView);
