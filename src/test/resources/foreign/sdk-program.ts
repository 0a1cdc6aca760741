import {
  AGENT_STATUSES,
  ExactNumber,
  FINISHED_KEPT,
  SwarmApi,
  SwarmClient,
  SwarmProblem,
  SwarmState,
  TASK_STATUSES,
  fold,
  isFinished,
  parseCursor,
  parseExact,
  seqOf,
  stringifyExact,
  type Agent,
  type Snapshot,
  type Status,
  type SwarmEvent,
  type Task,
  type TaskStatus,
} from 'swarmbot-client';

const client: SwarmApi & SwarmClient = new SwarmClient({
  baseUrl: 'http://127.0.0.1:8080',
  swarm: 'default',
  token: async () => 'sbt_abcdefgh_x',
  transports: ['sse', 'poll'],
  maxRate: 5,
  timing: { silence: 30_000 },
  onEvent: (event: SwarmEvent, state) => console.log(event.type, event.cursor, state?.agents.size),
  onState: (state: SwarmState) => show(state),
  onStatus: ({ state, problem }: Status) => state === 'live' || console.log(problem?.message),
  onUnauthenticated: ({ reason }) => client.useToken(reason),
});
client.start();

function show({ agents, tasks, totals, cursor }: SwarmState) {
  const busy: Agent[] = [...agents.values()].filter(({ status }) => status === 'busy');
  const open: Task[] = [...tasks.values()].filter(({ status }) => !isFinished(status));
  console.log(busy.length, open[0]?.dependencies.join(), totals.tasks['running'], cursor && parseCursor(cursor).seq);
}

export async function work(api: SwarmApi) {
  await api.registerAgent('a1', { capabilities: ['text'], lease: '15m' });
  const task = await api.claim('a1', 10_000, { lease: '15m' });
  if (!task) return null;
  const [first] = task.due.messages;
  if (first) await api.acknowledgeMessage(first.id, 'a1');
  await api.startTask(task.id, 'a1', task.attempt);
  await api.reportProgress(task.id, { agent_id: 'a1', progress: 50, message: 'half of it' });
  await api.upload(new Blob(['x']), { name: 'x.txt', task: task.id, onProgress: (bytes, of) => console.log(bytes / of) });
  const whole: Blob = await api.download('f1');
  const taken: null = await api.download('f1', { onBytes: (bytes) => bytes.length });
  console.log(whole.size, taken);
  try {
    return await api.completeTask(task.id, { agent_id: 'a1', result: { words: new ExactNumber('1.50') } });
  } catch (problem) {
    if (problem instanceof SwarmProblem && problem.isTemporary) console.log(problem.code, problem.retryAfter);
    throw problem;
  }
}

export async function again(api: SwarmApi): Promise<number> {
  const snapshot: Snapshot = await api.snapshot({ at: 'ysd1ek85e5-4' });
  const { events } = await api.poll({ after: snapshot.cursor, wait: 1000 });
  const later = fold(snapshot, events);
  const waiting: TaskStatus | undefined = TASK_STATUSES[0];
  console.log(AGENT_STATUSES.length, waiting, FINISHED_KEPT, stringifyExact(parseExact('1.50')));
  return seqOf(later.cursor);
}

// @ts-expect-error: a type is required
void client.submitTask({ id: 't1' });
// @ts-expect-error: no such transport
void new SwarmClient({ transports: ['pigeon'] });
// @ts-expect-error: entities are replaced, never changed
client.state!.agents.get('a1')!.status = 'idle';
