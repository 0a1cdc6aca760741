import { isFinished } from '../swarmbot-client.js';
import { MODES } from './agent-actions.js';
import { urlOf } from './files.js';

/**
 * What may be done with the task, the agent or the file that is open. `asks` is the question before something that cannot
 * be undone, and `target` what it would be done to. The harmless ones come first.
 *
 * @param {import('./view.js').View} view
 * @returns {(import('./actions.js').Action & {asks?: string, target?: object})[]}
 */
export function entityActions(view) {
  const { route, state } = view;
  if (!state) return [];
  const task = state.tasks.get(route.get('task'));
  const agent = state.agents.get(route.get('agent'));
  const file = state.files.get(route.get('file'));
  if (task) return ofTask(view, task);
  if (agent) return ofAgent(view, agent);
  return file ? ofFile(view, file) : [];
}

function ofTask(view, task) {
  const { commands } = view;
  const copy = copyAction(task.id);
  if (!view.may('steer')) return [copy];
  if (isFinished(task.status)) {
    const canRetry = task.status !== 'completed' && !task.part_of;
    return [copy, ...(canRetry ? [{ title: `Retry ${task.id}`, run: () => commands.retry(task) }] : [])];
  }
  const isHeld = task.status !== 'pending';
  return [
    copy,
    ...(isHeld ? [{ title: `Give ${task.id} back to the line`, run: () => commands.reassign(task) }] : []),
    { title: `Cancel ${task.id}`, asks: `Cancel ${task.id}?`, target: task, run: () => commands.cancel(task) },
  ];
}

function ofAgent(view, agent) {
  const { commands } = view;
  const copy = copyAction(agent.id);
  if (!view.may('steer')) return [copy];
  return [
    copy,
    ...(MODES[agent.mode] ?? []).map(([mode, title]) => ({
      title: `${title} ${agent.id}`,
      run: () => commands.setMode(agent, mode),
    })),
    { title: `Remove ${agent.id}`, asks: `Remove ${agent.id}?`, target: agent, run: () => commands.removeAgent(agent) },
  ];
}

function ofFile(view, file) {
  const download = { title: `Download ${file.name}`, run: () => location.assign(urlOf(view, file)) };
  if (!view.mayRemove(file)) return [download];
  const run = () => view.commands.removeFile(file);
  return [download, { title: `Delete ${file.name}`, asks: `Delete ${file.name} for everybody?`, target: file, run }];
}

function copyAction(id) {
  return { title: `Copy ${id}`, run: () => navigator.clipboard?.writeText(id) };
}
