// What foreign tools make of a document or a view of the service: node judge.js <subject>, with the input in JSON on the
// standard input, and the verdict in JSON on the standard output.
import { JsonRpcTransportFactory, RestTransportFactory } from '@a2a-js/sdk/client';
import { LegacyJsonRpcTransport } from '@a2a-js/sdk/compat/v0_3/client';
import { Task, taskStateToJSON } from '@a2a-js/sdk';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { CloudEvent, HTTP } from 'cloudevents';
import { Parser } from '@asyncapi/parser';
import { Webhook } from 'standardwebhooks';

/** The severities of the AsyncAPI parser that make a document unusable or doubtful: error and warning. */
const DOUBTFUL = 1;

const URL = 'http://localhost/a2a';

const judges = {
  /** Of a text: whether the official parser makes a document of it, and what it finds fault with. */
  async asyncapi(text) {
    const { document, diagnostics } = await new Parser().parse(text);
    return {
      isDocument: document !== undefined,
      messages: document?.allMessages().all().map((message) => message.id()).sort() ?? [],
      faults: diagnostics
        .filter(({ severity }) => severity <= DOUBTFUL)
        .map(({ message, path }) => `${path.join('.')}: ${message}`),
    };
  },

  /** Of a text: the errors of the linter. */
  async openapi(text) {
    const config = await createConfig({ extends: ['minimal'] });
    const problems = await lintFromString({ source: text, config, absoluteRef: '/openapi.yaml' });
    return {
      faults: problems
        .filter(({ severity }) => severity === 'error')
        .map(({ message, location }) => `${location[0]?.pointer}: ${message}`),
    };
  },

  /** Of tasks in version 1.0: how clients read each, and what is left of it if it is written again. */
  async a2a(tasks) {
    return Promise.all(tasks.map(async (task) => {
      const options = { fetchImpl: answering(task) };
      const rpc = await new JsonRpcTransportFactory(options).create(URL, {});
      const rest = await new RestTransportFactory(options).create(URL, {});
      return { again: Task.toJSON(Task.fromJSON(task)), rpc: await read(rpc, task), rest: await read(rest, task) };
    }));
  },

  /** Of tasks in version 0.3: how its clients read each. (REST of that version has another form.) */
  async 'a2a-0.3'(tasks) {
    return Promise.all(tasks.map(async (task) => {
      const rpc = new LegacyJsonRpcTransport({ endpoint: URL, fetchImpl: answering(task) });
      return { rpc: await read(rpc, task) };
    }));
  },

  /** Of signed requests, `{secret, headers, body}` each: whether the reference library takes them. */
  async webhooks(requests) {
    return requests.map(({ secret, headers, body }) => {
      try {
        return { taken: new Webhook(secret).verify(body, headers) };
      } catch ({ message }) {
        return { refused: message };
      }
    });
  },

  /** Of an array of events: each as the SDK reads it. A fault is thrown. */
  async cloudevents(events) {
    return events.map((event) => {
      new CloudEvent(event, true).validate();
      const read = HTTP.toEvent({
        headers: { 'content-type': 'application/cloudevents+json' },
        body: JSON.stringify(event),
      });
      read.validate();
      return JSON.parse(JSON.stringify(read));
    });
  },
};

/** A server that answers every request with the task. */
function answering(task) {
  return async (url, { body }) => {
    const id = body === undefined ? undefined : JSON.parse(body).id;
    const answer = id === undefined ? task : { jsonrpc: '2.0', id, result: task };
    return new Response(JSON.stringify(answer), { headers: { 'Content-Type': 'application/json' } });
  };
}

/** The task as a client reads it, with the name of its state instead of the number. */
async function read(transport, { id }) {
  const { status, ...rest } = await transport.getTask({ id, tenant: '', historyLength: undefined });
  return { ...rest, status: { ...status, state: taskStateToJSON(status.state) } };
}

let input = '';
for await (const piece of process.stdin.setEncoding('utf8')) {
  input += piece;
}
console.log(JSON.stringify(await judges[process.argv[2]](JSON.parse(input))));
process.exit();
