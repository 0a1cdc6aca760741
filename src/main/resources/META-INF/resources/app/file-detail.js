import { html, nothing } from 'lit';
import './file-preview.js';
import { Asking } from './asking.js';
import { downloadLink } from './files.js';
import { ago, bytes } from './format.js';
import { Part } from './part.js';
import { facts, idText, time } from './pieces.js';

/** One file: what it is, to whom it belongs, how it looks, and how to get it or to delete it. */
class FileDetail extends Part {
  static properties = { file: {} };

  #asking = new Asking(() => this.requestUpdate());

  firstUpdated() {
    this.querySelector('h2').focus({ preventScroll: true });
  }

  render() {
    const { route, state } = this.view;
    const file = state?.files.get(this.file);
    return html`<aside
      class="panel detail-pane"
      aria-label=${`File ${file?.name ?? this.file}`}
      data-file-detail=${this.file}
      @keydown=${this.#key}
    >
      <div class="panel-head">
        <h2 tabindex="-1" class="file-name">${file?.name ?? 'File'}</h2>
        <a class="button" data-route data-action="close-detail" href=${route.with({ file: '' })}>Close</a>
      </div>
      <div class="detail-body">
        ${file ? this.#content(file) : state ? html`<p><strong>This file is not here.</strong> It was removed, or never shared with this swarm.</p>` : nothing}
      </div>
    </aside>`;
  }

  #content(file) {
    const { view } = this;
    return html`
      <p class="detail-status">
        <span>${bytes(file.size)}</span>
        <span class="dim">shared ${ago(file.shared_at, view.now)}${file.by ? ` by ${file.by}` : ''}</span>
      </p>
      <div class="file-actions">${downloadLink(view, file)} ${view.mayRemove(file) ? this.#deleteButton(file) : nothing}</div>
      <section>
        <h3>Preview</h3>
        <swarm-preview .view=${view} .file=${file}></swarm-preview>
      </section>
      <section>
        <h3>Facts</h3>
        ${facts([
          ['Type', file.type],
          ['Size', `${file.size.toLocaleString('en')} bytes`],
          ['Shared', time(file.shared_at)],
          ['By', file.via ? `${file.by}, through ${file.via}` : file.by],
          ['Task', file.task_id && this.#link('tasks', 'task', file.task_id)],
          ['Agent', file.agent_id && this.#link('agents', 'agent', file.agent_id)],
          ['Id', idText(file.id)],
          ['SHA-256', idText(file.sha256)],
        ])}
      </section>
    `;
  }

  #link(view, kind, id) {
    return html`<a data-route href=${this.view.route.to(view, { [kind]: id })}><code>${id}</code></a>`;
  }

  #deleteButton(file) {
    const what = `delete ${file.id}`;
    const isAsked = this.#asking.isAsked(what);
    const press = () => {
      if (!isAsked) this.#asking.ask(what, file);
      else if (this.#asking.confirm(what, file)) this.view.commands.removeFile(file);
    };
    return html`<button class="danger" data-action=${isAsked ? 'confirm-delete' : 'delete'} @click=${press}>
      ${isAsked ? `Delete ${file.name} for everybody?` : 'Delete'}
    </button>`;
  }

  #key(event) {
    if (event.key !== 'Escape') return;
    const { file } = this;
    this.view.route.go(this.view.route.with({ file: '' }));
    requestAnimationFrame(() => document.querySelector(`tr[data-row="${CSS.escape(file)}"] .row-link`)?.focus());
  }
}

customElements.define('swarm-file', FileDetail);
