import { SwarmProblem } from '../swarmbot-client.js';
import { unreachable } from '../swarmbot-client/problem.js';
import { backoff, sleep } from '../swarmbot-client/time.js';

/** Bytes of one request: proxies take so many without being asked to. */
const CHUNK = 1024 * 1024;
const RETRY = { backoffBase: 1000, backoffMax: 30_000 };
const TUS = { 'Tus-Resumable': '1.0.0' };

/** What is over by itself after a moment: somebody else writes, or we do not know how far it is. */
const PASSING = new Set(['upload_locked', 'wrong_offset', 'checksum_mismatch']);

/** One file on its way to the service, by tus 1.0: what is cut off goes on where it was. */
export class Upload {
  #file;
  #changed;
  #running = null;
  /** Bytes that the service has for sure. */
  #offset = 0;

  /** Where it goes; null before the service said so. */
  location;
  /** `waiting` for its turn, `sending`, `pausing` after a failure that may pass, `failed`, `done` or `canceled`. */
  state = 'waiting';
  /** Bytes that are on their way or there. */
  sent = 0;
  /** @type {Error|null} */
  problem = null;
  /** When it is tried again, while it pauses. */
  retryAt = null;

  /**
   * @param {{swarm: string, files: string, task: string}} target `files`: the address of the swarm's files; `task`: to
   *     which it belongs, or an empty text
   * @param {File} file
   * @param {() => void} changed
   * @param {string|null} [location] of an upload that was broken off
   */
  constructor({ swarm, files, task }, file, changed, location = null) {
    this.swarm = swarm;
    this.task = task;
    this.files = files;
    this.name = file.name;
    this.size = file.size;
    this.location = location;
    this.#file = file;
    this.#changed = changed;
  }

  get file() {
    return this.#file;
  }

  get isOpen() {
    return this.state === 'waiting' || this.state === 'sending' || this.state === 'pausing';
  }

  /** Sends until all is there, it failed for good, or it was canceled. Failures that may pass are waited out. */
  async run() {
    const { signal } = (this.#running = new AbortController());
    let attempt = 0;
    let hasBegunAnew = false;
    while (!signal.aborted && this.state !== 'done') {
      const before = this.#offset;
      this.#is('sending');
      try {
        await this.#send(signal);
        this.#is('done');
      } catch (problem) {
        if (signal.aborted) return;
        if (problem.status === 404 && this.location && !hasBegunAnew) {
          // It has expired.
          hasBegunAnew = true;
          this.location = null;
        } else if (problem.isTemporary || PASSING.has(problem.code)) {
          if (this.#offset > before) attempt = 0;
          await this.#pause(problem, attempt++, signal);
        } else {
          this.#is('failed', problem);
          return;
        }
      }
    }
  }

  async #pause(problem, attempt, signal) {
    const pause = Math.max(problem.retryAfter, backoff(attempt, RETRY));
    this.retryAt = Date.now() + pause;
    this.#is('pausing', problem);
    await sleep(pause, signal);
  }

  /** Ends it. What the service has of it is deleted at once; if it cannot be told, when it expires. */
  cancel() {
    this.#running?.abort();
    if (this.location && this.state !== 'done') fetch(this.location, { method: 'DELETE', headers: TUS }).catch(() => {});
    this.#is('canceled');
  }

  /** Stops to send, and deletes nothing. */
  stop() {
    this.#running?.abort();
  }

  async #send(signal) {
    if (this.location) this.#offset = await this.#ask(signal);
    else await this.#begin(signal);
    this.sent = this.#offset;
    while (this.#offset < this.size) this.#offset = await this.#patch(signal);
  }

  /** How many bytes the service has. */
  async #ask(signal) {
    const response = await exchange(this.location, { method: 'HEAD', headers: TUS, signal });
    return Number(response.headers.get('Upload-Offset'));
  }

  async #begin(signal) {
    const { name, type } = this.#file;
    const metadata = Object.entries({ filename: name, filetype: type, task: this.task })
      .filter(([, value]) => value)
      .map(([key, value]) => `${key} ${base64(value)}`)
      .join();
    const headers = { ...TUS, 'Upload-Length': String(this.size), 'Upload-Metadata': metadata };
    const response = await exchange(this.files, { method: 'POST', headers, signal });
    this.location = new URL(response.headers.get('Location'), this.files).href;
    this.#offset = 0;
    this.#changed();
  }

  /** Sends the next bytes. Only the older of the browser's two ways to ask tells how far a request is. */
  async #patch(signal) {
    const from = this.#offset;
    const bytes = await this.#read(from);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('PATCH', this.location);
      const headers = { ...TUS, 'Upload-Offset': String(from), 'Content-Type': 'application/offset+octet-stream' };
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.addEventListener('progress', ({ loaded }) => {
        this.sent = from + Math.min(loaded, bytes.byteLength);
        this.#changed();
      });
      request.addEventListener('load', () => {
        if (request.status === 204) resolve(Number(request.getResponseHeader('Upload-Offset')));
        else problemOf(request).then(reject);
      });
      request.addEventListener('error', () => reject(unreachable('the connection was lost')));
      request.addEventListener('abort', () => reject(unreachable('it was canceled')));
      signal.addEventListener('abort', () => request.abort(), { once: true });
      request.send(bytes);
    });
  }

  async #read(from) {
    try {
      return await this.#file.slice(from, Math.min(this.size, from + CHUNK)).arrayBuffer();
    } catch (cause) {
      throw new Error('the browser cannot read it any more; choose it again', { cause });
    }
  }

  #is(state, problem = null) {
    this.state = state;
    this.problem = problem;
    this.#changed();
  }
}

async function exchange(url, request) {
  let response;
  try {
    response = await fetch(url, { cache: 'no-store', ...request });
  } catch (cause) {
    throw unreachable('the service does not answer', cause);
  }
  if (response.ok) return response;
  throw await SwarmProblem.of(response);
}

function problemOf({ status, statusText, responseText }) {
  return SwarmProblem.of(new Response(responseText, { status: status || 599, statusText }));
}

/** UTF-8 as Base64. */
function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
