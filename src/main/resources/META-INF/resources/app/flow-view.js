import { html, nothing, svg } from 'lit';
import './entity-table.js';
import { layOut } from './flow-layout.js';
import { Letters, flowOf, nodesOf } from './flow.js';
import { LookBack } from './look-back.js';
import { Part } from './part.js';
import { bearer, clockTime, commandLine, swarmUrl } from './pieces.js';

/** So many nodes are drawn at the most; with more agents than that, types of tasks are drawn. */
const MOST_NODES = 60;
/** So many lines are drawn at the most, those with the most. */
const MOST_LINES = 200;
/** So far back messages are looked for at first, and each time somebody asks, in events. */
const LOOK = 5000;
/** Between two looks at all tasks is so many times as long as one took. */
const PAUSE = 30;

/** The graph is drawn in this size at the least. */
const SMALLEST = 0.8;

const n = (count) => count.toLocaleString('en');

/** Who hands work to whom: as a graph, and as a table beside it. */
class FlowView extends Part {
  #state = null;
  /** @type {Letters|null} */
  #letters = null;
  #forget = null;
  /** @type {LookBack|null} */
  #past = null;
  #known = { key: null, notBefore: 0 };
  /** The node that somebody looks at. */
  #looked = null;

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#forget?.();
    this.#past?.end();
  }

  render() {
    const { state } = this.view;
    if (state && state !== this.#state) this.#begin(state);
    return html`<section class="panel view flow-view" aria-labelledby="flow-title">
      ${
        state
          ? this.#content(state)
          : html`<h2 id="flow-title" class="none">Flow</h2>
              <p class="none" aria-busy="true">Waiting for the first snapshot.</p>`
      }
    </section>`;
  }

  /** A graph that is a little too wide is drawn smaller; a much wider one scrolls. */
  updated() {
    const graph = this.querySelector('.flow-graph');
    if (!graph || !this.isConnected) return;
    const { width } = this.#known.flow.layout;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const share = graph.parentElement.clientWidth / (width * rem);
    graph.style.zoom = Math.max(SMALLEST, Math.min(1, share)).toFixed(3);
  }

  #begin(state) {
    this.#state = state;
    this.#letters = new Letters(state);
    this.#forget ??= this.view.onShownEvent((event) => this.#letters.note(event, this.view.state));
    this.#past?.end();
    const take = (event) => this.#letters.note(event, this.view.state);
    this.#past = new LookBack(this.view.client, state.cursor, take, () => this.requestUpdate());
    this.#past.read(LOOK);
  }

  #content(state) {
    const { route } = this.view;
    const flow = this.#flow(state, route.get('layout') === 'types');
    return html`
      <div class="panel-head">
        <h2 id="flow-title">
          Flow <span class="count" id="edge-count" data-found=${flow.edges.length}>${n(flow.edges.length)}</span>
        </h2>
        <span class="layouts" role="group" aria-label="Between whom">
          ${
            flow.isCrowded
              ? html`<span class="dim flow-note">More than ${MOST_NODES} agents hand on work: types of tasks are shown.</span>`
              : html`<a data-route href=${route.with({ layout: '' })} aria-current=${flow.by === 'agents' ? 'true' : nothing}>Agents</a>
                  <a data-route href=${route.with({ layout: 'types' })} aria-current=${flow.by === 'types' ? 'true' : nothing}
                    >Types of tasks</a
                  >`
          }
        </span>
      </div>
      ${flow.edges.length ? [this.#notes(flow), html`<div class="flow">${this.#graph(state, flow)} ${this.#table(flow)}</div>`] : this.#none(flow)}
      ${this.#olderLine(flow)}
    `;
  }

  /** Looked for anew if something changed, and not too often: it looks at each task. */
  #flow(state, wantsTypes) {
    const known = this.#known;
    const key = `${wantsTypes} ${state.cursor} ${this.#letters.version}`;
    const isOther = known.wantsTypes !== wantsTypes || known.state !== state;
    if (!isOther && (known.key === key || performance.now() < known.notBefore)) return known.flow;
    const startedAt = performance.now();
    const ofAgents = flowOf(state, this.#letters, 'agents');
    const isCrowded = nodesOf(ofAgents).size > MOST_NODES;
    const by = isCrowded || wantsTypes ? 'types' : 'agents';
    const edges = by === 'agents' ? ofAgents : flowOf(state, this.#letters, 'types');
    const flow = { by, isCrowded, edges, ...this.#drawn(edges, known.flow) };
    this.#known = { key, state, wantsTypes, flow, notBefore: performance.now() + (performance.now() - startedAt) * PAUSE };
    return flow;
  }

  /** What is drawn of it. Where nothing but numbers is different, everything stays in its place. */
  #drawn(edges, before) {
    const all = nodesOf(edges);
    const nodes = new Set([...all.keys()].slice(0, MOST_NODES));
    const lines = edges.filter(({ from, to }) => nodes.has(from) && nodes.has(to)).slice(0, MOST_LINES);
    const shape = [...nodes].sort().join(' ') + lines.map(({ id }) => id).sort().join();
    const own = new Map(lines.filter(({ from, to }) => from === to).map(({ from, count }) => [from, count]));
    const others = lines.filter(({ from, to }) => from !== to);
    const layout = shape === before?.shape ? before.layout : layOut(nodes, others);
    const byId = new Map(others.map((edge) => [edge.id, edge]));
    return { all, shape, layout, own, byId, hiddenNodes: all.size - nodes.size, hiddenLines: edges.length - lines.length };
  }

  #notes({ by, hiddenNodes, hiddenLines }) {
    const hidden = hiddenNodes || hiddenLines;
    return html`<p class="feed-line">
      <span class="dim"
        >${
          by === 'agents'
            ? 'A line goes from the agent who did a task to the one who got a task that depends on it, and from who wrote a message to who got it.'
            : 'A line goes from the tasks of one type to those that depend on them. Messages are between agents, and not counted here.'
        }
        ${hidden ? `The graph leaves out the weakest ${n(hiddenLines)} lines; the table has all.` : ''}</span
      >
    </p>`;
  }

  #graph(state, { by, layout, own, byId, all }) {
    const { width, height, places, lines } = layout;
    const most = Math.max(1, ...[...byId.values()].map(({ count }) => count));
    const isFaint = ({ from, to }) => this.#looked !== null && from !== this.#looked && to !== this.#looked;
    return html`<div class="flow-scroll" tabindex="0" role="region" aria-label="Graph of the flow; the table has the same">
      <div class="flow-graph" .style=${`width:${width}rem;height:${height}rem`}>
        <svg class="flow-lines" viewBox=${`0 0 ${width} ${height}`} aria-hidden="true">
          <defs>
            <marker id="flow-head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="0.7" markerHeight="0.7" markerUnits="userSpaceOnUse" orient="auto">
              <path d="M0 1L9 5L0 9z"></path>
            </marker>
          </defs>
          ${lines.map(({ edge: { id }, path }) => {
            const edge = byId.get(id);
            const stroke = 0.08 + 0.3 * Math.sqrt(edge.count / most);
            return svg`<path class="flow-line" d=${path} stroke-width=${stroke} marker-end="url(#flow-head)"
              ?data-letters=${edge.messages === edge.count} ?data-faint=${isFaint(edge)}></path>`;
          })}
          ${lines.map(({ edge: { id }, x, y }) => {
            const edge = byId.get(id);
            return svg`<text class="flow-number" x=${x} y=${y} ?data-faint=${isFaint(edge)}>${n(edge.count)}</text>`;
          })}
        </svg>
        <ul aria-label=${by === 'agents' ? 'Agents' : 'Types of tasks'}>
          ${[...places].map(([id, place]) => this.#node(state, by, id, place, own.get(id), all.get(id)))}
        </ul>
      </div>
    </div>`;
  }

  #node(state, by, id, { x, y }, own) {
    const agent = by === 'agents' ? state.agents.get(id) : null;
    const look = (looked) => {
      this.#looked = looked;
      this.requestUpdate();
    };
    return html`<li .style=${`left:${x}rem;top:${y}rem`}>
      <a
        class="flow-node"
        data-route
        data-node=${id}
        data-tone=${agent?.status ?? nothing}
        href=${this.#href(by, id)}
        title=${id}
        @pointerenter=${() => look(id)}
        @pointerleave=${() => look(null)}
        @focus=${() => look(id)}
        @blur=${() => look(null)}
      >
        ${agent ? html`<span class="dot" data-tone=${agent.status}></span>` : nothing} <span class="flow-name">${agent?.name || id}</span>
        ${own ? html`<span class="dim" title="To itself">↻ ${n(own)}<span class="unseen"> to itself</span></span>` : nothing}
      </a>
    </li>`;
  }

  #href(by, id) {
    const { route } = this.view;
    return by === 'agents' ? route.to('agents', { agent: id }) : route.to('tasks', { q: `type:${id}` });
  }

  #table({ by, edges }) {
    const byId = new Map(edges.map((edge) => [edge.id, edge]));
    const { route } = this.view;
    const model = {
      label: 'The flow, the most first',
      ids: edges.map(({ id }) => id),
      gone: new Set(),
      find: (id) => byId.get(id),
      columns: by === 'agents' ? AGENT_COLUMNS : TYPE_COLUMNS,
      sort: '',
      sortHref: () => '',
      href: (id) => route.to('tasks', { q: `${by === 'agents' ? 'agent' : 'type'}:${byId.get(id).to}` }),
      age: () => '',
      selected: null,
    };
    return html`<swarm-table class="flow-table" .model=${model}></swarm-table>`;
  }

  #none({ by }) {
    const body = '{"type":"review","dependencies":["t1"]}';
    const command = `curl ${swarmUrl(this.view)}/tasks${bearer(this.view)} \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`;
    return html`<div class="empty" data-empty="flow">
      <p>
        <strong>No work was handed on yet.</strong> A line appears as soon as an agent gets a task that depends on what
        another one did${by === 'agents' ? ', or writes to another agent' : ''}. A task that depends on the task t1:
      </p>
      ${this.view.may('submit') ? commandLine(command) : nothing}
    </div>`;
  }

  #olderLine({ by }) {
    const ended = 'Of the tasks that ended, the newest 1,000 count.';
    if (by === 'types') return html`<p class="more">${ended}</p>`;
    const { state: older, problem } = this.#past;
    const said = {
      more: 'Older messages may be in the log.',
      loading: 'Reading the log for messages.',
      whole: 'All messages of the log count.',
      cut: 'Older messages are not in the log any more.',
      failed: `The log could not be read: ${problem?.message}. Try it again.`,
    }[older];
    return html`<p class="more" data-older=${older} role=${older === 'failed' ? 'alert' : nothing}>
      ${ended} ${said}
      ${
        older === 'more' || older === 'failed'
          ? html`<button class="quiet" data-action="older" @click=${() => this.#past.read(LOOK)}>Look farther back</button>`
          : nothing
      }
    </p>`;
  }
}

const number = (name, title, rank) => ({
  name,
  title,
  rank,
  cell: (edge) => html`<span class="number">${edge[name] ? n(edge[name]) : '–'}</span>`,
});
const LAST = { name: 'last', title: 'Last', rank: 3, cell: ({ last }) => clockTime(last) };
const WAY = { name: 'way', title: 'From and to', cell: ({ from, to }) => html`<code>${from}</code> → <code>${to}</code>` };
const TYPE_COLUMNS = [WAY, number('tasks', 'Tasks'), number('parts', 'Parts', 2), LAST];
const AGENT_COLUMNS = [WAY, number('tasks', 'Tasks'), number('parts', 'Parts', 2), number('messages', 'Messages'), LAST];

customElements.define('swarm-flow', FlowView);
