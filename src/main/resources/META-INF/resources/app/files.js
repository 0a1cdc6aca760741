import { html, nothing } from 'lit';
import './upload-list.js';
import { ago, bytes } from './format.js';
import { icon } from './icons.js';
import { shareButton } from './share.js';

/** So many are named in the details of a task or an agent; the list of files has all. */
const SHOWN = 10;

/** What was found in a state, as long as it is at that cursor. @type {WeakMap<object, {cursor: string, files: FilesBy}>} */
const OF_STATE = new WeakMap();

/** The files of a swarm by the task or the agent to which they belong, the newest first. */
class FilesBy {
  #by = { task: new Map(), agent: new Map() };

  constructor(files) {
    for (const file of files) {
      this.#put('task', file.task_id, file);
      this.#put('agent', file.agent_id, file);
    }
    for (const map of Object.values(this.#by)) for (const list of map.values()) list.sort(newestFirst);
  }

  #put(kind, id, file) {
    if (id === null) return;
    const list = this.#by[kind].get(id);
    if (list) list.push(file);
    else this.#by[kind].set(id, [file]);
  }

  of(kind, id) {
    return this.#by[kind].get(id) ?? [];
  }

  static in(state) {
    let known = OF_STATE.get(state);
    if (known?.cursor !== state.cursor) {
      known = { cursor: state.cursor, files: new FilesBy(state.files.values()) };
      OF_STATE.set(state, known);
    }
    return known.files;
  }
}

/** Ids are in the order in which the files began to come. */
export function newestFirst(a, b) {
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

/** Where the bytes of a file are. */
export function urlOf(view, { id }) {
  return view.client.url(`files/${id}`);
}

/** A browser saves it: the service says that it is an attachment. */
export function downloadLink(view, file) {
  return html`<a class="button" data-action="download" href=${urlOf(view, file)} download>${icon('download')} Download</a>`;
}

/**
 * The files of a task or an agent, and for a task where to share more of them.
 *
 * @param {import('./view.js').View} view
 * @param {'task'|'agent'} kind
 * @param {string} id
 */
export function filesOf(view, kind, id) {
  const files = FilesBy.in(view.state).of(kind, id);
  const mayShare = kind === 'task' && view.may('submit');
  if (!files.length && !mayShare) return nothing;
  return html`<section data-files=${id}>
    <h3>Files</h3>
    ${kind === 'task' ? html`<swarm-uploads .view=${view} .task=${id}></swarm-uploads>` : nothing}
    ${files.length ? html`<ul class="files">${files.slice(0, SHOWN).map((file) => line(view, file))}</ul>` : nothing}
    ${
      files.length > SHOWN
        ? html`<p><a data-route href=${view.route.to('files', { q: `${kind}:${id}` })}>All ${files.length.toLocaleString('en')} files</a></p>`
        : nothing
    }
    ${mayShare ? html`<p class="share">${shareButton(view, id)} <span class="dim">or drop them here</span></p>` : nothing}
  </section>`;
}

function line(view, file) {
  return html`<li data-file=${file.id}>
    <a data-route href=${view.route.to('files', { file: file.id })}>${file.name}</a>
    <span class="dim number">${bytes(file.size)}, ${ago(file.shared_at, view.now)}${file.by ? `, by ${file.by}` : ''}</span>
    <a class="quiet" href=${urlOf(view, file)} download aria-label=${`Download ${file.name}`}>${icon('download')}</a>
  </li>`;
}
