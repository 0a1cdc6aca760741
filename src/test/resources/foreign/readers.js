// Runs foreign readers of server-sent events on a stream whose filter hides everything: node readers.js. The standard
// input is {"server","swarm"} in JSON. The standard output has one JSON object, with a field for each reader:
//   requests  the Last-Event-ID of each request of the reader, null if the request had none
//   events    the name and the message of each event that the reader gave to a handler
//   errors    the errors that the reader reported while nobody cut its connection
// All readers run at the same time, and each connects through its own port. When all are connected, an agent is
// registered. A reader's connection is cut when the service has sent two heartbeats with the cursor of that event: by
// then the reader has taken the first one. The reader is done when it has connected again by itself and the service has
// sent two events on the new connection: `connected` and what follows it.
import { EventEmitter, once } from 'node:events';
import net from 'node:net';
import { fetchEventSource } from '@microsoft/fetch-event-source';
import { EventSource as EventSource3 } from 'eventsource3';
import { EventSource as EventSource4 } from 'eventsource4';
import { EventSource as LaunchDarklyEventSource } from 'launchdarkly-eventsource';
import { EventSource as UndiciEventSource } from 'undici';

/** Milliseconds after which the script reports what it has. A reader waits up to 3 s before it connects again. */
const PATIENCE = 120_000;

/** The events that have a handler. Heartbeats have none. */
const HANDLED = ['message', 'connected', 'reset', 'alert', 'agent_registered'];

/** A reader opens the URL. It gives events to `take` and errors to `fail`. */
const readers = {
  'eventsource 3': eventSource(EventSource3),
  'eventsource 4': eventSource(EventSource4),
  'launchdarkly-eventsource': eventSource(LaunchDarklyEventSource),
  undici: eventSource(UndiciEventSource),

  /** This reader has one handler for all events, so it takes heartbeats too. */
  'fetch-event-source': (url, take, fail) => {
    fetchEventSource(url, {
      onmessage: ({ event, data }) => take(event || 'message', data),
      onerror: (error) => { fail(error); },
    });
  },
};

// fetch-event-source needs these two of a browser.
globalThis.window = globalThis;
globalThis.document = new EventTarget();

function eventSource(EventSource) {
  return (url, take, fail) => {
    const source = new EventSource(url);
    for (const name of HANDLED) {
      source.addEventListener(name, ({ data }) => take(name, data));
    }
    source.onerror = fail;
  };
}

/** A port that forwards to the service, keeps the text of both directions, and can cut the connection. */
class Port {
  /** One text for each connection, in the order of the connections. */
  requests = [];
  answers = [];

  /** Whether the connection is cut, and the reader has not connected again yet. */
  isCut = false;

  #answered = new EventEmitter();
  #connection;

  static async to(service) {
    const port = new Port();
    const server = net.createServer((near) => port.#forward(near, net.connect(service.port, service.hostname)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    port.url = `http://127.0.0.1:${server.address().port}`;
    return port;
  }

  #forward(near, far) {
    this.isCut = false;
    this.#connection = near;
    const number = this.requests.push('') - 1;
    this.answers.push('');
    near.on('data', (piece) => {
      this.requests[number] += piece;
      far.write(piece);
    });
    far.on('data', (piece) => {
      this.answers[number] += piece;
      near.write(piece);
      this.#answered.emit('piece');
    });
    // An error is followed by the end of the connection.
    near.on('error', () => {}).on('close', () => far.destroy());
    far.on('error', () => {}).on('close', () => near.destroy());
  }

  /** Waits until the answer on that connection, counted from 0, has the text that many times. */
  async answered(number, text, times) {
    while ((this.answers[number] ?? '').split(text).length <= times) {
      await once(this.#answered, 'piece');
    }
  }

  cut() {
    this.isCut = true;
    this.#connection.destroy();
  }
}

/** Starts a reader. */
async function open(start, service, path) {
  const port = await Port.to(service);
  const events = [];
  const errors = [];
  start(
    port.url + path,
    (name, data) => events.push({ name, message: parse(data) }),
    (error) => port.isCut || errors.push(String(error?.message ?? error?.type)),
  );
  return {
    connects: () => port.answered(0, '\n\n', 1),
    async resumesAt(cursor) {
      await port.answered(0, `id: ${cursor}\n`, 2);
      port.cut();
      await port.answered(1, '\n\n', 2);
    },
    report: () => ({ requests: port.requests.map(lastEventId), events, errors }),
  };
}

function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    return `not JSON: ${data}`;
  }
}

function lastEventId(request) {
  return /^last-event-id: *(.*)\r$/im.exec(request)?.[1] ?? null;
}

/** Registers an agent and returns the cursor of its event. */
async function register(url) {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(url, { method: 'PUT', headers, body: '{}' });
  if (!answer.ok) {
    throw new Error(await answer.text());
  }
  return answer.headers.get('SwarmBot-Cursor');
}

let input = '';
for await (const piece of process.stdin.setEncoding('utf8')) {
  input += piece;
}
const { server, swarm } = JSON.parse(input);
const path = `/api/v1/swarms/${swarm}`;
const opened = {};
for (const [name, start] of Object.entries(readers)) {
  opened[name] = await open(start, new URL(server), `${path}/events?types=alert`);
}

async function follow() {
  const all = Object.values(opened);
  await Promise.all(all.map((reader) => reader.connects()));
  const cursor = await register(new URL(`${path}/agents/a1`, server));
  await Promise.all(all.map((reader) => reader.resumesAt(cursor)));
}
await Promise.race([follow(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);

console.log(JSON.stringify(Object.fromEntries(Object.entries(opened).map(([name, { report }]) => [name, report()]))));
process.exit();
