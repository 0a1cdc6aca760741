import { parseExact } from '../swarmbot-client.js';

/** What may be typed of a new task. */
export const FIELDS = ['type', 'description', 'requirements', 'priority', 'input'];

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const OF_NAMES = 'letters, digits, “.”, “_” and “-”, at most 64, the first one a letter or a digit';
const REQUIREMENTS_MOST = 64;

/**
 * A task as typed, and what is wrong with it.
 *
 * @param {Record<string, string>} typed by field
 * @returns {{task: object, problems: Record<string, string>}} the problems by field; the task counts if there are none
 */
export function readTask(typed) {
  const task = {};
  const problems = {};
  for (const [field, read] of Object.entries(READERS)) {
    try {
      const value = read(typed[field].trim());
      if (value !== undefined) task[field] = value;
    } catch (problem) {
      problems[field] = problem.message;
    }
  }
  return { task, problems };
}

/** Each answers the value, or undefined if there is none, and throws what is wrong. */
const READERS = {
  type(text) {
    if (!text) throw new Error('A task needs a type: agents choose by it what to do.');
    if (!NAME.test(text)) throw new Error(`A type is one word: ${OF_NAMES}.`);
    return text;
  },
  description: (text) => text || undefined,
  requirements(text) {
    const names = text.split(/[\s,]+/).filter(Boolean);
    const wrong = names.find((name) => !NAME.test(name));
    if (wrong) throw new Error(`“${wrong}” is no capability. One has ${OF_NAMES}.`);
    if (names.length > REQUIREMENTS_MOST) throw new Error(`These are ${names.length}; at most ${REQUIREMENTS_MOST} are allowed.`);
    return names.length ? names : undefined;
  },
  priority(text) {
    if (!text) return undefined;
    if (!/^(?:[1-9]|10)$/.test(text)) throw new Error('A whole number from 1, the highest, to 10.');
    return Number(text);
  },
  input(text) {
    if (!text) return undefined;
    try {
      return parseExact(text);
    } catch (error) {
      throw new Error(`This is not JSON: ${error.message}`, { cause: error });
    }
  },
};

/** The field that the service names first is the one that it is about. */
export function fieldOf({ detail }) {
  return new RegExp(`\\b(${FIELDS.join('|')})\\b`).exec(detail ?? '')?.[1] ?? null;
}
