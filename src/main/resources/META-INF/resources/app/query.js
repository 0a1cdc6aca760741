/**
 * Queries for tasks, as `GET .../tasks?q=` takes them: the same terms, the same meaning, the same positions. See "Queries"
 * in the wire contract; the service has it in `io.swarmbot.swarm.query`.
 */
import { TASK_STATUSES, isFinished, stringifyExact } from '../swarmbot-client.js';

const MOST_CHARACTERS = 1000;
const MOST_TERMS = 32;
const FIELD = /([A-Za-z_]+)(>=|<=|>|<|:)/y;
const NAME = /^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63}\*?|\*)$/;
const SPACE = /[ \t\n\r]/;
const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Of each field the names that a task has in it. */
const NAMES = {
  status: ({ status }) => [status, isFinished(status) ? 'finished' : 'open'],
  id: ({ id }) => [id],
  type: ({ type }) => [type],
  agent: (task) => task.assigned_agents,
  requires: (task) => task.requirements,
  depends_on: (task) => task.dependencies,
  part_of: (task) => (task.part_of ? [task.part_of] : []),
  alert: ({ alert }) => (alert ? [alert] : []),
};

const NUMBERS = {
  priority: (task) => task.priority,
  attempt: (task) => task.attempt,
  progress: (task) => task.progress,
};

const HELD = new Set(['assigned', 'running', 'input_required']);

/** Since when a task is that; null if it is not. */
const TIMES = {
  waiting: (task) => (task.status === 'pending' ? task.status_since : null),
  running: (task) => (HELD.has(task.status) ? task.started_at : null),
  submitted: (task) => task.submitted_at,
  updated: (task) => task.updated_at,
  ended: (task) => task.finished_at,
};

/** The only names that may stand in a field. */
export const ONLY = { status: [...TASK_STATUSES, 'open', 'finished'], alert: ['stuck', 'slow'] };

export const FIELDS = [...Object.keys(NAMES), ...Object.keys(NUMBERS), ...Object.keys(TIMES)];

const HOLDS = {
  ':': (value, other) => value === other,
  '>': (value, other) => value > other,
  '<': (value, other) => value < other,
  '>=': (value, other) => value >= other,
  '<=': (value, other) => value <= other,
};

/** What is wrong with a query, and where: `position` counts from 0. */
export class QueryProblem extends Error {
  constructor(position, message) {
    super(message);
    this.position = position;
  }
}

/**
 * A query that was read.
 *
 * @typedef {object} Query
 * @property {(task: object, now: number) => boolean} matches `now` in milliseconds since 1970
 * @property {boolean} isTimed whether it depends on the clock
 * @property {boolean} mayBeFinished false if no task that has ended meets it
 */

/** @param {string} text @returns {Query} @throws {QueryProblem} */
export function parseQuery(text) {
  if (text.length > MOST_CHARACTERS)
    throw new QueryProblem(MOST_CHARACTERS, `a query has ${MOST_CHARACTERS} characters at the most`);
  const terms = new Reader(text).terms();
  return {
    matches: (task, now) => terms.every(({ isNegated, test }) => test(task, now) !== isNegated),
    isTimed: terms.some(({ isTimed }) => isTimed),
    mayBeFinished: terms.every(({ isOpenOnly }) => !isOpenOnly),
  };
}

class Reader {
  #text;
  #at = 0;

  constructor(text) {
    this.#text = text;
  }

  terms() {
    const terms = [];
    for (this.#skipSpaces(); this.#at < this.#text.length; this.#skipSpaces()) {
      if (terms.length === MOST_TERMS) throw new QueryProblem(this.#at, `there are more than ${MOST_TERMS} terms`);
      terms.push(this.#term());
    }
    return terms;
  }

  get #isAtSpace() {
    return this.#at < this.#text.length && SPACE.test(this.#text[this.#at]);
  }

  #skipSpaces() {
    while (this.#isAtSpace) this.#at++;
  }

  #term() {
    const isNegated = this.#text[this.#at] === '-';
    if (isNegated) this.#at++;
    const start = this.#at;
    FIELD.lastIndex = start;
    const [all, field, operator] = FIELD.exec(this.#text) ?? [];
    if (!field) {
      const words = this.#value();
      if (!words) throw new QueryProblem(start, 'there is nothing to look for');
      return { isNegated, test: containing(words) };
    }
    this.#at += all.length;
    const condition = this.#condition(field, operator, start);
    return { isNegated, ...condition, isOpenOnly: !isNegated && condition.isOpenOnly };
  }

  #condition(field, operator, start) {
    const valueAt = this.#at;
    if (Object.hasOwn(NAMES, field)) {
      if (operator !== ':') throw new QueryProblem(start, `${field} takes a colon: ${field}:name`);
      return oneOf(field, this.#names(field));
    }
    const value = this.#value();
    if (Object.hasOwn(NUMBERS, field)) {
      if (!/^[0-9]{1,9}$/.test(value)) throw new QueryProblem(valueAt, `${field} takes a number, not '${value}'`);
      return compared(NUMBERS[field], HOLDS[operator], Number(value));
    }
    if (!Object.hasOwn(TIMES, field)) {
      throw new QueryProblem(start, `there is no field '${field}'; fields are ${FIELDS.join(', ')}`);
    }
    if (operator === ':') throw new QueryProblem(start, `${field} takes < or >: ${field}>5m`);
    const [, number, unit] = /^([0-9]{1,9})(ms|s|m|h|d)$/.exec(value) ?? [];
    if (!unit) throw new QueryProblem(valueAt, `${field} takes a duration such as 30s, 5m, 2h or 1d, not '${value}'`);
    return lasting(field, HOLDS[operator], Number(number) * UNITS[unit]);
  }

  #names(field) {
    const start = this.#at;
    const only = ONLY[field];
    const names = this.#value().split(',');
    for (const name of names) {
      if (only ? only.includes(name) : NAME.test(name)) continue;
      const due = only ? only.join(', ') : 'a name, or its beginning with a * behind';
      throw new QueryProblem(start, `${field} takes ${due}, not '${name}'`);
    }
    return names;
  }

  #value() {
    if (this.#text[this.#at] === '"') return this.#quoted();
    const start = this.#at;
    while (this.#at < this.#text.length && !this.#isAtSpace) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #quoted() {
    const start = this.#at++;
    let text = '';
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      if (this.#text[this.#at] === '\\' && this.#at + 1 < this.#text.length) this.#at++;
      text += this.#text[this.#at++];
    }
    if (this.#at === this.#text.length) throw new QueryProblem(start, 'the quote is not closed');
    this.#at++;
    if (this.#at < this.#text.length && !this.#isAtSpace) throw new QueryProblem(this.#at, 'a space is due behind the quote');
    return text;
  }
}

function oneOf(field, names) {
  const valuesOf = NAMES[field];
  const exact = new Set(names.filter((name) => !name.endsWith('*')));
  const beginnings = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  return {
    test: (task) => valuesOf(task).some((value) => exact.has(value) || beginnings.some((each) => value.startsWith(each))),
    isOpenOnly: field === 'status' && names.every((name) => name !== 'finished' && !isFinished(name)),
  };
}

function compared(valueOf, holds, number) {
  return {
    test(task) {
      const value = valueOf(task);
      return value !== null && holds(value, number);
    },
  };
}

function lasting(field, holds, milliseconds) {
  const sinceOf = TIMES[field];
  return {
    isTimed: true,
    isOpenOnly: field === 'waiting' || field === 'running',
    test(task, now) {
      const since = sinceOf(task);
      return since !== null && holds(Math.max(0, now - Date.parse(since)), milliseconds);
    },
  };
}

function containing(words) {
  const wanted = words.toLowerCase();
  const isIn = (text) => text !== null && text.toLowerCase().includes(wanted);
  return (task) =>
    isIn(task.id) ||
    isIn(task.type) ||
    isIn(task.description) ||
    isIn(task.message) ||
    task.assigned_agents.some(isIn) ||
    (task.error !== null && isIn(stringifyExact(task.error)));
}

/** A word or name as a query has it: in quotes if it needs them. */
export function quoted(text) {
  FIELD.lastIndex = 0;
  return /^[-"]/.test(text) || SPACE.test(text) || FIELD.test(text) ? `"${text.replace(/[\\"]/g, '\\$&')}"` : text;
}
