import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { bytes } from './format.js';
import { icon } from './icons.js';
import { Part } from './part.js';

/** The files that are on their way: how far each is, what is wrong with it, and how to end it. */
class UploadList extends Part {
  static properties = { task: {} };

  render() {
    const { uploads } = this.view;
    const open = uploads.of(this.task);
    const broken = uploads.brokenOff(this.task);
    if (!open.length && !broken.length) return nothing;
    return html`<ul class="uploads" aria-label="Uploads">
      ${repeat(
        open,
        (upload) => upload,
        (upload) => this.#row(upload),
      )}
      ${broken.map((each) => this.#broken(each))}
    </ul>`;
  }

  #row(upload) {
    const { name, size, sent, state, problem, swarm, task } = upload;
    return html`<li class="upload" data-upload=${name} data-state=${state}>
      ${this.#name(name, swarm, task)}
      <span class="dim number">${words(upload)}</span>
      <progress max=${size || 1} .value=${sent} aria-label=${`Upload of ${name}`}></progress>
      <span class="upload-buttons">
        ${
          state === 'failed'
            ? html`<button data-action="again" @click=${() => this.view.uploads.again(upload)}>Try again</button>`
            : nothing
        }
        <button
          class="quiet"
          data-action="cancel-upload"
          aria-label=${`Cancel the upload of ${name}`}
          @click=${() => this.view.uploads.cancel(upload)}
        >
          ${state === 'failed' ? 'Give up' : 'Cancel'}
        </button>
      </span>
      ${problem ? html`<p class="problem" role="alert">${sentence(problem.message)}</p>` : nothing}
    </li>`;
  }

  #broken(broken) {
    const { name, task, swarm } = broken;
    return html`<li class="upload" data-upload=${name} data-state="broken">
      ${this.#name(name, swarm, task)} <span class="dim">was broken off. Choose the same file again, and it goes on.</span>
      <span class="upload-buttons">
        <button
          class="quiet"
          data-action="cancel-upload"
          aria-label=${`Give up the upload of ${name}`}
          @click=${() => this.view.uploads.cancelBroken(broken)}
        >
          Give up
        </button>
      </span>
    </li>`;
  }

  #name(name, swarm, task) {
    return html`<span class="upload-name">${icon('upload')} <strong>${name}</strong></span>
      ${task && !this.task ? html`<span class="tag">${task}</span>` : nothing}
      ${swarm === this.view.swarm ? nothing : html`<span class="tag">${swarm}</span>`}`;
  }
}

function words({ state, size, sent, retryAt }) {
  if (state === 'waiting') return `${bytes(size)}, waits for its turn`;
  if (state === 'failed') return bytes(size);
  if (state === 'pausing') return `tried again in ${Math.max(1, Math.ceil((retryAt - Date.now()) / 1000))} s`;
  return sent < size ? `${Math.floor((100 * sent) / size)} % of ${bytes(size)}` : `${bytes(size)}, being stored`;
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`.replace(/\.\.$/, '.');
}

customElements.define('swarm-uploads', UploadList);
