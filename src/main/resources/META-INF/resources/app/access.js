import { isGiven, isGivenAnywhere } from './rights.js';

const ENDS = {
  expired: 'Your login has expired.',
  revoked: 'Your login was revoked.',
  rights_changed: 'What you may do was changed. Please log in again.',
};

/** Who uses the page, and what they may do. Nothing of a token stays here: the browser keeps a cookie that no script reads. */
export class Access {
  #changed;
  /** `asking`; `open`, if nobody needs a login; `known`; or `login`, if one is due. */
  state = 'asking';
  /** As the service answers `whoami`; null before. */
  who = null;
  /** Why the form is there again. */
  reason = null;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  get isLoginDue() {
    return this.state === 'login';
  }

  /** Whether the page may be used, with or without a login. */
  get isIn() {
    return this.state === 'open' || this.state === 'known';
  }

  get hasLogin() {
    return this.state === 'known';
  }

  /** In the mode `open` everybody may do all. */
  may(right, swarm) {
    return !this.hasLogin || isGiven(this.who.grants, right, swarm);
  }

  mayAnywhere(right) {
    return !this.hasLogin || isGivenAnywhere(this.who.grants, right);
  }

  /** Asks the service who we are. If it does not answer, the page goes on as if there were no login: it is asked again. */
  async ask(api) {
    try {
      this.who = await api.whoami();
      this.state = this.who.login ? 'known' : 'open';
      this.reason = null;
    } catch (problem) {
      if (problem.status === 401) this.state = 'login';
      else if (this.state === 'asking') this.state = 'open';
    }
    this.#changed();
  }

  /** The service does not take us for whoever we were. */
  end(reason) {
    this.state = 'login';
    this.reason = ENDS[reason] ?? null;
    this.#changed();
  }

  /** Opens a session. @returns {Promise<string|null>} why it was refused */
  async logIn(api, token) {
    try {
      await api.logIn(token);
    } catch (problem) {
      return refusal(problem);
    }
    await this.ask(api);
    return this.isLoginDue ? 'The browser does not keep the session. Does it refuse cookies of this page?' : null;
  }

  async logOut(api) {
    try {
      await api.logOut();
    } catch (problem) {
      if (problem.status !== 401) throw problem;
    }
    this.who = null;
    this.end(null);
  }
}

function refusal(problem) {
  if (problem instanceof TypeError) return 'This is no token. A token is one word, such as sbt_ab12cd34_...';
  if (problem.status === 401) return 'This token is not accepted: it is wrong, expired or revoked.';
  if (problem.status === 0) return 'The service does not answer. Try again in a moment.';
  return `The login was refused: ${problem.message}.`;
}
