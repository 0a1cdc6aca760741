import { entityActions } from './entity-actions.js';
import { label } from './format.js';
import { first, natural } from './select.js';

/** So many of each kind are offered. */
const SHOWN = 6;
const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/**
 * What the command palette offers for what is typed: first what can be done, then where one can go.
 *
 * @typedef {import('./actions.js').Action & {kind: string, hint?: string, asks?: string, target?: object}} Offer
 *
 * @param {import('./view.js').View} view
 * @param {import('./actions.js').Action[]} actions of the page
 * @param {string[]} swarms
 * @param {string} text
 * @returns {Offer[]}
 */
export function offersFor(view, actions, swarms, text) {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const { route, state } = view;
  const isMeant = ({ title }) => hasAll(title.toLowerCase(), words);
  const offers = [
    ...entityActions(view).map((action) => ({ ...action, kind: 'Do' })),
    ...actions.map((action) => ({ ...action, kind: action.title.startsWith('Go to') ? 'Go' : 'Do' })),
  ].filter(isMeant);
  if (!words.length) return offers;
  const to = (kind, found, title, hint, href) =>
    found.map((each) => ({ kind, title: title(each), hint: hint(each), run: () => route.go(href(each)) }));
  const id = ({ id }) => id;
  const tasks = state ? best(state.tasks.values(), words, (task) => `${task.id} ${task.type}`) : [];
  const agents = state ? best(state.agents.values(), words, (agent) => `${agent.id} ${agent.name ?? ''}`) : [];
  const files = state ? best(state.files.values(), words, ({ name }) => name) : [];
  offers.push(
    ...to('Task', tasks, id, (task) => `${task.type}, ${label(task.status).toLowerCase()}`, (task) => route.to('tasks', { task: task.id })),
    ...to('Agent', agents, id, ({ name, status }) => [name, status].filter(Boolean).join(', '), (agent) => route.to('agents', { agent: agent.id })),
    ...to('File', files, ({ name }) => name, ({ by }) => by ?? '', (file) => route.to('files', { file: file.id })),
    ...to(
      'Swarm',
      swarms.filter((name) => name !== view.swarm && hasAll(name.toLowerCase(), words)).slice(0, SHOWN),
      (name) => name,
      () => 'swarm',
      (swarm) => route.to(route.view, { swarm }),
    ),
  );
  const typed = text.trim();
  if (IDENTIFIER.test(typed) && !state?.tasks.has(typed)) {
    // It may have ended so long ago that only the service remembers it.
    offers.push({ kind: 'Task', title: typed, hint: 'look it up', run: () => route.go(route.to('tasks', { task: typed })) });
  }
  return offers;
}

/** The best few: those whose text begins with what is typed before the others. */
function best(entities, words, textOf) {
  const found = [];
  for (const entity of entities) {
    const text = textOf(entity).toLowerCase();
    if (hasAll(text, words)) found.push({ entity, rank: text.startsWith(words[0]) ? 0 : 1 });
  }
  const order = (a, b) => a.rank - b.rank || natural(a.entity.id, b.entity.id);
  return first(found, SHOWN, order).map(({ entity }) => entity);
}

function hasAll(text, words) {
  return words.every((word) => text.includes(word));
}
