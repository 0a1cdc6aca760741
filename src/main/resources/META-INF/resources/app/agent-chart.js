import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { ExactNumber } from '../swarmbot-client.js';
import './chart.js';
import { label } from './format.js';

/** So many lines of an agent are drawn at the most. */
const SHOWN = 6;
/** What every agent has, and then what it says of itself. */
const COUNTS = { completed: '--green', failed: '--red' };

/**
 * How an agent's counts and its own metrics went, as far as the log was read: a chart for each, since their units differ.
 *
 * @param {object} agent
 * @param {object[]} events of the agent, the oldest first
 */
export function agentCharts(agent, events) {
  const lines = guard([agent, events.length, events.at(-1)], () => linesOf(agent, events).map(chart));
  return html`<section>
    <h3>Over time</h3>
    <div class="charts" data-charts>${lines}</div>
  </section>`;
}

function chart([name, points]) {
  const values = points.map(({ value }) => value);
  const last = values.at(-1);
  const text = (value) => value.toLocaleString('en', { maximumFractionDigits: 3 });
  const said = `${label(name)}, now ${text(last)}, between ${text(Math.min(...values))} and ${text(Math.max(...values))}`;
  const line = {
    label: said,
    times: points.map(({ at }) => at),
    values,
    tone: COUNTS[name] ?? '--accent-text',
    isStepped: true,
  };
  return html`<figure data-chart=${name}>
    <figcaption>${label(name)} <b>${text(last)}</b></figcaption>
    <swarm-chart kind="whole" .line=${line}></swarm-chart>
  </figure>`;
}

/** @returns {[string, {at: number, value: number}[]][]} */
function linesOf(agent, events) {
  const lines = new Map();
  const add = (name, at, value) => {
    const number = Number(value);
    if (!Number.isFinite(number)) return;
    const points = lines.get(name);
    const time = Date.parse(at) / 1000;
    if (!points) lines.set(name, [{ at: time, value: number }]);
    else if (points.at(-1).at === time) points.at(-1).value = number;
    else points.push({ at: time, value: number });
  };
  for (const event of [...events, { timestamp: agent.updated_at, agent }]) {
    const { timestamp, agent: whole } = event;
    const of = whole ?? (event.type === 'agent_status_changed' ? event : null);
    if (!of || !timestamp) continue;
    for (const name of Object.keys(COUNTS)) if (isNumber(of[name])) add(name, timestamp, of[name]);
    for (const [name, value] of Object.entries(whole?.metrics ?? {})) if (isNumber(value)) add(name, timestamp, value);
  }
  return [...lines].slice(0, SHOWN);
}

/** A number that a JavaScript number would change comes as an object; a chart may round it. */
function isNumber(value) {
  return typeof value === 'number' || value instanceof ExactNumber;
}
