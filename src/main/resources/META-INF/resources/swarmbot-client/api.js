/** The request and answer side of the service: reads and commands, over fetch. */

import { parseExact, stringifyExact } from './numbers.js';

/** Where the service is: next to this module in a browser; in Node the caller says so. */
const DEFAULT_BASE_URL = new URL('..', import.meta.url);

/** How long a request may take that does not wait on purpose. */
const REQUEST_TIMEOUT = 15_000;

/** A clear no from the service (RFC 9457), or no answer at all: then `status` is 0 and `code` is "unreachable". */
export class SwarmProblem extends Error {
  /** @param {{status: number, code: string, title?: string, detail?: string, retryAfter?: number}} problem */
  constructor({ status, code, title, detail, retryAfter = 0 }, options) {
    super(detail || title || code, options);
    this.name = 'SwarmProblem';
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    /** Milliseconds after which to ask again, where the service said so. */
    this.retryAfter = retryAfter;
  }

  /** True if the same request may well succeed later. */
  get isTemporary() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** @param {Response} response one that is not ok */
  static async of(response) {
    const body = await response.json().catch(() => ({}));
    const seconds = Number(response.headers.get('Retry-After'));
    return new SwarmProblem({
      status: response.status,
      code: body.code ?? `http_${response.status}`,
      title: body.title ?? response.statusText,
      detail: body.detail,
      retryAfter: seconds > 0 ? seconds * 1000 : 0,
    });
  }
}

/**
 * Every answer is the JSON value, every failure a {@link SwarmProblem}. Entities come back as they are after the command.
 */
export class SwarmApi {
  #fetch;
  #headers;
  #exactNumbers;

  /**
   * @param {object} [options]
   * @param {string|URL} [options.baseUrl] the service; by default the one this module came from
   * @param {string} [options.swarm]
   * @param {object} [options.headers] sent with each request, an Authorization for instance
   * @param {typeof fetch} [options.fetch]
   * @param {boolean} [options.exactNumbers] true: a number that a JavaScript number would change comes as an `ExactNumber`
   */
  constructor({
    baseUrl = DEFAULT_BASE_URL,
    swarm = 'default',
    headers = {},
    fetch = globalThis.fetch,
    exactNumbers = false,
  } = {}) {
    this.#exactNumbers = exactNumbers;
    const base = new URL(baseUrl);
    if (!base.protocol.startsWith('http')) throw new TypeError(`baseUrl must be http or https, not ${base.href}`);
    if (!base.pathname.endsWith('/')) base.pathname += '/';
    this.baseUrl = base.href;
    this.swarm = swarm;
    this.#headers = headers;
    // Called as a plain function: a browser's fetch refuses any other receiver.
    this.#fetch = (...request) => fetch(...request);
  }

  /** The URL of a path below the swarm, with parameters; undefined and null ones are left out. */
  url(path = '', parameters = {}) {
    return this.#url(`api/v1/swarms/${encodeURIComponent(this.swarm)}${path && `/${path}`}`, parameters);
  }

  #url(path, parameters = {}) {
    const url = new URL(path, this.baseUrl);
    for (const [name, value] of Object.entries(parameters)) {
      if (value != null) url.searchParams.set(name, String(value));
    }
    return url.href;
  }

  // Reads

  /** What is switched on, in the server's order of preference. */
  transports(signal) {
    return this.#json(this.#url('api/v1/transports'), { signal });
  }

  async swarms(signal) {
    return (await this.#json(this.#url('api/v1/swarms'), { signal })).swarms;
  }

  /** The snapshot; with `atLeast`, not older than that cursor. */
  snapshot({ atLeast, signal } = {}) {
    return this.#json(this.url('', { at_least: atLeast }), { signal });
  }

  /** One poll of the log; answers at once or after `wait` milliseconds. */
  poll({ wait = 0, signal, ...parameters }) {
    const url = this.url('events', { ...parameters, wait: wait ? `${wait}ms` : undefined });
    return this.#json(url, { signal, timeout: wait + REQUEST_TIMEOUT });
  }

  agent(id) {
    return this.#json(this.url(`agents/${encodeURIComponent(id)}`));
  }

  task(id) {
    return this.#json(this.url(`tasks/${encodeURIComponent(id)}`));
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
    return this.#json(this.url(path, parameters), { method, headers, body, timeout, signal });
  }

  /** @param {{id?: string, type: string, description?: string, requirements?: string[], priority?: number, dependencies?: string[], input?: any}} task */
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

  /** @param {{name?: string, role?: string, capabilities?: string[], metrics?: object}} [agent] */
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
   * The next task for this agent, or null if there was none within `wait` milliseconds. Start it within 30 s, or whatever
   * the service is set to: otherwise it is taken back.
   */
  claim(id, wait = 10_000, options) {
    const parameters = { wait: `${wait}ms` };
    return this.command(
      'POST',
      `agents/${encodeURIComponent(id)}/claim`,
      {},
      { parameters, timeout: wait + REQUEST_TIMEOUT, ...options },
    );
  }

  removeAgent(id) {
    return this.command('DELETE', `agents/${encodeURIComponent(id)}`, null);
  }

  #act(task, verb, body, options) {
    return this.command('POST', `tasks/${encodeURIComponent(task)}/${verb}`, body, options);
  }

  /** A response to stream from, or a problem. @returns {Promise<Response>} */
  async open(url, { accept, signal }) {
    return this.#request(url, { headers: { Accept: accept }, signal });
  }

  async #json(url, { method = 'GET', headers = {}, body, signal, timeout = REQUEST_TIMEOUT } = {}) {
    const request = {
      method,
      headers: { Accept: 'application/json', ...headers },
      signal: anySignal(signal, AbortSignal.timeout(timeout)),
    };
    if (body != null) {
      request.headers['Content-Type'] = 'application/json';
      request.body = stringifyExact(body);
    }
    const response = await this.#request(url, request);
    if (response.status === 204) return null;
    try {
      return this.parse(await response.text());
    } catch (cause) {
      throw unreachable('the answer is cut off or is not JSON', cause);
    }
  }

  /** The value of a JSON text that the service sent. */
  parse(text) {
    return this.#exactNumbers ? parseExact(text) : JSON.parse(text);
  }

  async #request(url, request) {
    let response;
    try {
      // The stream, not an HTTP cache, says what is new.
      response = await this.#fetch(url, { cache: 'no-store', ...request, headers: { ...this.#headers, ...request.headers } });
    } catch (cause) {
      throw unreachable('the service does not answer', cause);
    }
    if (!response.ok) throw await SwarmProblem.of(response);
    return response;
  }
}

function unreachable(detail, cause) {
  return new SwarmProblem({ status: 0, code: 'unreachable', detail }, { cause });
}

/** AbortSignal.any is younger than the browsers and Node versions that this module serves. */
function anySignal(first, second) {
  if (!first) return second;
  if (AbortSignal.any) return AbortSignal.any([first, second]);
  const either = new AbortController();
  for (const signal of [first, second]) {
    if (signal.aborted) either.abort(signal.reason);
    signal.addEventListener('abort', () => either.abort(signal.reason), { once: true });
  }
  return either.signal;
}
