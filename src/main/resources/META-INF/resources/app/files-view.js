import { html, nothing } from 'lit';
import './file-detail.js';
import './upload-list.js';
import { dropZone } from './drop-zone.js';
import { fileColumns, fileOrder } from './file-columns.js';
import { ago } from './format.js';
import { Part } from './part.js';
import { bearer, commandLine, stillMark, swarmUrl } from './pieces.js';
import { matches, readSearch, sameIds } from './select.js';
import { share, shareButton } from './share.js';
import { StillRows } from './still.js';
import { searchField, stillTable, viewFrame } from './view-frame.js';

/** A filter of the view; everything else in the search is words. */
const FILTER = /(?:^|\s)(task|agent|by|type):(\S+)/g;
const FIELD = { task: 'task_id', agent: 'agent_id', by: 'by', type: 'type' };

/** All files of the swarm: finding them, looking at one, and sharing more. */
class FilesView extends Part {
  #found = { key: null, cursor: null, ids: [] };
  #still = new StillRows(
    () => this.querySelector('tbody'),
    () => this.requestUpdate(),
  );

  firstUpdated() {
    const { view } = this;
    dropZone(
      this.querySelector('.view'),
      () => (view.may('submit') ? `Drop files to share them with ${view.swarm}` : null),
      (files, hasFolders) => share(view, files, hasFolders),
    );
  }

  render() {
    const { route, state } = this.view;
    const file = route.get('file');
    return viewFrame({
      name: 'files',
      title: 'Files',
      content: state && this.#content(state),
      detail: file && html`<swarm-file .view=${this.view} .file=${file}></swarm-file>`,
    });
  }

  #content(state) {
    const { view } = this;
    const { route } = view;
    const [q, sort] = [route.get('q'), route.get('sort')];
    const found = this.#find(state, q, sort);
    const still = this.#still.order(`${view.swarm} ${q} ${sort}`, found);
    return html`
      <div class="panel-head">
        <h2 id="files-title">Files <span class="count" id="file-count">${found.length.toLocaleString('en')}</span></h2>
        ${stillMark(still, () => this.#still.release())}
        ${searchField(route, 'Find a file', 'Find a file by name, type, sender, task or agent')}
        ${view.may('submit') ? shareButton(view) : nothing}
      </div>
      <swarm-uploads .view=${view}></swarm-uploads>
      ${state.files.size ? this.#table(still, state) : this.#empty()}
      ${
        found.length || !state.files.size
          ? nothing
          : html`<div class="empty" data-empty="found">
              <p><strong>No file matches.</strong> <a data-route href=${route.with({ q: '' })}>Show all files</a>.</p>
            </div>`
      }
    `;
  }

  /** Ids in order; the same array if nothing is different. */
  #find(state, q, sort) {
    const key = `${state.swarm}\n${q}\n${sort}`;
    if (key === this.#found.key && state.cursor === this.#found.cursor) return this.#found.ids;
    const { filters, words } = readSearch(q, FILTER);
    const found = [];
    for (const file of state.files.values()) {
      if (filters.every(([name, value]) => (file[FIELD[name]] ?? '').startsWith(value)) && isMeant(file, words)) found.push(file);
    }
    found.sort(fileOrder(sort));
    const ids = found.map(({ id }) => id);
    this.#found = { key, cursor: state.cursor, ids: sameIds(this.#found.ids, ids) };
    return this.#found.ids;
  }

  #table(still, state) {
    const { route } = this.view;
    const model = {
      label: 'Files',
      ids: still.ids,
      gone: still.gone,
      find: (id) => state.files.get(id),
      columns: fileColumns,
      sort: route.get('sort'),
      sortHref: (sort) => route.with({ sort }),
      href: (file) => route.with({ file }),
      age: (file) => ago(file.shared_at, this.view.now),
      open: route.get('file'),
      selected: null,
    };
    return stillTable(model, this.#still);
  }

  #empty() {
    const { view } = this;
    if (!view.may('submit')) {
      return html`<div class="empty" data-empty="files">
        <p><strong>No files yet.</strong> They appear here as soon as somebody shares one.</p>
      </div>`;
    }
    const url = `${swarmUrl(view)}/files?name=report.pdf`;
    return html`<div class="empty" data-empty="files">
      <p><strong>No files yet.</strong> Drop some here, or share one from anywhere:</p>
      ${commandLine(`curl -X POST -T report.pdf -H 'Content-Type: application/pdf'${bearer(view)} \\\n  '${url}'`)}
    </div>`;
  }
}

function isMeant({ name, type, by, task_id: task, agent_id: agent, id }, words) {
  return matches(words, name, type, by ?? '', task ?? '', agent ?? '', id);
}

customElements.define('swarm-files-view', FilesView);
