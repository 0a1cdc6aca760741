import { html, nothing } from 'lit';
import { isFinished, parseExact, stringifyExact } from '../swarmbot-client.js';
import { json } from './format.js';

/**
 * Lines of two texts beside each other: what is in both, what only one has (`-` the first, `+` the second). For texts of a
 * few hundred lines.
 *
 * @returns {[' '|'-'|'+', string][]}
 */
export function diffLines(before, after) {
  const [a, b] = [before.split('\n'), after.split('\n')];
  // length[i][j]: of the longest common part of what begins at i and at j
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const lines = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) lines.push([' ', a[(j++, i++)]]);
    else if (j === b.length || (i < a.length && length[i + 1][j] >= length[i][j + 1])) lines.push(['-', a[i++]]);
    else lines.push(['+', b[j++]]);
  }
  return lines;
}

/**
 * Tries a task that has ended once more with another input. The service never changes an input: it is a new task.
 *
 * @param {import('./view.js').View} view
 * @param {object} task
 * @param {{text: string|null, problem: string|null}} edit `text`: null if nobody edits
 * @param {(edit: object) => void} change
 */
export function taskRetry(view, task, { text, problem }, change) {
  if (!view.may('submit') || !isFinished(task.status) || task.part_of) return nothing;
  const original = json(task.input);
  if (text === null) {
    return html`<button data-action="edit-input" @click=${() => change({ text: original, problem: null })}>
      Try again with another input
    </button>`;
  }
  const submit = async (event) => {
    event.preventDefault();
    try {
      const input = parseExact(text);
      const { type, description, requirements, priority } = task;
      const submitted = await view.client.submitTask({
        type,
        description: description ?? undefined,
        requirements,
        priority,
        input,
      });
      change({ text: null, problem: null });
      view.route.go(view.route.with({ task: submitted.id }));
    } catch (failure) {
      change({ text, problem: failure instanceof SyntaxError ? `This is not JSON: ${failure.message}` : failure.message });
    }
  };
  return html`<form class="edit-input" @submit=${submit}>
    <label for="edit-input">Input of the new task, JSON</label>
    <textarea
      id="edit-input"
      class="code"
      rows=${Math.min(16, text.split('\n').length + 1)}
      spellcheck="false"
      .value=${text}
      @input=${({ target }) => change({ text: target.value, problem: null })}
    ></textarea>
    ${diff(original, readable(text))}
    <p class="problem" role="alert">${problem ?? ''}</p>
    <span class="form-foot">
      <button type="button" @click=${() => change({ text: null, problem: null })}>Back</button>
      <button class="primary" data-action="submit-again">Submit as a new task</button>
    </span>
  </form>`;
}

/** As the service's JSON is shown, if it is JSON. */
function readable(text) {
  try {
    return stringifyExact(parseExact(text), 2);
  } catch {
    return text;
  }
}

function diff(before, after) {
  if (before === after || before.length + after.length > 40_000) return nothing;
  return html`<pre class="diff" tabindex="0" aria-label="What is different">
${diffLines(before, after).map(([sign, line]) => html`<span data-sign=${sign}>${sign} ${line} </span>`)}</pre>`;
}
