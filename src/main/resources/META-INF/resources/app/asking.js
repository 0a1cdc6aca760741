/** How long a question stands before it is taken back. */
const PATIENCE = 6000;

/**
 * Asks before something is done to a task or an agent that cannot be undone. The second press does it, unless the target
 * is another by then: then the question is asked again.
 */
export class Asking {
  #changed;
  #asked = null;
  #timer;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** Whether this is asked at present. @param {string} what such as `cancel t1` */
  isAsked(what) {
    return this.#asked?.what === what;
  }

  /** Whether it was asked about something that has changed since. */
  isAnew(what) {
    return this.isAsked(what) && this.#asked.isAnew;
  }

  /** @param {object} target as it is shown */
  ask(what, target, isAnew = false) {
    this.#asked = { what, mark: markOf(target), isAnew };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(), PATIENCE);
    this.#changed();
  }

  /** True if it may be done now; otherwise it is asked again. */
  confirm(what, target) {
    if (this.isAsked(what) && this.#asked.mark === markOf(target)) {
      this.end();
      return true;
    }
    this.ask(what, target, true);
    return false;
  }

  end() {
    clearTimeout(this.#timer);
    this.#asked = null;
    this.#changed();
  }
}

/** What would make somebody think twice: progress and metrics would not. */
function markOf({ status, attempt, mode, liveness, current_task: task, assigned_agents: agents }) {
  return [status, attempt, mode, liveness, task, agents?.join()].join(' ');
}
