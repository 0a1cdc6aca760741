/**
 * The three transports. Each is one function with the same promise: it opens the stream at `after`, hands on the protocol's
 * messages in order, as arrays, and resolves with the reason when it ends, at the latest when `signal` aborts. Polling
 * speaks the same messages, so that whoever receives them need not know the transport.
 *
 * @typedef {object} Opening
 * @property {import('./api.js').SwarmApi} api
 * @property {string|null} after the cursor to resume from
 * @property {boolean} snapshot whether the stream is to start from a snapshot where it cannot resume
 * @property {object} parameters filters and the rate, as on the wire
 * @property {AbortSignal} signal
 * @property {(messages: object[]) => void} receive
 * @property {() => void} heard called for signs of life that are not messages
 * @property {number} pollWait milliseconds that a poll waits for an event
 * @property {number} pollInterval milliseconds between two polls, at least
 * @property {typeof WebSocket} [WebSocket]
 */
import { HANDSHAKE_FAILED, again, endingOfClose, endingOfProblem, other } from './ending.js';
import { EventStreamParser } from './event-stream.js';
import { takeStreamSlot } from './slots.js';
import { sleep } from './time.js';

const BATCHES = 'swarmbot.batch.v1';

/** @type {Record<string, (opening: Opening) => Promise<import('./ending.js').Ending>>} */
export const TRANSPORTS = { websocket, sse, poll };

function streamParameters({ after, snapshot, parameters }) {
  return { ...parameters, after, snapshot: snapshot || undefined };
}

async function websocket(opening) {
  const { api, signal, WebSocket } = opening;
  if (!WebSocket) return other('there is no WebSocket here');
  let ticket;
  try {
    // A browser's WebSocket sends no header. It sends a cookie by itself.
    if (api.hasToken) ticket = await api.ticket(signal);
  } catch (error) {
    return signal.aborted ? again('aborted') : endingWithoutTicket(error);
  }
  const ending = await followSocket(opening, ticket);
  return ending.reason === HANDSHAKE_FAILED ? ((await missingLogin(opening)) ?? ending) : ending;
}

/** While the store does not answer, no ticket can be made. The other transports send the token itself. */
function endingWithoutTicket(error) {
  return error.status >= 500 ? other(error.code, { problem: error }) : endingOfError(error);
}

/** A browser does not say whether a handshake failed for want of a login. */
async function missingLogin({ api, signal }) {
  try {
    await api.whoami(signal);
  } catch (error) {
    if (error.status === 401) return endingOfError(error);
  }
  return null;
}

function followSocket(opening, ticket) {
  const { api, signal, receive, WebSocket } = opening;
  return new Promise((resolve) => {
    const url = api.url('live', { ...streamParameters(opening), ticket }).replace(/^http/, 'ws');
    const socket = new WebSocket(url, [BATCHES]);
    let wasConnected = false;
    const end = (ending) => {
      resolve(ending);
      // A close handshake with a peer that is gone takes long; nobody is to hear of it.
      socket.onmessage = socket.onclose = null;
      socket.close();
    };
    socket.onmessage = ({ data }) => {
      wasConnected = true;
      try {
        const message = api.parse(data);
        receive(Array.isArray(message) ? message : [message]);
      } catch (cause) {
        end(again('a message could not be taken', { problem: cause }));
      }
    };
    socket.onclose = ({ code, reason }) => end(endingOfClose(code, reason, wasConnected));
    // Nothing to learn here: a close event follows. But an unhandled one would be thrown in Node.
    socket.onerror = () => {};
    signal.addEventListener('abort', () => end(again('aborted')), { once: true });
    if (signal.aborted) end(again('aborted'));
  });
}

/**
 * Server-sent events over fetch rather than EventSource: it shows the status of a refusal, takes headers, works in Node,
 * and leaves the moment of reconnecting and the cursor to us.
 */
async function sse(opening) {
  const { api, signal, receive, heard } = opening;
  const slot = await takeStreamSlot(signal);
  if (!slot) return other('other tabs hold as many streams as the browser has connections');
  try {
    const url = api.url('events', streamParameters(opening));
    const response = await api.open(url, { accept: 'text/event-stream', signal });
    if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
      await response.body?.cancel();
      return other('something between us and the service answers for it');
    }
    const parser = new EventStreamParser((text) => api.parse(text));
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return again('the stream ended');
      heard();
      const messages = parser.push(decoder.decode(value, { stream: true }));
      if (messages.length) receive(messages);
    }
  } catch (error) {
    return signal.aborted ? again('aborted') : endingOfError(error);
  } finally {
    slot.release();
  }
}

async function poll(opening) {
  const { api, signal, receive, parameters, pollInterval } = opening;
  const slot = await takeStreamSlot(signal);
  // A poll that waits holds a connection just as a stream does; without a slot we ask, and do not wait.
  const pollWait = slot ? opening.pollWait : 0;
  try {
    let after = opening.after;
    if (after == null) after = await start(opening);
    // The first answer to a cursor is wanted at once: it says whether it could be resumed.
    let wait = opening.after == null ? pollWait : 0;
    for (let isFirst = opening.after != null; !signal.aborted; isFirst = false, wait = pollWait) {
      const startedAt = performance.now();
      const answer = await api.poll({ ...parameters, after, wait, signal });
      const messages = isFirst ? [connected(api, after, !answer.reset)] : [];
      if (answer.reset) messages.push({ ...answer.reset, type: 'reset', cursor: answer.cursor });
      else if (answer.skipped === undefined) messages.push(...answer.events, { type: 'heartbeat', cursor: answer.cursor });
      else messages.push({ ...answer, type: 'conflated', after });
      receive(messages);
      after = answer.cursor;
      if (answer.reset && opening.snapshot) after = await sendSnapshot(opening, after);
      if (!answer.more && !isFirst) await sleep(startedAt + pollInterval - performance.now(), signal);
    }
    return again('aborted');
  } catch (error) {
    return signal.aborted ? again('aborted') : endingOfError(error);
  } finally {
    slot?.release();
  }
}

/** Without a cursor: from the snapshot, or from the head. */
async function start(opening) {
  const { api, receive, signal, parameters } = opening;
  if (opening.snapshot) return sendSnapshot(opening, null);
  const { cursor } = await api.poll({ ...parameters, signal });
  receive([connected(api, cursor, false)]);
  return cursor;
}

async function sendSnapshot({ api, receive, signal }, atLeast) {
  const snapshot = await api.snapshot({ atLeast, signal });
  const part = { type: 'snapshot', ...snapshot, part: 1, last: true };
  receive(atLeast ? [part] : [connected(api, snapshot.cursor, false), part]);
  return snapshot.cursor;
}

function connected({ swarm }, cursor, resumed) {
  return { type: 'connected', swarm, cursor, resumed };
}

function endingOfError(error) {
  if (error.name === 'SwarmProblem') return endingOfProblem(error);
  // The connection broke under us (TypeError), or a message could not be taken.
  return again(error.message, { problem: error });
}
