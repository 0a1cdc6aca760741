import { sleep } from '../swarmbot-client/time.js';

/** Commands of one request. */
const BATCH = 200;
/** So many refusals are kept with their reasons. */
const REASONS = 100;
const STORED = 'swarmbot.action';

/** What can be done to many tasks, with the command for one of them. */
export const ACTIONS = {
  cancel: { title: 'Cancel', doing: 'Canceling', command: (task_id) => ({ type: 'cancel_task', task_id }) },
  retry: { title: 'Retry', doing: 'Retrying', command: (task_id) => ({ type: 'retry_task', task_id }) },
  priority: {
    title: 'Set the priority of',
    doing: 'Setting the priority of',
    command: (task_id, priority) => ({ type: 'set_priority', task_id, priority }),
  },
  reassign: { title: 'Give back', doing: 'Giving back', command: (task_id) => ({ type: 'reassign_task', task_id }) },
};

/**
 * Something that is done to many tasks: their ids were taken at one cursor, and go to the service in batches. Each command
 * has a key, so a batch whose answer was lost is sent again and done once. The plan is kept in the browser's tab: after a
 * reload it goes on where it was.
 */
export class BulkAction {
  #changed;
  #running = null;
  /** @type {{key: string, kind: string, value: any, reason: string, swarm: string, who: string, cursor: string, ids: string[]}} */
  plan;
  /** How many commands were answered, how many of them did it. */
  answered = 0;
  done = 0;
  refused = 0;
  /** Why not, by task; the first ones. @type {[string, string][]} */
  reasons = [];
  /** Why it stands still; null if it does not. */
  problem = null;

  constructor(plan, changed) {
    this.plan = plan;
    this.#changed = changed;
  }

  /** A new one. @param {{kind: string, value: any, reason: string, swarm: string, who: string, cursor: string, ids: string[]}} plan */
  static begin(plan, changed) {
    const action = new BulkAction({ ...plan, key: newKey() }, changed);
    action.#store(true);
    return action;
  }

  /** The one that a reload of the page broke off, of this swarm and this person; null if there is none. */
  static brokenOff(swarm, who, changed) {
    try {
      const plan = JSON.parse(sessionStorage.getItem(STORED));
      if (plan?.swarm !== swarm || plan.who !== who) return null;
      const action = new BulkAction(plan, changed);
      Object.assign(action, JSON.parse(sessionStorage.getItem(`${STORED}.place`)));
      return action.isOver ? null : action;
    } catch {
      return null;
    }
  }

  get left() {
    return this.plan.ids.length - this.answered;
  }

  get isOver() {
    return this.left === 0;
  }

  get isRunning() {
    return this.#running !== null;
  }

  /** @param {import('../swarmbot-client.js').SwarmApi} api */
  async run(api) {
    if (this.#running) return;
    const { signal } = (this.#running = new AbortController());
    this.problem = null;
    while (!signal.aborted && !this.isOver) await this.#batch(api, signal);
    this.#running = null;
    if (this.isOver) BulkAction.forget();
    this.#changed();
  }

  /** Sends no further batch. What was sent is done. */
  stop() {
    this.#running?.abort();
  }

  static forget() {
    sessionStorage.removeItem(STORED);
    sessionStorage.removeItem(`${STORED}.place`);
  }

  async #batch(api, signal) {
    const { key, kind, value, reason, ids } = this.plan;
    const from = this.answered;
    const commands = ids.slice(from, from + BATCH).map((id, index) => ({
      ...ACTIONS[kind].command(id, value),
      reason: reason || undefined,
      idempotency_key: `${key}-${from + index + 1}`,
    }));
    try {
      const answers = await api.commands(commands);
      answers.forEach(({ status, problem }, index) => this.#count(ids[from + index], status, problem));
      this.answered += answers.length;
      this.#store(false);
    } catch (problem) {
      this.problem = problem;
      if (!problem.isTemporary) return this.stop();
      this.#changed();
      await sleep(problem.retryAfter || 2000, signal);
      this.problem = null;
    }
    this.#changed();
  }

  #count(id, status, problem) {
    if (status < 300) {
      this.done++;
    } else {
      this.refused++;
      if (this.reasons.length < REASONS) this.reasons.push([id, problem.detail ?? problem.title]);
    }
  }

  #store(isNew) {
    try {
      if (isNew) sessionStorage.setItem(STORED, JSON.stringify(this.plan));
      const { answered, done, refused, reasons } = this;
      sessionStorage.setItem(`${STORED}.place`, JSON.stringify({ answered, done, refused, reasons }));
    } catch {
      BulkAction.forget(); // too many for the browser: it works, but not after a reload
    }
  }
}

/** randomUUID is there on secure origins only. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
