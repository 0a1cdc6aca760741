/** Values as people read them. */
import { ExactNumber, stringifyExact } from '../swarmbot-client.js';

const STEPS = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [86_400, 3600, 'h'],
  [Infinity, 86_400, 'd'],
];

/** A duration with one unit, so that it is short and seldom changes: "4 s", "12 min". */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [, size, unit] = STEPS.find(([limit]) => seconds < limit);
  return `${Math.floor(seconds / size)} ${unit}`;
}

export function ago(timestamp, now) {
  const milliseconds = now - Date.parse(timestamp);
  return milliseconds < 2000 ? 'now' : `${duration(milliseconds)} ago`;
}

export function timeOfDay(timestamp) {
  const date = new Date(timestamp);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

const SIZES = ['KB', 'MB', 'GB', 'TB'];

/** So many bytes with at most three digits: "48 B", "2.4 MB". A KB is 1,024 bytes, as the limits of the service are. */
export function bytes(count) {
  if (count < 1000) return `${count} B`;
  let size = count / 1024;
  let unit = 0;
  for (; size >= 999.5 && unit < SIZES.length - 1; unit++) size /= 1024;
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${SIZES[unit]}`;
}

const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** A time of the wire, which is UTC, as the clock on the wall has it: "30 Nov 2026, 21:18:04". */
export function moment(timestamp) {
  return DAY_AND_TIME.format(new Date(timestamp));
}

/** How long a task has run, or ran; null before its start. */
export function running(task, now) {
  if (!task.started_at) return null;
  const end = task.finished_at ? Date.parse(task.finished_at) : now;
  const milliseconds = end - Date.parse(task.started_at);
  return task.finished_at && milliseconds < 1000 ? `${Math.max(0, milliseconds)} ms` : duration(milliseconds);
}

/** `input_required` as "Input required". */
export function label(word) {
  const text = String(word).replaceAll('_', ' ');
  return text[0].toUpperCase() + text.slice(1);
}

/** The first level of free JSON on one line: "step reading · tokens 120". */
export function oneLine(value) {
  if (!isStructure(value)) return String(value);
  return Object.entries(value)
    .slice(0, 6)
    .map(([key, each]) => `${key} ${isStructure(each) ? stringifyExact(each) : each}`)
    .join(' · ');
}

export function json(value) {
  return stringifyExact(value, 2);
}

/** True for an object or array, which is shown as JSON. */
export function isStructure(value) {
  return value !== null && typeof value === 'object' && !(value instanceof ExactNumber);
}
