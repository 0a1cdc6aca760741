import { html, nothing } from 'lit';
import { DialogPart } from './part.js';
import { LONGEST_NAME, Templates } from './templates.js';

/**
 * Takes a task from a template, saves what is typed as one, and deletes one.
 *
 * @property {() => Record<string, string>} read what is typed, by field
 * @fires template with the fields of the one that was chosen
 */
class TemplateBar extends DialogPart {
  static properties = { read: { attribute: false } };

  #chosen = '';
  /** What is asked at present: `name` of a new one, `delete` of one that is there, or nothing. */
  #asks = null;
  #problem = null;

  render() {
    const all = this.#templates.all;
    if (!all.some(({ name }) => name === this.#chosen)) this.#chosen = '';
    return html`<div class="templates" role="group" aria-label="Templates">
      ${this.#asks === 'name' ? this.#nameField() : [all.length ? this.#choice(all) : nothing, this.#buttons()]}
      <p class="problem" id="template-problem" role="alert">${this.#problem ?? ''}</p>
    </div>`;
  }

  get #templates() {
    const { access, swarm } = this.view;
    return new Templates(swarm, access.who?.name ?? '');
  }

  #choice(all) {
    return html`<label for="template">Template</label>
      <select id="template" .value=${this.#chosen} @change=${({ target }) => this.#take(target.value)}>
        <option value="">None</option>
        ${all.map(({ name }) => html`<option value=${name} ?selected=${name === this.#chosen}>${name}</option>`)}
      </select>`;
  }

  #buttons() {
    const isAsked = this.#asks === 'delete';
    return html`<button type="button" class="quiet" data-action="save-template" @click=${() => this.#ask('name')}>
        Save as a template
      </button>
      ${
        this.#chosen
          ? html`<button
              type="button"
              class=${isAsked ? 'danger' : 'quiet'}
              data-action=${isAsked ? 'confirm-delete-template' : 'delete-template'}
              @click=${() => (isAsked ? this.#delete() : this.#ask('delete'))}
            >
              ${isAsked ? `Delete ${this.#chosen}?` : 'Delete'}
            </button>`
          : nothing
      }`;
  }

  #nameField() {
    return html`<label for="template-name">Name</label>
      <input
        id="template-name"
        maxlength=${LONGEST_NAME}
        autocomplete="off"
        aria-describedby="template-problem"
        .value=${this.#chosen}
        @keydown=${this.#key}
      />
      <button type="button" data-action="keep-template" @click=${this.#save}>
        Save
      </button>
      <button type="button" class="quiet" @click=${() => this.#ask(null)}>Back</button>`;
  }

  async #ask(what) {
    const isNaming = this.#asks === 'name';
    this.#asks = what;
    this.#problem = null;
    this.requestUpdate();
    await this.updateComplete;
    if (what === 'name') this.querySelector('#template-name').select();
    else if (isNaming) this.querySelector('[data-action=save-template]').focus();
  }

  #take(name) {
    this.#chosen = name;
    this.#asks = null;
    const template = this.#templates.find(name);
    if (template) this.dispatchEvent(new CustomEvent('template', { detail: template.fields }));
    this.requestUpdate();
  }

  #save() {
    const name = this.querySelector('#template-name').value.trim();
    this.#problem = name ? this.#templates.save(name, this.read()) : 'A template needs a name.';
    if (this.#problem) {
      this.querySelector('#template-name').focus();
    } else {
      this.#chosen = name;
      this.#ask(null);
    }
    this.requestUpdate();
  }

  #delete() {
    this.#templates.delete(this.#chosen);
    this.#chosen = '';
    this.#ask(null);
  }

  #key(event) {
    // Enter would submit the task, and Esc close the form.
    if (event.key === 'Enter') this.#save();
    else if (event.key === 'Escape') this.#ask(null);
    else return;
    event.preventDefault();
  }
}

customElements.define('swarm-templates', TemplateBar);
