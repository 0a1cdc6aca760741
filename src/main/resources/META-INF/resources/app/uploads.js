import { Upload } from './upload.js';

/** So many go at once: the browser has six connections, and the page needs some of them. */
const AT_ONCE = 2;
const STORED = 'swarmbot.uploads';

/**
 * The files that are on their way, whichever view is shown. Where each one goes is kept in the browser's tab: if the same
 * file is chosen again after a reload, it goes on where it was.
 *
 * @typedef {object} Broken what a reload broke off
 * @property {string} swarm
 * @property {string} who
 * @property {string} task
 * @property {string} name
 * @property {number} size
 * @property {number} modified
 * @property {string} location
 */
export class Uploads {
  #view;
  /** @type {Upload[]} */
  #list = [];
  /** @type {Broken[]|null} */
  #broken = null;

  /** @param {import('./view.js').View} view */
  constructor(view) {
    this.#view = view;
  }

  /** Those of a task, or all. @param {string} [task] */
  of(task) {
    return task ? this.#list.filter((each) => each.task === task && each.swarm === this.#view.swarm) : this.#list;
  }

  /** What a reload broke off, in this swarm and by this person. @param {string} [task] */
  brokenOff(task) {
    this.#broken ??= readStored();
    const { swarm } = this.#view;
    return this.#broken.filter((each) => each.swarm === swarm && each.who === this.#who && (!task || each.task === task));
  }

  get #who() {
    return this.#view.access.who?.name ?? '';
  }

  /** @param {Iterable<File>} files @param {string} [task] to which they belong */
  add(files, task = '') {
    const { client, swarm } = this.#view;
    for (const file of files) {
      const known = this.brokenOff().find((each) => isOf(each, file, task));
      if (known) this.#broken.splice(this.#broken.indexOf(known), 1);
      const target = { swarm, files: client.url('files'), task };
      this.#list.push(new Upload(target, file, () => this.#changed(), known?.location));
    }
    this.#next();
  }

  /** @param {Upload} upload */
  again(upload) {
    upload.state = 'waiting';
    this.#next();
  }

  /** @param {Upload} upload */
  cancel(upload) {
    upload.cancel();
    this.#remove(upload);
  }

  /** @param {Broken} broken */
  cancelBroken(broken) {
    this.#broken.splice(this.#broken.indexOf(broken), 1);
    fetch(broken.location, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } }).catch(() => {});
    this.#changed();
  }

  /** Another person comes: nothing goes on in their name. */
  forget() {
    for (const upload of this.#list) upload.stop();
    this.#list = [];
    this.#broken = [];
    this.#changed();
  }

  #next() {
    const running = this.#list.filter(({ state }) => state === 'sending' || state === 'pausing').length;
    const waiting = this.#list.filter(({ state }) => state === 'waiting');
    for (const upload of waiting.slice(0, AT_ONCE - running)) this.#run(upload);
    this.#changed();
  }

  async #run(upload) {
    await upload.run();
    if (upload.state === 'done') {
      this.#remove(upload);
      this.#view.say(`Shared ${upload.name}.`);
    }
    this.#next();
  }

  #remove(upload) {
    this.#list = this.#list.filter((each) => each !== upload);
    this.#next();
  }

  #changed() {
    this.#store();
    this.#view.changed();
  }

  #store() {
    const who = this.#who;
    const open = this.#list
      .filter(({ location }) => location)
      .map(({ swarm, task, name, size, location, file }) => ({
        ...{ swarm, who, task, name, size },
        ...{ modified: file.lastModified, location },
      }));
    const text = JSON.stringify([...(this.#broken ?? readStored()), ...open]);
    try {
      if (text !== (sessionStorage.getItem(STORED) ?? '[]')) sessionStorage.setItem(STORED, text);
      if (text === '[]') sessionStorage.removeItem(STORED);
    } catch {
      return; // it works, but not after a reload
    }
  }
}

function isOf({ name, size, modified, task }, file, itsTask) {
  return name === file.name && size === file.size && modified === file.lastModified && task === itsTask;
}

/** @returns {Broken[]} */
function readStored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED)) ?? [];
  } catch {
    return [];
  }
}
