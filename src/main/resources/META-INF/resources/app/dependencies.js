import { html, nothing, svg } from 'lit';
import { statusPill } from './pieces.js';

const SHOWN = 8;

/**
 * What a task waits for, and what waits for it, as three columns with lines between.
 *
 * @param {import('./view.js').View} view
 * @param {object} task
 */
export function dependencies(view, task) {
  const { tasks } = view.state;
  const before = task.dependencies.map((id) => tasks.get(id) ?? { id });
  const after = dependentsOf(task.id, tasks).map((id) => tasks.get(id) ?? { id });
  const whole = task.part_of ? [tasks.get(task.part_of) ?? { id: task.part_of }] : [];
  if (!before.length && !after.length && !whole.length) return nothing;
  return html`<section class="graph-section">
    <h3>Depends on</h3>
    <div class="graph" data-graph>
      ${column(view, [...before, ...whole], 'Needs')} ${lines(before.length + whole.length, true)}
      <div class="node" data-tone=${task.status}><code>${task.id}</code></div>
      ${lines(after.length, false)} ${column(view, after, 'Then')}
    </div>
  </section>`;
}

/** The last answer: to look at each task in each frame would be work for nothing. */
let known = { id: null, ids: [], until: 0 };
const KEPT = 2000;

function dependentsOf(id, tasks) {
  if (known.id === id && performance.now() < known.until) return known.ids;
  const ids = [];
  for (const each of tasks.values()) if (each.dependencies.includes(id) || each.part_of === id) ids.push(each.id);
  known = { id, ids, until: performance.now() + KEPT };
  return ids;
}

function column(view, tasks, title) {
  return html`<ul aria-label=${title}>
    ${tasks.slice(0, SHOWN).map(
      (task) =>
        html`<li class="node" data-node=${task.id}>
          <a data-route href=${view.route.with({ task: task.id })}><code>${task.id}</code></a>
          ${task.status ? statusPill(task.status) : html`<span class="dim">ended long ago</span>`}
        </li>`,
    )}
    ${tasks.length > SHOWN ? html`<li class="dim">and ${(tasks.length - SHOWN).toLocaleString('en')} more</li>` : nothing}
  </ul>`;
}

/** From each of so many nodes to one in the middle, or back. */
function lines(count, isTo) {
  const nodes = Math.min(count, SHOWN) + (count > SHOWN ? 1 : 0);
  const paths = [];
  for (let node = 0; node < nodes; node++) {
    const y = ((node + 0.5) / nodes) * 100;
    paths.push(svg`<path d=${isTo ? `M0 ${y}C50 ${y} 50 50 100 50` : `M0 50C50 50 50 ${y} 100 ${y}`} />`);
  }
  return html`<svg class="edges" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">${paths}</svg>`;
}
