import { natural } from './select.js';

const STAGE = { input_required: 0, running: 1, assigned: 2, pending: 3, failed: 4, canceled: 5, completed: 6 };

function text(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Tasks without a value come last, either way. */
function by(valueOf, compare) {
  return (a, b, sign) => {
    const x = valueOf(a);
    const y = valueOf(b);
    if (x === null || y === null) return (x === null) - (y === null);
    return sign * compare(x, y);
  };
}

const number = (a, b) => a - b;

/** Orders of tasks by the name of their column. */
const ORDERS = {
  id: by(({ id }) => id, natural),
  type: by(({ type }) => type, text),
  status: by(({ status }) => STAGE[status] ?? 9, number),
  priority: by(({ priority }) => priority, number),
  agent: by(({ assigned_agents: [agent] }) => agent ?? null, natural),
  progress: by(({ progress }) => progress, number),
  // The longest time first: the earliest beginning.
  age: by(({ status_since: since }) => since, text),
  submitted: by(({ submitted_at: at }) => at, text),
};

export const SORTS = Object.keys(ORDERS);

/** What is open before what has ended; of that the nearest to its end first, of this the latest. */
function usual(a, b) {
  const x = STAGE[a.status] ?? 9;
  const y = STAGE[b.status] ?? 9;
  const isOver = x >= STAGE.failed;
  if (isOver !== y >= STAGE.failed) return isOver ? 1 : -1;
  if (isOver) return b.version - a.version;
  return x - y || a.priority - b.priority || text(a.submitted_at, b.submitted_at) || natural(a.id, b.id);
}

/** @param {string} sort the name of a column, with `-` before it for the other way round; the usual order otherwise */
export function taskOrder(sort) {
  const isDown = sort.startsWith('-');
  const name = isDown ? sort.slice(1) : sort;
  if (!Object.hasOwn(ORDERS, name)) return usual;
  const order = ORDERS[name];
  return (a, b) => order(a, b, isDown ? -1 : 1) || usual(a, b);
}
