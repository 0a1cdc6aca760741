import { html, nothing } from 'lit';
import { stringifyExact } from '../swarmbot-client.js';
import './template-bar.js';
import { DialogPart } from './part.js';
import { bearer, commandLine, swarmUrl } from './pieces.js';
import { FIELDS, fieldOf, readTask } from './task-fields.js';

/** Submits a task. What is wrong with it stands beside each field. */
class TaskForm extends DialogPart {
  /** What is wrong, by field; that of no field is under an empty text. @type {Record<string, string>} */
  #problems = {};
  #isSending = false;
  #command = '';
  /** Sent again unchanged, a task is submitted once: the key changes with what is typed. */
  #key = null;

  render() {
    return html`<dialog aria-labelledby="task-form-title" @close=${() => this.requestUpdate()}>
      <form id="task-form" novalidate @submit=${this.#submit} @input=${this.#edited}>
        <h2 id="task-form-title">New task for <code>${this.view.swarm}</code></h2>
        <swarm-templates .view=${this.view} .read=${() => this.#typed()} @template=${this.#fill}></swarm-templates>
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
    this.#problems = {};
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
      aria-invalid=${this.#problems.type ? 'true' : nothing}
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
      aria-invalid=${this.#problems.description ? 'true' : nothing}
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
      aria-invalid=${this.#problems.requirements ? 'true' : nothing}
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
      aria-invalid=${this.#problems.priority ? 'true' : nothing}
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
      aria-invalid=${this.#problems.input ? 'true' : nothing}
      aria-describedby="task-input-problem"
    ></textarea>`;
    return this.#field('input', 'Input', 'JSON', control);
  }

  #field(name, title, hint, control) {
    const problem = this.#problems[name];
    return html`<div class="field" ?data-invalid=${problem}>
      <label for=${`task-${name}`}>${title}<span class="dim hint">${hint}</span></label>
      ${control}
      <p class="problem" id=${`task-${name}-problem`} role="alert">${problem ?? ''}</p>
    </div>`;
  }

  #general() {
    const problem = this.#problems[''];
    return problem ? html`<p class="problem" id="task-problem" role="alert">${problem}</p>` : nothing;
  }

  #types() {
    return [...new Set([...(this.view.state?.tasks.values() ?? [])].map((task) => task.type))].slice(0, 20);
  }

  /** @returns {Record<string, string>} */
  #typed() {
    const form = new FormData(this.querySelector('form'));
    return Object.fromEntries(FIELDS.map((field) => [field, form.get(field) ?? '']));
  }

  #fill({ detail: fields }) {
    for (const field of FIELDS) this.querySelector(`#task-${field}`).value = fields[field] ?? '';
    this.#problems = {};
    this.#edited({ target: this.querySelector('form') });
    this.requestUpdate();
  }

  /** What was wrong and is right now does not stand there any more. */
  #edited({ target }) {
    this.#key = null;
    if (this.#problems[target.name] !== undefined) {
      this.#problems = { ...this.#problems, [target.name]: readTask(this.#typed()).problems[target.name] };
      this.requestUpdate();
    }
    if (this.#command) this.#showCommand();
  }

  async #submit(event) {
    event.preventDefault();
    const { task, problems } = readTask(this.#typed());
    this.#problems = problems;
    if (Object.keys(problems).length) return this.#showProblems();
    this.#isSending = true;
    this.requestUpdate();
    try {
      this.#key ??= newKey();
      const submitted = await this.view.client.submitTask(task, { idempotencyKey: this.#key });
      this.querySelector('form').reset();
      this.#key = null;
      this.#dialog.close();
      this.view.say(`Submitted ${submitted.type} as ${submitted.id}.`);
    } catch (problem) {
      this.#problems = { [fieldOf(problem) ?? '']: problem.message };
      this.#showProblems();
    }
    this.#isSending = false;
    this.requestUpdate();
  }

  async #showProblems() {
    this.requestUpdate();
    await this.updateComplete;
    this.querySelector('[data-invalid] :is(input, textarea)')?.focus();
  }

  #showCommand() {
    const { task, problems } = readTask(this.#typed());
    const [problem] = Object.values(problems);
    const body = stringifyExact(task).replaceAll("'", "'\\''");
    this.#command = problem
      ? `# ${problem}`
      : `curl ${swarmUrl(this.view)}/tasks${bearer(this.view)} \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`;
    this.requestUpdate();
  }
}

/** randomUUID is there on secure origins only. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

customElements.define('swarm-task-form', TaskForm);
