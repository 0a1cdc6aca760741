/** Queries for events: `type:task_* agent:a1 task:t7 by:ann words`, with `-` before what is not wanted. */
import { QueryProblem } from './query.js';
import { distinct } from './query-line.js';
import { EVENT_TYPES, describe } from './sentences.js';

const MOST_CHARACTERS = 1000;
const TERM = /(-?)(?:([A-Za-z_]+):)?("(?:[^"\\]|\\.)*"(?=\s|$)|[^\s"]\S*|)/y;
const NAME = /^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63}\*?|\*)$/;

/** Of each field the names that an event has in it. */
const NAMES = {
  type: ({ type }) => [type],
  agent: agentsOf,
  task: ({ task_id: task }) => (task ? [task] : []),
  by: ({ actor, via }) => [actor, via].filter(Boolean),
};

const FIELDS = Object.keys(NAMES);

/** The agents that an event is about: who did it, who holds the task, who wrote. */
export function agentsOf({ agent_id: agent, assigned_agents: assigned, task, message }) {
  const all = [agent, message?.from, ...(assigned ?? []), ...(task?.assigned_agents ?? [])];
  return all.filter((id, index) => id && all.indexOf(id) === index);
}

/**
 * @param {string} text
 * @returns {(event: object) => boolean}
 * @throws {QueryProblem}
 */
export function parseFeedQuery(text) {
  if (text.length > MOST_CHARACTERS) {
    throw new QueryProblem(MOST_CHARACTERS, `a query has ${MOST_CHARACTERS} characters at the most`);
  }
  const terms = [];
  for (let at = spaces(text, 0); at < text.length; at = spaces(text, at)) {
    TERM.lastIndex = at;
    const [all, minus, field, value] = TERM.exec(text);
    terms.push({ isNegated: minus === '-', test: field ? ofField(field, value, at + minus.length) : withWords(value, at) });
    at += all.length;
  }
  return (event) => terms.every(({ isNegated, test }) => test(event) !== isNegated);
}

function spaces(text, from) {
  let at = from;
  while (at < text.length && /\s/.test(text[at])) at++;
  return at;
}

function ofField(field, value, at) {
  if (!Object.hasOwn(NAMES, field)) {
    throw new QueryProblem(at, `there is no field '${field}'; fields are ${FIELDS.join(', ')}`);
  }
  const names = unquoted(value).split(',');
  const valueAt = at + field.length + 1;
  for (const name of names) {
    if (field !== 'by' && !NAME.test(name)) {
      throw new QueryProblem(valueAt, `${field} takes a name, or its beginning with a * behind, not '${name}'`);
    }
  }
  const valuesOf = NAMES[field];
  const isMeant = (each, name) => (name.endsWith('*') ? each.startsWith(name.slice(0, -1)) : each === name);
  return (event) => valuesOf(event).some((each) => names.some((name) => isMeant(each, name)));
}

function withWords(value, at) {
  if (!value) throw new QueryProblem(at, value === undefined ? 'the quote is not closed' : 'there is nothing to look for');
  const words = unquoted(value).toLowerCase();
  return (event) => {
    const { subject = '', text } = describe(event);
    return `${subject} ${text} ${event.agent_id ?? ''} ${event.task_id ?? ''}`.toLowerCase().includes(words);
  };
}

function unquoted(value) {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}

/** @type {import('./query-line.js').Language} */
export const EVENTS = {
  label: 'Find events',
  placeholder: 'type:task_status_changed agent:a1 task:t7 text',
  fields: FIELDS,
  signs: {},
  parse: parseFeedQuery,
  valuesOf(field, state) {
    if (field === 'type') return EVENT_TYPES;
    if (field === 'agent') return [...(state?.agents.keys() ?? [])].sort();
    if (field === 'task') return distinct(state?.tasks.values(), ({ id }) => [id]);
    return [];
  },
};
