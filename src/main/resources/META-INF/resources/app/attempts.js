import { isFinished, seqOf } from '../swarmbot-client.js';

/** So many attempts are kept, the newest. */
export const MOST = 20_000;
/** So many are given up at a time. */
const GIVEN_UP = 2000;
/** So many ends are remembered of attempts whose beginning is not known yet. */
const MOST_ENDS = 1000;

/** How an attempt ended, or how it stands, in words. */
export const OUTCOMES = {
  assigned: 'Assigned',
  running: 'Running',
  input_required: 'Asks',
  completed: 'Completed',
  failed: 'Failed',
  canceled: 'Canceled',
  taken_back: 'Tried again',
};

/**
 * One attempt at a task by one agent. Times are milliseconds since 1970.
 *
 * @typedef {object} Attempt
 * @property {string} id `<task>#<number>`
 * @property {string} task
 * @property {number} number
 * @property {string} type of the task; empty if it is not known any more
 * @property {string} agent
 * @property {number} from
 * @property {number|null} to null if it goes on
 * @property {number} endSeq of the event that says that it is over; infinite if none does, and only a later attempt shows it
 * @property {keyof typeof OUTCOMES} outcome
 * @property {string|null} why the code of the error with which it ended
 * @property {number} seq of the last event that said something about it
 * @property {number} row below which others of its lane it stands: an agent may hold several tasks at once
 */

/**
 * Who worked on what, and when: from the tasks of the snapshot, which know their last attempts, and from events, in any
 * order. Memory is bounded: the oldest attempts that are over are given up.
 */
export class Attempts {
  #state;
  /** @type {Map<string, Attempt>} */
  #byId = new Map();
  /** @type {Map<string, {bars: Attempt[], rows: number, isDirty: boolean, open: number}>} */
  #lanes = new Map();
  /** Ends of attempts of which no event was seen that names the agent. @type {Map<string, object>} */
  #ends = new Map();
  /** Changes with each attempt that changes. */
  version = 0;
  /** How many were given up. */
  leftOut = 0;

  /** @param {import('../swarmbot-client.js').SwarmState} state */
  constructor(state) {
    this.#state = state;
    for (const task of state.tasks.values()) this.#ofTask(task, task.version);
    this.#giveUp();
  }

  get size() {
    return this.#byId.size;
  }

  /** @returns {Iterable<Attempt>} */
  all() {
    return this.#byId.values();
  }

  find(id) {
    return this.#byId.get(id);
  }

  /** The agents that have attempts here. */
  agents() {
    return this.#lanes.keys();
  }

  /** How many attempts of that agent go on. */
  openOf(agent) {
    return this.#lanes.get(agent)?.open ?? 0;
  }

  /**
   * The attempts of an agent, by their beginnings, each with its row.
   *
   * @returns {{bars: Attempt[], rows: number}}
   */
  lane(agent) {
    const lane = this.#lanes.get(agent);
    if (!lane) return NO_LANE;
    if (lane.isDirty) stack(lane);
    return lane;
  }

  /** When the first of those that are kept began; null if there is none. */
  get beginning() {
    let first = null;
    for (const { from } of this.#byId.values()) if (first === null || from < first) first = from;
    return first;
  }

  /** Takes what an event says; older events may come later. */
  note(event) {
    if (!event.task_id) return;
    const { type, task } = event;
    if (task) this.#ofTask(task, seqOf(event.cursor), Date.parse(event.timestamp));
    else if (type === 'task_status_changed') this.#ofChange(event);
    if (this.#byId.size > MOST + GIVEN_UP) this.#giveUp();
  }

  #ofTask(task, seq, at = Date.parse(task.updated_at)) {
    const { id, attempt: number, status, assigned_agents: agents, parts } = task;
    if (!number || parts) return;
    if (status === 'pending') return this.#end(id, number, at, 'taken_back', task.error, seq);
    const [agent] = agents;
    if (!agent) return;
    const from = Date.parse(status === 'assigned' ? task.status_since : (task.started_at ?? task.status_since));
    this.#put({ id, number, type: task.type, agent, from, status, seq });
    if (isFinished(status)) this.#end(id, number, Date.parse(task.finished_at), status, task.error, seq);
  }

  #ofChange(event) {
    const { task_id: id, attempt: number, status, assigned_agents: agents, timestamp } = event;
    const known = this.#state.tasks.get(id);
    if (!number || known?.parts || agents.length > 1) return;
    const at = Date.parse(timestamp);
    const seq = seqOf(event.cursor);
    const [agent] = agents;
    if (agent && status !== 'pending') {
      const from = status === 'assigned' ? at : Date.parse(event.started_at ?? timestamp);
      this.#put({ id, number, type: known?.type ?? '', agent, from, status, seq });
    }
    if (isFinished(status)) this.#end(id, number, at, status, event.error, seq);
    else if (status === 'pending') this.#end(id, number, at, 'taken_back', event.error, seq);
  }

  #put({ id, number, type, agent, from, status, seq }) {
    const key = `${id}#${number}`;
    const known = this.#byId.get(key);
    if (known) {
      if (from < known.from) {
        known.from = from;
        this.#endBefore(known);
      }
      if (seq > known.seq && known.to === null) [known.outcome, known.seq] = [status, seq];
      if (!known.type) known.type = type;
      this.#touch(this.#lanes.get(known.agent));
      return;
    }
    const bar = { id: key, task: id, number, type, agent, from, to: null, endSeq: Infinity, outcome: status, why: null, seq, row: 0 };
    this.#byId.set(key, bar);
    let lane = this.#lanes.get(agent);
    if (!lane) this.#lanes.set(agent, (lane = { bars: [], rows: 1, isDirty: false, open: 0 }));
    lane.bars.push(bar);
    lane.open++;
    this.#touch(lane);
    const end = this.#ends.get(key);
    if (end) {
      this.#ends.delete(key);
      this.#close(bar, end);
    }
    this.#endBefore(bar);
    const after = this.#byId.get(`${id}#${number + 1}`);
    if (after) this.#endBefore(after);
  }

  #end(id, number, at, outcome, error, seq) {
    const key = `${id}#${number}`;
    const end = { at, outcome, why: error?.code ?? null, endSeq: seq };
    const bar = this.#byId.get(key);
    if (bar) return this.#close(bar, end);
    if (seq < (this.#ends.get(key)?.endSeq ?? Infinity)) this.#ends.set(key, end);
    if (this.#ends.size > MOST_ENDS) this.#ends.delete(this.#ends.keys().next().value);
  }

  /** A task is held by one agent at a time: with an attempt the one before it is over, even if no event says so. */
  #endBefore({ task, number, from }) {
    const before = this.#byId.get(`${task}#${number - 1}`);
    if (before) this.#close(before, { at: from, outcome: 'taken_back', why: null, endSeq: Infinity });
  }

  /** Its first end counts: what happens to the task while it waits is no matter of this attempt. */
  #close(bar, { at, outcome, why, endSeq }) {
    if (bar.endSeq < Infinity && endSeq >= bar.endSeq) return;
    const lane = this.#lanes.get(bar.agent);
    if (bar.to === null) lane.open--;
    Object.assign(bar, { to: Math.max(bar.from, at), outcome, why, endSeq });
    this.#touch(lane);
  }

  #touch(lane) {
    lane.isDirty = true;
    this.version++;
  }

  /** The oldest that are over go. */
  #giveUp() {
    if (this.#byId.size <= MOST) return;
    const over = [...this.#byId.values()].filter(({ to }) => to !== null).sort((a, b) => a.to - b.to);
    const gone = new Set(over.slice(0, this.#byId.size - MOST));
    for (const { id } of gone) this.#byId.delete(id);
    for (const [agent, lane] of this.#lanes) {
      lane.bars = lane.bars.filter((bar) => !gone.has(bar));
      if (lane.bars.length) this.#touch(lane);
      else this.#lanes.delete(agent);
    }
    this.leftOut += gone.size;
    this.version++;
  }
}

const NO_LANE = { bars: [], rows: 1 };
/** What does not fit into so many rows overlaps in the last one. */
const MOST_ROWS = 4;

/** Puts the attempts of a lane in order, and those that overlap in time below each other. */
function stack(lane) {
  lane.bars.sort((a, b) => a.from - b.from || a.seq - b.seq);
  const ends = [];
  for (const bar of lane.bars) {
    let row = ends.findIndex((end) => end <= bar.from);
    if (row < 0) row = Math.min(ends.length, MOST_ROWS - 1);
    ends[row] = Math.max(ends[row] ?? 0, bar.to ?? Infinity);
    bar.row = row;
  }
  lane.rows = Math.max(1, ends.length);
  lane.isDirty = false;
}
