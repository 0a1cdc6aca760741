/**
 * What people do from the page. Each command answers true if it was done; otherwise the page says why not. Whatever was
 * done shows by its event, never before.
 */
export class Commands {
  #view;

  /** @param {import('./view.js').View} view */
  constructor(view) {
    this.#view = view;
  }

  get #client() {
    return this.#view.client;
  }

  async #try(what, command) {
    try {
      await command();
      return true;
    } catch (problem) {
      const why = problem.code === 'version_mismatch' ? 'it changed meanwhile. Look at it, and try again' : problem.message;
      this.#view.say(`${what}: ${why}.`.replace(/\.\.$/, '.'), true);
      return false;
    }
  }

  cancel({ id }, reason) {
    return this.#try(`${id} was not canceled`, () => this.#client.cancelTask(id, reason || undefined));
  }

  retry({ id, version }, reason) {
    return this.#try(`${id} was not retried`, () => this.#client.retryTask(id, { version, reason: reason || undefined }));
  }

  /** The question may have been another one by then: then it is not answered. */
  answer({ id, version }, answer) {
    return this.#try(`${id} was not answered`, () => this.#client.provideInput(id, answer, { version }));
  }

  setPriority({ id }, priority, reason) {
    const body = { priority, reason: reason || undefined };
    return this.#try(`The priority of ${id} was not changed`, () => this.#client.command('POST', `tasks/${id}/priority`, body));
  }

  /** @param {string} [agent] to whom; back to the line if nobody is named */
  reassign({ id }, agent, reason) {
    const body = { agent_id: agent || undefined, reason: reason || undefined };
    return this.#try(`${id} was not reassigned`, () => this.#client.command('POST', `tasks/${id}/reassign`, body));
  }

  submit(task, options) {
    return this.#client.submitTask(task, options);
  }

  /** @param {'pause'|'resume'|'drain'} mode */
  setMode({ id }, mode, reason) {
    return this.#try(`${id} was not changed`, () =>
      this.#client.command('POST', `agents/${id}/${mode}`, { reason: reason || undefined }),
    );
  }

  removeAgent({ id }, reason) {
    return this.#try(`${id} was not removed`, () =>
      this.#client.command('DELETE', `agents/${id}`, null, { parameters: { reason: reason || undefined } }),
    );
  }

  removeFile({ id, name }) {
    return this.#try(`${name} was not deleted`, () => this.#client.command('DELETE', `files/${id}`, null));
  }

  /** @param {{agent_id: string}|{task_id: string}} to */
  send(to, text, kind) {
    return this.#try('The message was not sent', () => this.#client.sendMessage(to, text, { kind }));
  }
}
