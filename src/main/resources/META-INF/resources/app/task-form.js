import { html, nothing } from 'lit';
import { parseExact, stringifyExact } from '../swarmbot-client.js';
import { Part } from './part.js';
import { bearer, commandLine, swarmUrl } from './pieces.js';

/** Submits a task. What the service says against it stands beside the field that it names. */
class TaskForm extends Part {
  #problem = null;
  #isSending = false;
  #command = '';
  /** Sent again unchanged, a task is submitted once: the key changes with what is typed. */
  #key = null;

  render() {
    return html`<dialog aria-labelledby="task-form-title" @close=${() => this.requestUpdate()}>
      <form id="task-form" novalidate @submit=${this.#submit} @input=${this.#edited}>
        <h2 id="task-form-title">New task for <code>${this.view.swarm}</code></h2>
        ${this.#general()} ${this.#typeField()} ${this.#descriptionField()}
        <div class="fields">${this.#requirementsField()} ${this.#priorityField()}</div>
        ${this.#inputField()}
        <details @toggle=${this.#showCommand}>
          <summary>As a command</summary>
          ${this.#command ? commandLine(this.#command) : nothing}
        </details>
        <div class="form-foot">
          <button type="button" @click=${() => this.#dialog.close()}>Close</button>
          <button class="primary" data-action="submit" ?disabled=${this.#isSending}>
            ${this.#isSending ? 'Submitting' : 'Submit'}
          </button>
        </div>
      </form>
    </dialog>`;
  }

  open() {
    if (this.#dialog.open) return;
    this.#problem = null;
    this.requestUpdate();
    this.#dialog.showModal();
    this.querySelector('#task-type').focus();
  }

  get #dialog() {
    return this.querySelector('dialog');
  }

  #typeField() {
    const control = html`<input
      id="task-type"
      name="type"
      required
      autocomplete="off"
      placeholder="word-count"
      list="task-types"
      aria-describedby="task-type-problem"
    />`;
    return html`${this.#field('type', 'Type', '', control)}
      <datalist id="task-types">${this.#types().map((type) => html`<option value=${type}></option>`)}</datalist>`;
  }

  #descriptionField() {
    const control = html`<textarea
      id="task-description"
      name="description"
      rows="2"
      aria-describedby="task-description-problem"
    ></textarea>`;
    return this.#field('description', 'Description', '', control);
  }

  #requirementsField() {
    const control = html`<input
      id="task-requirements"
      name="requirements"
      autocomplete="off"
      placeholder="text, python"
      aria-describedby="task-requirements-problem"
    />`;
    return this.#field('requirements', 'Requirements', 'capabilities needed', control);
  }

  #priorityField() {
    const control = html`<input
      id="task-priority"
      name="priority"
      type="number"
      min="1"
      max="10"
      value="5"
      aria-describedby="task-priority-problem"
    />`;
    return this.#field('priority', 'Priority', '1 is high', control);
  }

  #inputField() {
    const control = html`<textarea
      id="task-input"
      class="code"
      name="input"
      rows="5"
      spellcheck="false"
      placeholder=${'{"files": ["README.md"]}'}
      aria-describedby="task-input-problem"
    ></textarea>`;
    return this.#field('input', 'Input', 'JSON', control);
  }

  #field(name, title, hint, control) {
    const problem = this.#problem?.field === name ? this.#problem : null;
    return html`<div class="field" ?data-invalid=${problem}>
      <label for=${`task-${name}`}>${title}<span class="dim hint">${hint}</span></label>
      ${control}
      <p class="problem" id=${`task-${name}-problem`} role="alert">${problem?.text ?? ''}</p>
    </div>`;
  }

  #general() {
    return this.#problem && !this.#problem.field
      ? html`<p class="problem" id="task-problem" role="alert">${this.#problem.text}</p>`
      : nothing;
  }

  #types() {
    return [...new Set([...(this.view.state?.tasks.values() ?? [])].map((task) => task.type))].slice(0, 20);
  }

  #edited() {
    this.#key = null;
    if (this.#command) this.#showCommand();
  }

  /** The task as typed; throws a FieldProblem. */
  #read() {
    const form = new FormData(this.querySelector('form'));
    const task = { type: form.get('type').trim() };
    const requirements = form
      .get('requirements')
      .split(/[\s,]+/)
      .filter(Boolean);
    const description = form.get('description').trim();
    const priority = form.get('priority').trim();
    const input = form.get('input').trim();
    if (description) task.description = description;
    if (requirements.length) task.requirements = requirements;
    if (priority) task.priority = Number(priority);
    if (input) {
      try {
        task.input = parseExact(input);
      } catch (error) {
        throw new FieldProblem('input', `This is not JSON: ${error.message}`);
      }
    }
    if (!task.type) throw new FieldProblem('type', 'A task needs a type: agents choose by it what to do.');
    return task;
  }

  async #submit(event) {
    event.preventDefault();
    this.#problem = null;
    this.#isSending = true;
    this.requestUpdate();
    try {
      const task = this.#read();
      this.#key ??= newKey();
      const submitted = await this.view.client.submitTask(task, { idempotencyKey: this.#key });
      this.querySelector('form').reset();
      this.#key = null;
      this.#dialog.close();
      this.view.say(`Submitted ${submitted.type} as ${submitted.id}.`);
    } catch (problem) {
      this.#problem = { field: problem.field ?? fieldOf(problem), text: problem.message };
      this.updateComplete.then(() => this.querySelector('[data-invalid] :is(input, textarea)')?.focus());
    }
    this.#isSending = false;
    this.requestUpdate();
  }

  #showCommand() {
    try {
      const body = stringifyExact(this.#read()).replaceAll("'", "'\\''");
      this.#command = `curl ${swarmUrl(this.view)}/tasks${bearer(this.view)} \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`;
    } catch (problem) {
      this.#command = `# ${problem.message}`;
    }
    this.requestUpdate();
  }
}

class FieldProblem extends Error {
  constructor(field, message) {
    super(message);
    this.field = field;
  }
}

const FIELDS = ['type', 'description', 'requirements', 'priority', 'input'];

/** The field that the service names first is the one that it is about. */
function fieldOf({ detail }) {
  return new RegExp(`\\b(${FIELDS.join('|')})\\b`).exec(detail ?? '')?.[1] ?? null;
}

/** randomUUID is there on secure origins only. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

customElements.define('swarm-task-form', TaskForm);
