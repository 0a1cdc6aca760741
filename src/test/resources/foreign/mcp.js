// Lets clients of the Model Context Protocol live the lives of agents: node mcp.js. The standard input is in JSON:
//   servers   the addresses of the service's replicas; each call goes to the next one
//   swarm     in which there are at least as many tasks as lives
//   client    one of those below
//   lives     how many agents live, each with one task: join, claim, report, ask, get an answer, finish
//   abreast   how many of them live at a time
//   headers   of each request
// A call that fails is made once more, in the same way, at the next replica. The standard output has one JSON object:
//   revision  the protocol revision of the first client, as far as it tells
//   tools     the names of the tools, in their order
//   lived     how many lives came to their end
//   repeated  how many calls were made once more
//   failures  what went wrong in spite of that, and answers of tools that were errors
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const ABOUT = { name: 'swarmbot-test', version: '1' };

const clients = {
  'sdk 1': () => [new OldClient(ABOUT), OldTransport],
  'client 2': () => [new NewClient(ABOUT), NewTransport],
  'client 2, auto': () => [new NewClient(ABOUT, { versionNegotiation: { mode: 'auto' } }), NewTransport],
};

const input = JSON.parse(await readAll());
const failures = [];
let turn = 0;
let repeated = 0;
let lived = 0;
let isOver = false;

const connected = await Promise.all(input.servers.map(async (server) => {
  const [client, Transport] = clients[input.client]();
  const url = new URL(`/mcp/${input.swarm}`, server);
  await client.connect(new Transport(url, { requestInit: { headers: input.headers ?? {} } }));
  return client;
}));
const { tools } = await connected[0].listTools();
const revision = connected[0].getNegotiatedProtocolVersion?.() ?? null;

const person = answerQuestions().catch((error) => failures.push(`the person: ${error?.stack ?? error}`));
let next = 0;
await Promise.all(Array.from({ length: input.abreast }, async () => {
  while (next < input.lives) {
    const agent = `agent-${next++}`;
    try {
      await live(agent);
      lived++;
    } catch (error) {
      failures.push(`${agent}: ${error?.stack ?? error}`);
    }
  }
}));
isOver = true;
await person;
console.log(JSON.stringify({ revision, tools: tools.map((tool) => tool.name), lived, repeated, failures }));
process.exit(0);

async function live(agent) {
  await call('join', { agent, capabilities: ['mcp'], lease: '2m' });
  let task = null;
  for (let n = 0; n < 10 && !task; n++) {
    task = (await call('claim', { agent, wait: '20s' })).id ?? null;
  }
  if (!task) {
    throw new Error('there was no task');
  }
  await call('report', { agent, task, progress: 10, message: 'begun' });
  let answer = null;
  for (let n = 0; n < 10 && !answer; n++) {
    answer = (await call('ask', { agent, task, question: `May ${agent} go on?`, wait: '20s' })).answer ?? null;
  }
  if (answer !== `yes, ${agent}`) {
    throw new Error(`the answer to ${agent} was ${answer}`);
  }
  await call('finish', { agent, task, result: { by: agent } });
}

/** What a person does: answers each question of the inbox. */
async function answerQuestions() {
  while (!isOver) {
    const { entries } = await call('inbox', {});
    for (const { kind, task_id: task, since, text } of entries) {
      if (kind === 'question') {
        const agent = /^May (\S+) go on\?$/.exec(text)[1];
        await call('steer', { action: 'answer', task, since, answer: `yes, ${agent}` }, ['illegal_transition']);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** @param allowed codes of errors that are none: another page of the inbox may be older than the last answer */
async function call(name, args, allowed = []) {
  const first = turn++;
  let result;
  try {
    result = await ask(first, name, args);
  } catch {
    repeated++;
    result = await ask(first + 1, name, args);
  }
  if (result.isError && !allowed.includes(result.structuredContent?.code)) {
    throw new Error(`${name} ${JSON.stringify(args)}: ${result.content[0].text}`);
  }
  return result.structuredContent;
}

function ask(server, name, args) {
  return connected[server % connected.length].callTool({ name, arguments: args });
}

async function readAll() {
  const parts = [];
  for await (const part of process.stdin) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
