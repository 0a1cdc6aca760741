import { natural } from './select.js';

/** In rem; `flow.css` says the same of a node. */
const NODE = { width: 8, height: 2.5 };
const BETWEEN_COLUMNS = 3.25;
const BETWEEN_ROWS = 1;
const MARGIN = 0.75;
/** So often the columns are put in order by their neighbours. */
const SWEEPS = 6;

/**
 * Where nodes and edges are, in rem. The same graph looks the same each time.
 *
 * Work goes from left to right: a node is in the column behind all from whom it gets work. Those who give work to one
 * another in a circle share a column.
 *
 * @param {Iterable<string>} ids
 * @param {import('./flow.js').Edge[]} edges
 * @returns {{width: number, height: number, places: Map<string, {x: number, y: number}>,
 *     lines: {edge: import('./flow.js').Edge, path: string, x: number, y: number}[]}} `x` and `y` of a line: for its number
 */
export function layOut(ids, edges) {
  const nodes = [...ids].sort(natural);
  const next = new Map(nodes.map((id) => [id, []]));
  // In one order, whatever the order in which they come: sums of the same numbers are the same only then.
  const others = edges.filter(({ from, to }) => from !== to).sort((a, b) => (a.id < b.id ? -1 : 1));
  // Tasks say where the columns are; messages go to and fro.
  const hasTasks = others.some(isOfTasks);
  for (const edge of others) if (!hasTasks || isOfTasks(edge)) next.get(edge.from).push(edge.to);
  const columns = columnsOf(nodes, next);
  untangle(columns, others);
  const tallest = Math.max(...columns.map((column) => column.length));
  const height = MARGIN * 2 + tallest * (NODE.height + BETWEEN_ROWS) - BETWEEN_ROWS;
  const places = new Map();
  columns.forEach((column, at) => {
    const own = column.length * (NODE.height + BETWEEN_ROWS) - BETWEEN_ROWS;
    column.forEach((id, row) =>
      places.set(id, {
        x: MARGIN + at * (NODE.width + BETWEEN_COLUMNS),
        y: (height - own) / 2 + row * (NODE.height + BETWEEN_ROWS),
      }),
    );
  });
  // Arcs within the last column need room.
  const width = MARGIN * 2 + columns.length * (NODE.width + BETWEEN_COLUMNS) - BETWEEN_COLUMNS + 4;
  return { width, height, places, lines: others.map((edge, index) => line(edge, index, places)) };
}

function isOfTasks({ count, messages = 0 }) {
  return count > messages;
}

/** The nodes by how far from the beginning they are. */
function columnsOf(nodes, next) {
  const circles = circlesOf(nodes, next);
  const circleOf = new Map();
  circles.forEach((circle, index) => circle.forEach((id) => circleOf.set(id, index)));
  const depth = circles.map(() => 0);
  // A circle is found behind all those to which it leads: from the last one found, all who come before are done.
  for (let index = circles.length - 1; index >= 0; index--) {
    for (const id of circles[index]) {
      for (const to of next.get(id)) {
        const there = circleOf.get(to);
        if (there !== index) depth[there] = Math.max(depth[there], depth[index] + 1);
      }
    }
  }
  const columns = [];
  for (const id of nodes) (columns[depth[circleOf.get(id)]] ??= []).push(id);
  return columns;
}

/** Nodes that lead to one another, each other node alone (Tarjan), without recursion: a chain may be long. */
function circlesOf(nodes, next) {
  const number = new Map();
  const lowest = new Map();
  const open = [];
  const isOpen = new Set();
  const circles = [];
  for (const root of nodes) {
    if (number.has(root)) continue;
    const path = [{ id: root, at: 0 }];
    while (path.length) {
      const step = path.at(-1);
      const { id } = step;
      if (step.at === 0 && !number.has(id)) {
        number.set(id, number.size);
        lowest.set(id, number.get(id));
        open.push(id);
        isOpen.add(id);
      }
      const to = next.get(id)[step.at++];
      if (to !== undefined) {
        if (!number.has(to)) path.push({ id: to, at: 0 });
        else if (isOpen.has(to)) lowest.set(id, Math.min(lowest.get(id), number.get(to)));
        continue;
      }
      path.pop();
      const before = path.at(-1);
      if (before) lowest.set(before.id, Math.min(lowest.get(before.id), lowest.get(id)));
      if (lowest.get(id) === number.get(id)) {
        const circle = open.splice(open.indexOf(id));
        for (const each of circle) isOpen.delete(each);
        circles.push(circle);
      }
    }
  }
  return circles;
}

/** Puts each column in order by where its neighbours are, to and fro, so that fewer lines cross. */
function untangle(columns, edges) {
  const neighbours = new Map();
  const note = (id, other) => neighbours.set(id, [...(neighbours.get(id) ?? []), other]);
  for (const { from, to } of edges) {
    note(from, to);
    note(to, from);
  }
  const rowOf = new Map();
  const number = (column) => column.forEach((id, row) => rowOf.set(id, (row + 0.5) / column.length));
  columns.forEach(number);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const order = sweep % 2 ? columns.toReversed() : columns;
    for (const column of order) {
      const middle = new Map(column.map((id) => [id, mean(neighbours.get(id), rowOf) ?? rowOf.get(id)]));
      column.sort((a, b) => middle.get(a) - middle.get(b) || natural(a, b));
      number(column);
    }
  }
}

function mean(ids, rowOf) {
  return ids?.length ? ids.reduce((sum, id) => sum + rowOf.get(id), 0) / ids.length : null;
}

/**
 * From the right side of a node to the left side of another, and back the other way round; within a column from the right
 * side to the right side.
 */
function line(edge, index, places) {
  const from = places.get(edge.from);
  const to = places.get(edge.to);
  const [y1, y2] = [from.y + NODE.height / 2, to.y + NODE.height / 2];
  const isBack = to.x < from.x;
  const x1 = isBack ? from.x : from.x + NODE.width;
  if (from.x === to.x) {
    // There and back are two arcs, one outside of the other.
    const out = Math.min(5, 1.5 + Math.abs(y2 - y1) / 5) + (y1 < y2 ? 0 : 0.7);
    const share = [0.5, 0.35, 0.65][index % 3];
    const [a, b] = y1 < y2 ? [y1 + 0.3, y2 - 0.3] : [y1 - 0.3, y2 + 0.3];
    return { edge, path: `M${x1} ${a}C${x1 + out} ${a} ${x1 + out} ${b} ${x1} ${b}`, x: x1 + out * 0.75, y: a + (b - a) * share };
  }
  const x2 = isBack ? to.x + NODE.width : to.x;
  const bend = (x2 - x1) / 2;
  // Numbers of neighbouring lines stand beside each other, not on each other.
  const at = [0.5, 0.36, 0.64][index % 3];
  return {
    edge,
    path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
    x: bezier(x1, x1 + bend, x2 - bend, x2, at),
    y: bezier(y1, y1, y2, y2, at),
  };
}

function bezier(a, b, c, d, t) {
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}
