/** Requests and answers over fetch, with the login that the service may require. */
import { parseExact, stringifyExact } from './numbers.js';
import { SwarmProblem, unreachable } from './problem.js';
import { Token } from './token.js';

/** How long a request may take that does not wait on purpose. */
export const REQUEST_TIMEOUT = 15_000;

export class Http {
  #options;
  #base;
  #token;

  /**
   * @param {object} options
   * @param {string|URL} options.baseUrl
   * @param {object} options.headers
   * @param {typeof fetch} options.fetch
   * @param {boolean} options.exactNumbers
   * @param {import('./token.js').TokenSource} [options.token]
   */
  constructor(options) {
    const base = new URL(options.baseUrl);
    if (!base.protocol.startsWith('http')) throw new TypeError(`baseUrl must be http or https, not ${base.href}`);
    if (!base.pathname.endsWith('/')) base.pathname += '/';
    this.#base = base.href;
    this.#options = options;
    this.#token = new Token(options.token);
  }

  get base() {
    return this.#base;
  }

  /** Whether there is a token. Without one a browser may still send the cookie of a session. */
  get hasToken() {
    return this.#token.isGiven;
  }

  useToken(token) {
    this.#token = new Token(token);
  }

  /** The same service, asked with another token. */
  withToken(token) {
    return new Http({ ...this.#options, token });
  }

  url(path, parameters = {}) {
    const url = new URL(path, this.#base);
    for (const [name, value] of Object.entries(parameters)) {
      if (value != null) url.searchParams.set(name, String(value));
    }
    return url.href;
  }

  /** The value that the service answers with; null if it answers without one. */
  async json(url, { method = 'GET', headers = {}, body, signal, timeout = REQUEST_TIMEOUT } = {}) {
    const request = {
      method,
      headers: { Accept: 'application/json', ...headers },
      signal: anySignal(signal, AbortSignal.timeout(timeout)),
    };
    if (body != null) {
      request.headers['Content-Type'] = 'application/json';
      request.body = stringifyExact(body);
    }
    const response = await this.request(url, request);
    if (response.status === 204) return null;
    try {
      return this.parse(await response.text());
    } catch (cause) {
      throw unreachable('the answer is cut off or is not JSON', cause);
    }
  }

  /** The value of a JSON text that the service sent. */
  parse(text) {
    return this.#options.exactNumbers ? parseExact(text) : JSON.parse(text);
  }

  /**
   * The answer to a request; sent once more if its token was refused and there is another one by now.
   *
   * @returns {Promise<Response>} one that is ok
   * @throws {SwarmProblem}
   */
  async request(url, request) {
    const token = await this.#token.current();
    try {
      return await this.#send(url, request, token);
    } catch (problem) {
      const newer = problem.status === 401 ? await this.#token.newerThan(token) : null;
      if (newer === null) throw problem;
      return this.#send(url, request, newer);
    }
  }

  async #send(url, request, token) {
    const headers = new Headers({ ...this.#options.headers, ...request.headers });
    if (token) headers.set('Authorization', `Bearer ${token}`);
    // A token goes to the address that was given, and nowhere else.
    const redirect = token ? 'manual' : 'follow';
    // Called as a plain function: a browser's fetch refuses any other receiver.
    const { fetch } = this.#options;
    let response;
    try {
      // The stream, not an HTTP cache, says what is new.
      response = await fetch(url, { cache: 'no-store', redirect, ...request, headers });
    } catch (cause) {
      throw unreachable('the service does not answer', cause);
    }
    if (response.ok) return response;
    throw await this.#problemOf(response);
  }

  async #problemOf(response) {
    // A browser hides which of them it was.
    const status = response.type === 'opaqueredirect' ? 302 : response.status;
    if (status >= 300 && status < 400) {
      return new SwarmProblem({ status, code: 'redirected', detail: 'redirects are not followed with a token' });
    }
    const problem = await SwarmProblem.of(response);
    return status === 401 ? new SwarmProblem({ ...problem, detail: this.#token.refusal }) : problem;
  }
}

/** AbortSignal.any is younger than the browsers and Node versions that this module serves. */
export function anySignal(first, second) {
  if (!first) return second;
  if (AbortSignal.any) return AbortSignal.any([first, second]);
  const either = new AbortController();
  for (const signal of [first, second]) {
    if (signal.aborted) either.abort(signal.reason);
    signal.addEventListener('abort', () => either.abort(signal.reason), { once: true });
  }
  return either.signal;
}
