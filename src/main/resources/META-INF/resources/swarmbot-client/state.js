/**
 * The state of a swarm, and the fold that carries it from one cursor to the next.
 *
 * The promise: a snapshot at c1, folded with the events after c1 up to c2, equals the server's snapshot at c2, byte for byte
 * as JSON. It holds because every event carries the new value of every field that it changes.
 */
import { seqOf } from './cursor.js';

/** In the order of the wire. A status that a newer server adds is counted too, after these. */
export const AGENT_STATUSES = ['idle', 'busy', 'processing', 'waiting', 'paused', 'error', 'offline'];
export const TASK_STATUSES = ['pending', 'assigned', 'running', 'input_required', 'completed', 'failed', 'canceled'];

/** A snapshot holds every open task, and of the finished ones as many of the newest. */
export const FINISHED_KEPT = 1000;

const FINISHED = new Set(['completed', 'failed', 'canceled']);

/** True if nothing more happens to a task of this status by itself. */
export function isFinished(status) {
  return FINISHED.has(status);
}

/**
 * Fields of an entity that an event never sets by name: the id is how it was found, `type` is the event's own (a task's
 * never changes), and the last two come from the event's cursor and timestamp.
 */
const NOT_FROM_EVENT = new Set(['id', 'type', 'version', 'updated_at']);

/**
 * Agents, tasks, unread messages and shared files by id, and the counts of agents and tasks by status, at a cursor.
 *
 * Entities are never changed in place: an event replaces the object, so whoever renders can compare by identity.
 */
export class SwarmState {
  /** Ids of finished tasks, oldest version first: a Map keeps the order in which they finished. */
  #finished = new Map();
  #parts = 0;

  /** @param {string} swarm */
  constructor(swarm) {
    this.swarm = swarm;
    /** @type {string|null} */
    this.cursor = null;
    /** @type {Map<string, object>} */
    this.agents = new Map();
    /** @type {Map<string, object>} */
    this.tasks = new Map();
    /** Those that are not acknowledged. @type {Map<string, object>} */
    this.messages = new Map();
    /** @type {Map<string, object>} */
    this.files = new Map();
    this.totals = { agents: zeros(AGENT_STATUSES), tasks: zeros(TASK_STATUSES) };
    /** True as soon as the last part of a snapshot is in. */
    this.complete = false;
  }

  /**
   * @param {object} snapshot what GET /api/v1/swarms/{swarm} answers
   * @returns {SwarmState}
   */
  static fromSnapshot(snapshot) {
    const state = new SwarmState(snapshot.swarm);
    state.addPart({ ...snapshot, part: 1, last: true });
    return state;
  }

  /**
   * Takes the next part of a snapshot from a stream.
   *
   * @param {{cursor: string, part: number, last: boolean, agents?: object[], tasks?: object[], messages?: object[],
   *     files?: object[], totals?: object}} part
   * @returns {boolean} whether the snapshot is complete now
   * @throws {Error} if a part is missing or of another snapshot
   */
  addPart(part) {
    if (this.complete || part.part !== this.#parts + 1 || (this.cursor !== null && this.cursor !== part.cursor)) {
      throw new Error(
        `part ${part.part} of the snapshot at ${part.cursor} does not follow part ${this.#parts} at ${this.cursor}`,
      );
    }
    this.#parts = part.part;
    this.cursor = part.cursor;
    for (const agent of part.agents ?? []) this.agents.set(agent.id, agent);
    for (const task of part.tasks ?? []) this.tasks.set(task.id, task);
    for (const message of part.messages ?? []) this.messages.set(message.id, message);
    for (const file of part.files ?? []) this.files.set(file.id, file);
    if (part.last) this.#finish(part.totals);
    return this.complete;
  }

  #finish(totals) {
    Object.assign(this.totals.agents, totals?.agents);
    Object.assign(this.totals.tasks, totals?.tasks);
    const finished = [...this.tasks.values()].filter((task) => isFinished(task.status));
    finished.sort((a, b) => a.version - b.version);
    for (const task of finished) this.#finished.set(task.id, task.version);
    this.complete = true;
  }

  /**
   * Applies one event, in place, or a conflated message, which stands for all events between its cursors. Types that this
   * version does not know only move the cursor. So does `unreadable`: whoever folds takes a new snapshot after it.
   *
   * @param {object} event
   * @returns {boolean} false if the event is at or before the cursor: it is in the state already
   */
  apply(event) {
    const seq = seqOf(event.cursor);
    if (seq <= seqOf(this.cursor)) return false;
    if (event.type === 'conflated') for (const each of event.events) this.apply(each);
    else if (event.type.startsWith('agent_')) this.#applyToAgent(event, seq);
    else if (event.type.startsWith('task_') || event.type === 'alert') this.#applyToTask(event, seq);
    else if (event.type.startsWith('message_')) this.#applyToMessage(event);
    else if (event.type === 'file_shared') this.files.set(event.file_id, event.file);
    else if (event.type === 'file_removed') this.files.delete(event.file_id);
    this.cursor = event.cursor;
    return true;
  }

  #applyToAgent(event, seq) {
    const before = this.agents.get(event.agent_id);
    const after = event.type === 'agent_removed' ? undefined : (event.agent ?? changed(before, event, seq));
    count(this.totals.agents, before, after, event);
    if (after) this.agents.set(event.agent_id, after);
    else this.agents.delete(event.agent_id);
  }

  #applyToTask(event, seq) {
    const before = this.tasks.get(event.task_id);
    const after = event.task ?? changed(before, event, seq);
    count(this.totals.tasks, before, after, event);
    if (!after) return;
    this.tasks.set(after.id, after);
    this.#finished.delete(after.id);
    if (isFinished(after.status)) {
      this.#finished.set(after.id, after.version);
      if (this.#finished.size > FINISHED_KEPT) this.#forgetOldestFinished();
    }
  }

  #applyToMessage({ type, message_id: id, message, agent_id: agent }) {
    if (message) {
      this.messages.set(id, message);
    } else if (type === 'message_acknowledged' || type === 'message_expired') {
      this.messages.delete(id);
    } else if (type === 'message_assigned' && this.messages.has(id)) {
      this.messages.set(id, { ...this.messages.get(id), agent_id: agent });
    }
  }

  #forgetOldestFinished() {
    const [oldest] = this.#finished.keys();
    this.#finished.delete(oldest);
    this.tasks.delete(oldest);
  }

  /** A state of its own that shares the (unchanging) entities. */
  copy() {
    const copy = new SwarmState(this.swarm);
    copy.cursor = this.cursor;
    copy.agents = new Map(this.agents);
    copy.tasks = new Map(this.tasks);
    copy.messages = new Map(this.messages);
    copy.files = new Map(this.files);
    copy.totals = { agents: { ...this.totals.agents }, tasks: { ...this.totals.tasks } };
    copy.complete = this.complete;
    copy.#parts = this.#parts;
    copy.#finished = new Map(this.#finished);
    return copy;
  }

  /** What the server answers as the snapshot at this cursor: the same fields in the same order, sorted by id. */
  toSnapshot() {
    return {
      swarm: this.swarm,
      cursor: this.cursor,
      agents: byId(this.agents),
      tasks: byId(this.tasks),
      totals: { agents: { ...this.totals.agents }, tasks: { ...this.totals.tasks } },
      messages: byId(this.messages),
      files: byId(this.files),
    };
  }

  toJSON() {
    return this.toSnapshot();
  }
}

/**
 * The pure form: a new state, the given one untouched.
 *
 * @param {SwarmState|object} state a state, or a snapshot as JSON
 * @param {object|object[]} events one event or several, in log order
 * @returns {SwarmState}
 */
export function fold(state, events) {
  const next = state instanceof SwarmState ? state.copy() : SwarmState.fromSnapshot(state);
  for (const event of Array.isArray(events) ? events : [events]) next.apply(event);
  return next;
}

/** The entity as the event leaves it; undefined if there is none to change. */
function changed(entity, event, seq) {
  if (!entity) return undefined;
  const next = { ...entity };
  for (const field of Object.keys(entity)) {
    if (Object.hasOwn(event, field) && !NOT_FROM_EVENT.has(field)) next[field] = event[field];
  }
  next.updated_at = event.timestamp;
  next.version = seq;
  return next;
}

/**
 * Moves one entity between the counts. Its status as we know it comes before `previous_status`: on a conflated stream the
 * transitions in between are missing. A task outside of the window is known only by what the event says of it.
 */
function count(totals, before, after, event) {
  const from = before ? before.status : event.previous_status;
  const to = after ? after.status : event.type === 'agent_removed' ? undefined : event.status;
  if (from === to) return;
  if (from !== undefined) totals[from] = (totals[from] ?? 0) - 1;
  if (to !== undefined) totals[to] = (totals[to] ?? 0) + 1;
}

function zeros(names) {
  return Object.fromEntries(names.map((name) => [name, 0]));
}

function byId(entities) {
  // Ids are ASCII; `<` compares code units, as the server does, where localeCompare would not.
  return [...entities.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
