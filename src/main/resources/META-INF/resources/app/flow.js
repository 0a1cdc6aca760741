/** So many messages are known at the most, the newest. */
const MOST_MESSAGES = 10_000;

/**
 * Work that goes from one to another, or from tasks of one type to those of another.
 *
 * @typedef {object} Edge
 * @property {string} id
 * @property {string} from
 * @property {string} to
 * @property {number} tasks that depend on one that `from` did, and that `to` got
 * @property {number} parts the same, of one that `from` did a part of
 * @property {number} messages
 * @property {number} count of all three
 * @property {string} last when it happened last; as text, since it is compared only
 */

/** Messages from agent to agent: those that wait to be read, and those that events tell of. */
export class Letters {
  /** @type {Map<string, {from: string, to: string|null, at: string}>} */
  #byId = new Map();
  version = 0;

  /** @param {import('../swarmbot-client.js').SwarmState} state */
  constructor(state) {
    for (const message of state.messages.values()) this.#put(message, state);
  }

  all() {
    return this.#byId.values();
  }

  /** Takes what an event says; older events may come later. */
  note(event, state) {
    const { type, message, message_id: id, agent_id: agent } = event;
    if (type === 'message_sent') this.#put(message, state);
    else if (type === 'message_assigned' && this.#byId.has(id)) this.#set(id, { ...this.#byId.get(id), to: agent });
  }

  #put({ id, from, agent_id: agent, task_id: task, sent_at: at }, { agents, tasks }) {
    // A person's name may be an agent's by chance; then the person is that agent, as far as anybody can see.
    if (!from || !agents.has(from) || this.#byId.has(id)) return;
    this.#set(id, { from, to: agent ?? tasks.get(task)?.assigned_agents[0] ?? null, at });
  }

  #set(id, letter) {
    this.#byId.set(id, letter);
    this.version++;
    if (this.#byId.size > MOST_MESSAGES) this.#byId.delete(this.#byId.keys().next().value);
  }
}

/**
 * What goes from whom to whom.
 *
 * @param {import('../swarmbot-client.js').SwarmState} state
 * @param {Letters} letters
 * @param {'agents'|'types'} by
 * @returns {Edge[]} those with the most first
 */
export function flowOf({ tasks }, letters, by) {
  const edges = new Map();
  const add = (from, to, kind, at) => {
    const id = `${from} ${to}`;
    let edge = edges.get(id);
    if (!edge) edges.set(id, (edge = { id, from, to, tasks: 0, parts: 0, messages: 0, count: 0, last: '' }));
    edge[kind]++;
    edge.count++;
    if (at > edge.last) edge.last = at;
  };
  const nameOf = by === 'agents' ? ({ assigned_agents: [agent] }) => agent : ({ type }) => type;
  const parts = partsOf(tasks);
  for (const task of tasks.values()) {
    if (!task.dependencies.length) continue;
    // A task in parts is held by nobody: its parts get the work.
    for (const receiver of parts.get(task.id) ?? [task]) {
      if (!receiver.assigned_agents.length) continue;
      for (const id of task.dependencies) {
        const giver = tasks.get(id);
        if (!giver) continue;
        const at = receiver.started_at ?? receiver.status_since;
        for (const part of parts.get(id) ?? []) if (nameOf(part)) add(nameOf(part), nameOf(receiver), 'parts', at);
        if (!giver.parts && giver.assigned_agents.length) add(nameOf(giver), nameOf(receiver), 'tasks', at);
      }
    }
  }
  if (by === 'agents') for (const { from, to, at } of letters.all()) if (to) add(from, to, 'messages', at);
  return [...edges.values()].sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
}

/** The parts of each task that is done in parts. */
function partsOf(tasks) {
  const parts = new Map();
  for (const task of tasks.values()) {
    if (!task.part_of) continue;
    const known = parts.get(task.part_of);
    if (known) known.push(task);
    else parts.set(task.part_of, [task]);
  }
  return parts;
}

/** Those who take part. @param {Edge[]} edges @returns {Map<string, number>} by how much goes through each, the most first */
export function nodesOf(edges) {
  const nodes = new Map();
  for (const { from, to, count } of edges) {
    nodes.set(from, (nodes.get(from) ?? 0) + count);
    nodes.set(to, (nodes.get(to) ?? 0) + count);
  }
  return new Map([...nodes].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
