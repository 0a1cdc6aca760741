import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { SwarmApi, parseExact } from '../swarmbot-client.js';
import { ago, isStructure, label, moment, oneLine } from './format.js';
import { icon } from './icons.js';
import { Part } from './part.js';
import { idText, stillMark } from './pieces.js';
import { questionForm } from './questions.js';
import { StillRows } from './still.js';

const KINDS = {
  question: { title: 'Question', symbol: 'input_required', tone: 'input_required' },
  alert: { title: 'Alert', symbol: 'error', tone: 'stale' },
  failed: { title: 'Failed for good', symbol: 'failed', tone: 'failed' },
};

/** What waits for a person, in all swarms, the longest first: answered, tried again or looked at from here. */
class InboxView extends Part {
  /** The tasks whose whole question was asked for, by entry. @type {Map<string, object>} */
  #tasks = new Map();
  #problems = new Map();
  #still = new StillRows(
    () => this.querySelector('#inbox'),
    () => this.requestUpdate(),
  );

  render() {
    const { inbox } = this.view;
    const still = this.#still.rows('inbox', inbox.entries, () => undefined);
    return html`<section class="panel view" aria-labelledby="inbox-title">
      <div class="panel-head">
        <h2 id="inbox-title">
          Needs you <span class="count">${inbox.size.toLocaleString('en')}${inbox.hasMore ? '+' : ''}</span>
        </h2>
        ${stillMark(still, () => this.#still.release())}
        <span class="dim">${this.view.past.isShown ? 'What waits now, in all' : 'All'} swarms that you may steer, the longest waiting first</span>
      </div>
      ${inbox.problem ? html`<p class="problem none" role="alert">The list is not up to date: ${inbox.problem.message}. It is asked for again.</p>` : nothing}
      <ul
        class="rows"
        id="inbox"
        @pointerenter=${this.#still.enter}
        @pointerleave=${this.#still.leave}
        @focusout=${this.#still.focusOut}
      >
        ${repeat(
          still.rows,
          ({ id }) => id,
          (entry) => this.#row(entry, still.gone.has(entry.id)),
        )}
      </ul>
      ${still.rows.length ? nothing : this.#empty(inbox)}
    </section>`;
  }

  #empty({ state }) {
    if (state === 'loading') return html`<p class="none" aria-busy="true">Asking what waits.</p>`;
    if (state === 'off') return html`<p class="none">You may steer no swarm, so nothing waits for you.</p>`;
    return html`<div class="empty" data-empty="inbox">
      <p>
        <strong>Nobody waits for you.</strong> Questions of agents, alerts, and tasks that failed for good appear here by
        themselves.
      </p>
    </div>`;
  }

  #row(entry, isGone) {
    const { title, symbol, tone } = KINDS[entry.kind] ?? { title: label(entry.kind), symbol: 'event', tone: 'idle' };
    const href = this.view.route.to('tasks', { swarm: entry.swarm, task: entry.task_id });
    const problem = this.#problems.get(entry.id);
    return html`<li class="row entry" data-entry=${entry.task_id} data-swarm=${entry.swarm} data-kind=${entry.kind} ?data-gone=${isGone}>
      <div class="row-head">
        <span class="status" data-tone=${tone}>${icon(symbol)}<span>${title}</span></span>
        ${entry.swarm === this.view.swarm ? nothing : html`<span class="tag">${entry.swarm}</span>`}
        <a data-route href=${href} aria-label=${`Open ${entry.task_id}`}>Open</a> ${idText(entry.task_id)}
        ${entry.agent_id ? agentOf(entry) : nothing}
        <span class="age dim" title=${moment(entry.since)}>${isGone ? 'done' : ago(entry.since, this.view.clock.now())}</span>
        ${isGone || entry.kind !== 'failed' ? nothing : html`<button data-action="retry" @click=${() => this.#retry(entry)}>Retry</button>`}
      </div>
      ${entry.kind === 'question' ? this.#question(entry, isGone) : html`<p class="entry-text">${entry.kind === 'alert' ? `It is ${entry.text}.` : readable(entry.text)}</p>`}
      ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    </li>`;
  }

  #question(entry, isGone) {
    const task = this.#taskOf(entry);
    if (isGone) return html`<p class="entry-text">${entry.text}</p>`;
    const question = task?.status === 'input_required' ? task.question : entry.text;
    // Tasks of two swarms may have the same id.
    return questionForm(question, `${entry.swarm}-${entry.task_id}`, (answer) => this.#answer(entry, answer));
  }

  /** The task with its whole question: of this swarm as it is, of another one as it was when it was asked for. */
  #taskOf(entry) {
    if (entry.swarm === this.view.swarm) return this.view.state?.tasks.get(entry.task_id) ?? null;
    if (!this.#tasks.has(entry.id)) {
      this.#tasks.set(entry.id, null);
      this.#api(entry)
        .task(entry.task_id)
        .then((task) => {
          this.#tasks.set(entry.id, task);
          this.requestUpdate();
        })
        .catch(() => {}); // its first words are in the entry
    }
    return this.#tasks.get(entry.id);
  }

  #api({ swarm }) {
    return swarm === this.view.swarm ? this.view.client : new SwarmApi({ swarm, exactNumbers: true });
  }

  #answer(entry, answer) {
    const version = this.#taskOf(entry)?.version;
    return this.#try(entry, () => this.#api(entry).provideInput(entry.task_id, answer, { version }));
  }

  #retry(entry) {
    return this.#try(entry, () => this.#api(entry).retryTask(entry.task_id));
  }

  /** @returns {Promise<boolean>} whether it was done; what was wrong stands beside the entry */
  async #try(entry, command) {
    try {
      await command();
      this.#problems.delete(entry.id);
    } catch (problem) {
      this.#problems.set(entry.id, problem.message);
    }
    this.requestUpdate();
    return !this.#problems.has(entry.id);
  }
}

/** An error that is JSON as its first members; if it is text, or was cut, as it is. */
function readable(text) {
  try {
    const value = parseExact(text);
    return isStructure(value) ? oneLine(value) : text;
  } catch {
    return text;
  }
}

function agentOf({ kind, agent_id: agent }) {
  return html`<span class="dim"
    >${kind === 'question' ? 'asked by' : kind === 'failed' ? 'last tried by' : 'held by'} ${agent}</span
  >`;
}

customElements.define('swarm-inbox', InboxView);
