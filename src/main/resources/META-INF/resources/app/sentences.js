import { label, oneLine } from './format.js';

const LIVENESS = { live: 'is back', stale: 'has fallen silent', lost: 'is lost' };

/** @type {Record<string, (event: object) => {symbol: string, tone?: string, subject?: string, text: string}>} */
const SENTENCES = {
  agent_registered: ({ agent }) => ({
    symbol: 'plus',
    tone: 'completed',
    text: `registered${agent.role ? ` as ${agent.role}` : ''}`,
  }),
  agent_updated: () => ({ symbol: 'event', text: 'updated its registration' }),
  agent_removed: () => ({ symbol: 'removed', text: 'left' }),
  agent_status_changed: (event) => ({ symbol: event.status, tone: event.status, text: statusText(event) }),
  agent_liveness_changed: ({ liveness }) => ({
    symbol: liveness === 'live' ? 'idle' : liveness,
    tone: liveness,
    text: LIVENESS[liveness] ?? word(liveness),
  }),
  task_submitted: ({ task }) => ({ symbol: 'plus', tone: 'pending', text: `${task.type} submitted` }),
  task_status_changed: ({ status, previous_status: previous, agent_id: agent }) => ({
    symbol: status,
    tone: status,
    text: `${word(previous)} → ${word(status)}${agent ? ` ${status === 'assigned' ? 'to' : 'by'} ${agent}` : ''}`,
  }),
  task_progress: ({ progress, message }) => ({
    symbol: 'progress',
    tone: 'running',
    text: [progress === null ? '' : `${progress} %`, message ?? ''].join(' ').trim() || 'goes on',
  }),
  task_updated: ({ task, previous_status: previous }) => ({
    symbol: task.status,
    tone: task.status,
    text: task.status === previous ? 'updated' : `${word(previous)} → ${word(task.status)}`,
  }),
  task_assigned: ({ agent_id: agent }) => ({ symbol: 'assigned', tone: 'assigned', text: `given to ${agent}` }),
  alert: ({ alert, detail }) => ({
    symbol: alert ? 'error' : 'completed',
    tone: alert ? 'error' : 'completed',
    text: alert ? (detail ?? word(alert)) : 'is all right again',
  }),
  message_sent: ({ message }) => ({ symbol: 'input_required', tone: 'waiting', ...messageSent(message) }),
  message_assigned: ({ agent_id: agent }) => ({ symbol: 'input_required', subject: agent, text: 'was handed a message' }),
  message_acknowledged: ({ agent_id: agent }) => ({
    symbol: 'completed',
    tone: 'completed',
    subject: agent,
    text: 'read a message',
  }),
  message_expired: ({ agent_id: agent, task_id: task }) => ({
    symbol: 'removed',
    subject: agent ?? task ?? 'swarm',
    text: 'did not read a message',
  }),
  file_shared: ({ file, agent_id: agent, task_id: task, actor }) => ({
    symbol: 'completed',
    tone: 'completed',
    subject: agent ?? task ?? actor ?? 'swarm',
    text: `shared ${oneLine(file.name)}`,
  }),
  file_removed: ({ file_id: file, agent_id: agent, task_id: task, actor }) => ({
    symbol: 'removed',
    subject: agent ?? task ?? actor ?? 'swarm',
    text: `file ${file} was removed`,
  }),
  log: ({ lines }) => ({ symbol: 'event', text: oneLine(lines.map(({ message }) => message).join(' · ')) }),
  swarm_metrics: ({ metrics }) => ({
    symbol: 'event',
    subject: 'swarm',
    text: `${metrics.completed} completed, ${metrics.failed} failed in ${metrics.window}`,
  }),
  unreadable: () => ({ symbol: 'error', tone: 'error', text: 'an event that cannot be read' }),
  gap: ({ count, isLost }) => ({
    symbol: 'more',
    tone: 'waiting',
    text: `${count.toLocaleString('en')} ${count === 1 ? 'event is' : 'events are'} ${isLost ? 'not in the log any more' : 'not shown here'}`,
  }),
  reset: () => ({ symbol: 'poll', tone: 'waiting', text: 'Some events were missed; the state was loaded anew.' }),
};

/** The types of events that this page knows, without its own notices. */
export const EVENT_TYPES = Object.keys(SENTENCES).filter((type) => type !== 'reset' && type !== 'gap');

/** An event as a sentence about its agent or task. A type that this page does not know goes by its name. */
export function describe(event) {
  const isOfTask = event.type.startsWith('task_') || event.type === 'alert';
  const subject = isOfTask ? event.task_id : (event.agent_id ?? event.task_id);
  const sentence = SENTENCES[event.type]?.(event) ?? { symbol: 'event', text: word(event.type) };
  return { tone: 'idle', subject, ...sentence, text: sentence.text + whoAndWhy(event) };
}

/** Who stepped in, and with what reason. */
function whoAndWhy({ actor, via, reason }) {
  const who = actor ? `, by ${actor}${via ? ` through ${via}` : ''}` : '';
  return reason ? `${who}: ${oneLine(reason)}` : who;
}

function messageSent({ from, text, agent_id: agent, task_id: task, to_capability: capability }) {
  const said = `${from ? `${from}: ` : ''}${oneLine(text)}`;
  return { subject: agent ?? task ?? `whoever knows ${capability}`, text: said };
}

function statusText({ status, previous_status: previous, details, current_task: task }) {
  if (status === previous) return details ? oneLine(details) : 'cleared its details';
  return `${word(previous)} → ${word(status)}${task ? ` with ${task}` : ''}`;
}

function word(name) {
  return label(name).toLowerCase();
}
