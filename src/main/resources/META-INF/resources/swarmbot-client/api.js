/** The request and answer side of the service: reads and commands, over fetch. */

import { Files } from './files.js';
import { Http, REQUEST_TIMEOUT } from './http.js';

export { SwarmProblem } from './problem.js';

/** Where the service is: next to this module in a browser; in Node the caller says so. */
const DEFAULT_BASE_URL = new URL('..', import.meta.url);

/**
 * Every answer is the JSON value, every failure a {@link SwarmProblem}. Entities come back as they are after the command.
 */
export class SwarmApi {
  #http;

  /**
   * @param {object} [options]
   * @param {string|URL} [options.baseUrl] the service; by default the one this module came from
   * @param {string} [options.swarm]
   * @param {import('./token.js').TokenSource} [options.token] what to log in with, or a function that gives it and is
   *     asked again when it is refused. A page of the service itself needs none: its browser has a session
   * @param {object} [options.headers] sent with each request
   * @param {typeof fetch} [options.fetch]
   * @param {boolean} [options.exactNumbers] true: a number that a JavaScript number would change comes as an `ExactNumber`
   */
  constructor({
    baseUrl = DEFAULT_BASE_URL,
    swarm = 'default',
    token,
    headers = {},
    fetch = globalThis.fetch,
    exactNumbers = false,
  } = {}) {
    this.#http = new Http({ baseUrl, token, headers, fetch, exactNumbers });
    this.baseUrl = this.#http.base;
    this.swarm = swarm;
  }

  /** The URL of a path below the swarm, with parameters; undefined and null ones are left out. */
  url(path = '', parameters = {}) {
    return this.#http.url(`api/v1/swarms/${encodeURIComponent(this.swarm)}${path && `/${path}`}`, parameters);
  }

  #ask(path, request) {
    return this.#http.json(this.#http.url(`api/v1/${path}`), request);
  }

  // Reads

  /** What is switched on, in the server's order of preference. */
  transports(signal) {
    return this.#ask('transports', { signal });
  }

  async swarms(signal) {
    return (await this.#ask('swarms', { signal })).swarms;
  }

  /** The snapshot; with `atLeast`, not older than that cursor; with `at`, what it was at that one. */
  snapshot({ at, atLeast, signal } = {}) {
    return this.#http.json(this.url('', { at, at_least: atLeast }), { signal });
  }

  /** One poll of the log; answers at once or after `wait` milliseconds. */
  poll({ wait = 0, signal, ...parameters }) {
    const url = this.url('events', { ...parameters, wait: wait ? `${wait}ms` : undefined });
    return this.#http.json(url, { signal, timeout: wait + REQUEST_TIMEOUT });
  }

  agent(id) {
    return this.#http.json(this.url(`agents/${encodeURIComponent(id)}`));
  }

  task(id) {
    return this.#http.json(this.url(`tasks/${encodeURIComponent(id)}`));
  }

  /**
   * A page of tasks, in order of their ids: `{cursor, tasks, next}`.
   *
   * @param {object} [which]
   * @param {string} [which.q] a query, such as `status:failed type:index waiting>5m`
   * @param {string} [which.page] the `next` of the page before
   * @param {number} [which.limit] 1 to 1,000
   * @param {boolean} [which.why] true: each task says why it waits
   * @param {string} [which.atLeast] not older than that cursor
   */
  tasks({ q, page, limit, why, atLeast, signal } = {}) {
    const url = this.url('tasks', { q: q || undefined, page, limit, why: why || undefined, at_least: atLeast });
    return this.#http.json(url, { signal });
  }

  /** Why a task waits. */
  why(id, { signal } = {}) {
    return this.#http.json(this.url(`tasks/${encodeURIComponent(id)}/why`), { signal });
  }

  /** What waits for a person in all swarms that the caller may steer: `{entries, next}`. */
  inbox({ page, signal } = {}) {
    return this.#http.json(this.#http.url('api/v1/inbox', { page }), { signal });
  }

  // Commands

  /**
   * Any command of the contract: `command('POST', 'tasks/t1/cancel', {reason: 'not needed'})`.
   *
   * @param {string} method
   * @param {string} path below the swarm
   * @param {object} [body]
   * @param {object} [options]
   * @param {string} [options.idempotencyKey] a command asked again with its key is done once
   * @param {object} [options.parameters]
   * @param {number} [options.timeout] milliseconds
   * @returns {Promise<any>} the entity as it is now, or null where there is none
   */
  command(method, path, body = {}, { idempotencyKey, parameters, timeout, signal } = {}) {
    const headers = idempotencyKey ? { 'Idempotency-Key': idempotencyKey } : {};
    return this.#http.json(this.url(path, parameters), { method, headers, body, timeout, signal });
  }

  /** @param {{id?: string, type: string, description?: string, requirements?: string[], priority?: number, dependencies?: string[], input?: any, lease?: string, start_within?: string}} task */
  submitTask(task, options) {
    return this.command('POST', 'tasks', task, options);
  }

  cancelTask(id, reason, options) {
    return this.#act(id, 'cancel', reason === undefined ? {} : { reason }, options);
  }

  /** @param {{actor?: string, reason?: string, version?: number}} [by] who steps in, why, and what version they know */
  retryTask(id, by = {}, options) {
    return this.#act(id, 'retry', by, options);
  }

  /** Answers what the task's agent asked. */
  provideInput(id, answer, by = {}, options) {
    return this.#act(id, 'provide-input', { answer, ...by }, options);
  }

  /**
   * Many commands in one request, each decided on its own.
   *
   * @param {object[]} commands as over WebSocket, at most 1,000: `{type: 'cancel_task', task_id: 't1', idempotency_key}`
   * @returns {Promise<{status: number, cursor?: string, result?: any, problem?: object}[]>} in the same order
   */
  commands(commands, options) {
    return this.command('POST', 'commands', commands, options);
  }

  startTask(id, agentId, attempt) {
    return this.#act(id, 'start', { agent_id: agentId, attempt });
  }

  /** @param {{agent_id: string, attempt?: number, progress?: number, message?: string}} report */
  reportProgress(id, report) {
    return this.#act(id, 'progress', report);
  }

  /** @param {{agent_id: string, attempt?: number, result?: any}} outcome */
  completeTask(id, outcome) {
    return this.#act(id, 'complete', outcome);
  }

  /** @param {{agent_id: string, attempt?: number, error?: any}} outcome */
  failTask(id, outcome) {
    return this.#act(id, 'fail', outcome);
  }

  /** @param {{name?: string, role?: string, capabilities?: string[], lease?: string, start_within?: string, metrics?: object}} [agent] */
  registerAgent(id, agent = {}) {
    return this.command('PUT', `agents/${encodeURIComponent(id)}`, agent);
  }

  updateAgentStatus(id, status, details) {
    return this.command('PUT', `agents/${encodeURIComponent(id)}/status`, { status, details });
  }

  /** @param {{id: string, attempt: number}[]} [tasks] the work to renew */
  heartbeat(id, tasks) {
    return this.command('POST', `agents/${encodeURIComponent(id)}/heartbeat`, { tasks });
  }

  /**
   * The next task for this agent, or null if there was none within `wait` milliseconds. Start it within `start_within` and
   * name it in a command within each `lease`: otherwise it is taken back.
   *
   * @param {object} [options] those of `command`, and:
   * @param {string} [options.lease] such as '15m'; the service's default unless somebody gives one
   * @param {string} [options.start_within] likewise
   */
  claim(id, wait = 10_000, { lease, start_within, ...options } = {}) {
    const parameters = { wait: `${wait}ms` };
    return this.command(
      'POST',
      `agents/${encodeURIComponent(id)}/claim`,
      { lease, start_within },
      { parameters, timeout: wait + REQUEST_TIMEOUT, ...options },
    );
  }

  /**
   * Sends a message. The agent is handed it with its next heartbeat, claim or report, until it acknowledges.
   *
   * @param {{agent_id: string}|{task_id: string}|{to_capability: string}} to an agent, whoever holds a task, or the first
   *     agent with a capability that asks
   * @param {string} text at most 4 KiB
   * @param {{kind?: 'steer'|'follow_up', reply_to?: string, expires_in?: string, actor?: string}} [more]
   */
  sendMessage(to, text, more = {}, options) {
    return this.command('POST', 'messages', { ...to, text, ...more }, options);
  }

  /** Says that the agent has read a message that it was handed. */
  acknowledgeMessage(id, agentId, options) {
    return this.command('POST', `messages/${encodeURIComponent(id)}/acknowledge`, { agent_id: agentId }, options);
  }

  /** Shares a file; see `upload` in files.js. @param {Blob} blob */
  upload(blob, options) {
    return new Files(this.#http, (path) => this.url(path)).upload(blob, options);
  }

  /** Fetches a file; see `download` in files.js. */
  download(id, options) {
    return new Files(this.#http, (path) => this.url(path)).download(id, options);
  }

  removeAgent(id) {
    return this.command('DELETE', `agents/${encodeURIComponent(id)}`, null);
  }

  #act(task, verb, body, options) {
    return this.command('POST', `tasks/${encodeURIComponent(task)}/${verb}`, body, options);
  }

  /** A response to stream from, or a problem. @returns {Promise<Response>} */
  async open(url, { accept, signal }) {
    return this.#http.request(url, { headers: { Accept: accept }, signal });
  }

  /** The value of a JSON text that the service sent. */
  parse(text) {
    return this.#http.parse(text);
  }

  // Logins

  /** True if each request carries a token, rather than what the browser has by itself. */
  get hasToken() {
    return this.#http.hasToken;
  }

  /** Takes another token from now on. @param {import('./token.js').TokenSource} token */
  useToken(token) {
    this.#http.useToken(token);
  }

  /** @returns {Promise<{name: string, login: boolean, grants: object[]}>} as whom the service knows the caller */
  whoami(signal) {
    return this.#ask('whoami', { signal });
  }

  /** Opens a session with this token: from then on the browser sends a cookie. For pages of the service itself. */
  async logIn(token) {
    const http = this.#http.withToken(token);
    return http.json(http.url('api/v1/session'), { method: 'POST' });
  }

  /** Ends the session. */
  logOut() {
    return this.#ask('session', { method: 'DELETE' });
  }

  /** What opens one stream of the swarm within 30 s, or null if the service knows no logins. */
  async ticket(signal) {
    try {
      return (await this.#ask('tickets', { method: 'POST', body: { swarm: this.swarm }, signal })).ticket;
    } catch (problem) {
      if (problem.status === 403 || problem.code === 'unknown_path') return null;
      throw problem;
    }
  }

  async tokens() {
    return (await this.#ask('tokens')).tokens;
  }

  /**
   * The answer has the token itself, which is shown this once.
   *
   * @param {{name: string, grants: {swarm: string, role: string, agents?: string[]}[], expires_in?: string}} token
   */
  makeToken(token) {
    return this.#ask('tokens', { method: 'POST', body: token });
  }

  revokeToken(id) {
    return this.#ask(`tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }
}
