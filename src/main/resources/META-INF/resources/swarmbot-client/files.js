/** Files up and down, in pieces: what was cut goes on where it was cut. */
import { anySignal } from './http.js';
import { SwarmProblem, unreachable } from './problem.js';
import { Sha256 } from './sha256.js';

/** Bytes that are sent or fetched at a time, and held in memory. */
const PIECE = 1024 * 1024;
const PIECE_TIMEOUT = 60_000;
const LONGEST_PAUSE = 10_000;
const ASK_AGAIN = [0, 408, 429, 502, 503, 504];
const TUS = { 'Tus-Resumable': '1.0.0' };

export class Files {
  #http;
  #url;

  /**
   * @param {import('./http.js').Http} http
   * @param {(path: string) => string} url of a path below the swarm
   */
  constructor(http, url) {
    this.#http = http;
    this.#url = url;
  }

  /**
   * Shares a file. When this is answered, all of it is stored.
   *
   * @param {Blob} blob a File, or in Node what `fs.openAsBlob` gives
   * @param {object} [options]
   * @param {string} [options.name] that of the File unless given
   * @param {string} [options.type] its media type
   * @param {string} [options.task] the task to which it belongs
   * @param {string} [options.agent] the agent that made it
   * @param {(id: string) => void} [options.onBegin] hears the id at the beginning; whoever kept it goes on with `id`
   * @param {string} [options.id] of an upload that was begun before
   * @param {(bytes: number, of: number) => void} [options.onProgress]
   * @param {AbortSignal} [options.signal]
   * @returns {Promise<{id: string, name: string, size: number, sha256: string}>}
   */
  async upload(blob, { name = blob.name, type = blob.type, task, agent, id, onBegin, onProgress, signal } = {}) {
    const sha256 = await hashOf(blob);
    const file = id ?? (await this.#begin(blob, { filename: name, filetype: type, task, agent, sha256 }, signal));
    onBegin?.(file);
    let at = id ? await this.#offset(file, signal) : 0;
    while (at < blob.size) {
      onProgress?.(at, blob.size);
      at = await this.#send(blob, file, at, signal);
    }
    onProgress?.(blob.size, blob.size);
    return { id: file, name, size: blob.size, sha256 };
  }

  async #begin(blob, fields, signal) {
    const metadata = Object.entries(fields)
      .filter(([, value]) => value)
      .map(([key, value]) => `${key} ${base64(value)}`)
      .join(',');
    const headers = { ...TUS, 'Upload-Length': String(blob.size), 'Upload-Metadata': metadata };
    const made = await patiently(() => this.#request('files', { method: 'POST', headers }, signal), signal);
    return made.headers.get('Location').split('/').pop();
  }

  /** How many bytes the service has. If it has all, the file is shared. */
  async #offset(id, signal) {
    const head = () => this.#request(`files/${id}`, { method: 'HEAD', headers: TUS }, signal);
    return Number((await patiently(head, signal)).headers.get('Upload-Offset'));
  }

  /** Sends what comes next, and returns where the service is then, however much of it arrived. */
  async #send(blob, id, at, signal) {
    const headers = { ...TUS, 'Upload-Offset': String(at), 'Content-Type': 'application/offset+octet-stream' };
    const body = blob.slice(at, at + PIECE, headers['Content-Type']);
    try {
      const sent = await this.#request(`files/${id}`, { method: 'PATCH', headers, body }, signal);
      return Number(sent.headers.get('Upload-Offset'));
    } catch (problem) {
      // A lock is that of our own request, whose end the service has not noticed.
      const isLocked = problem.code === 'upload_locked';
      if (!isLocked && problem.code !== 'wrong_offset' && !isPatient(problem, signal)) throw problem;
      await pause(problem.retryAfter + 100 + 200 * Math.random(), signal);
      return this.#offset(id, signal);
    }
  }

  /**
   * Fetches a file, and checks its SHA-256 at the end.
   *
   * @param {string} id
   * @param {object} [options]
   * @param {(bytes: Uint8Array) => any} [options.onBytes] takes the bytes in their order, and may return a promise
   * @param {(bytes: number, of: number) => void} [options.onProgress]
   * @param {AbortSignal} [options.signal]
   * @returns {Promise<Blob|null>} the file; null if `onBytes` took it
   */
  async download(id, { onBytes, onProgress, signal } = {}) {
    const path = `files/${encodeURIComponent(id)}`;
    const head = await patiently(() => this.#request(path, { method: 'HEAD' }, signal), signal);
    const size = Number(head.headers.get('Content-Length'));
    const tag = head.headers.get('ETag');
    const hash = new Sha256();
    const parts = [];
    const take = onBytes ?? ((bytes) => parts.push(new Blob([bytes])));
    for (let at = 0; at < size; ) {
      const headers = { Range: `bytes=${at}-${at + PIECE - 1}`, 'If-Range': tag };
      const bytes = await patiently(async () => {
        const part = await this.#request(path, { headers }, signal);
        if (part.status !== 206) throw new SwarmProblem({ status: 200, code: 'no_range', detail: 'no part was given' });
        try {
          return new Uint8Array(await part.arrayBuffer());
        } catch (cause) {
          throw unreachable('the answer is cut off', cause);
        }
      }, signal);
      hash.add(bytes);
      await take(bytes);
      at += bytes.length;
      onProgress?.(at, size);
    }
    const found = hash.hex();
    if (tag !== `"${found}"`) {
      throw new SwarmProblem({ status: 460, code: 'checksum_mismatch', detail: `the bytes have the SHA-256 ${found}` });
    }
    return onBytes ? null : new Blob(parts, { type: head.headers.get('Content-Type') });
  }

  #request(path, request, signal) {
    const limit = AbortSignal.timeout(PIECE_TIMEOUT);
    return this.#http.request(this.#url(path), { ...request, signal: anySignal(signal, limit) });
  }
}

/** Asks until there is an answer, with pauses that grow. */
async function patiently(once, signal) {
  for (let longest = 250; ; longest = Math.min(2 * longest, LONGEST_PAUSE)) {
    try {
      return await once();
    } catch (problem) {
      if (!isPatient(problem, signal)) throw problem;
      await pause(problem.retryAfter + (longest / 2) * (1 + Math.random()), signal);
    }
  }
}

function isPatient(problem, signal) {
  return !signal?.aborted && problem instanceof SwarmProblem && ASK_AGAIN.includes(problem.status);
}

function pause(millis, signal) {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, millis);
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });
}

async function hashOf(blob) {
  const hash = new Sha256();
  for (let at = 0; at < blob.size; at += PIECE) {
    hash.add(new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer()));
  }
  return hash.hex();
}

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
