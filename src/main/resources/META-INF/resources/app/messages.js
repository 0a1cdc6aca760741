import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ago } from './format.js';

/** How many messages to capabilities are shown. */
const SHOWN = 10;
const KINDS = { steer: 'now', follow_up: 'after the present task' };

/** What was counted for a state, as long as it is at that cursor. @type {WeakMap<object, {cursor: string, unread: Unread}>} */
const OF_STATE = new WeakMap();

/** The messages that nobody has read yet, by the agent or the task with which they wait, the oldest first. */
export class Unread {
  static NONE = new Unread([]);

  #byPlace = new Map();

  /** @param {Iterable<object>} messages */
  constructor(messages) {
    for (const message of messages) {
      const place = placeOf(message);
      const waiting = this.#byPlace.get(place);
      if (waiting) waiting.push(message);
      else this.#byPlace.set(place, [message]);
    }
    for (const waiting of this.#byPlace.values()) waiting.sort((a, b) => a.seq - b.seq);
  }

  /** @param {object|null} state */
  static of(state) {
    if (!state?.messages.size) return Unread.NONE;
    let known = OF_STATE.get(state);
    if (known?.cursor !== state.cursor) {
      known = { cursor: state.cursor, unread: new Unread(state.messages.values()) };
      OF_STATE.set(state, known);
    }
    return known.unread;
  }

  /** Those to capabilities that no agent has got yet. */
  get withNobody() {
    return this.#byPlace.get('capability') ?? [];
  }

  /** @param {'agent'|'task'} kind */
  with(kind, id) {
    return this.#byPlace.get(`${kind}/${id}`) ?? [];
  }
}

function placeOf({ agent_id: agent, task_id: task }) {
  return task ? `task/${task}` : agent ? `agent/${agent}` : 'capability';
}

/** Changes if other messages are shown, or their ages. */
export function sameness(view, messages) {
  return messages.map(({ id, sent_at: sentAt }) => `${id} ${ago(sentAt, view.now)}`).join(' ');
}

/** How many messages are not read. */
export function unreadMark(messages) {
  return messages.length
    ? html`<span class="tag" data-unread=${messages.length}>${messages.length.toLocaleString('en')} unread</span>`
    : nothing;
}

/**
 * The messages that are not read, and where to write one.
 *
 * @param {import('./view.js').View} view
 * @param {{agent_id: string}|{task_id: string}} to
 * @param {object[]} messages
 */
export function messageBox(view, to, messages) {
  const name = to.agent_id ?? to.task_id;
  return html`<div class="messages" data-messages=${name}>
    ${repeat(
      messages,
      ({ id }) => id,
      (message) => line(view, message),
    )}
    ${view.maySend ? form(view, to, name) : nothing}
  </div>`;
}

/** The messages to capabilities that no agent has got yet; nothing if there are none. */
export function messagesWithNobody(view, { withNobody }) {
  return withNobody.length
    ? html`<div class="messages with-nobody" data-messages="">
        ${withNobody.slice(0, SHOWN).map((message) => line(view, message))}
        ${withNobody.length > SHOWN ? html`<p class="dim">and ${(withNobody.length - SHOWN).toLocaleString('en')} more</p>` : nothing}
      </div>`
    : nothing;
}

function line(view, { id, from, kind, text, sent_at: sentAt, to_capability: capability }) {
  const to = capability ? `, to who has ${capability}` : '';
  return html`<p class="message" data-message=${id}>
    <span class="dim">${from ?? 'somebody'}, ${ago(sentAt, view.now)}, ${KINDS[kind] ?? kind}${to}:</span>
    <span class="message-text">${text}</span>
  </p>`;
}

function form(view, to, name) {
  const send = async (event) => {
    event.preventDefault();
    const { currentTarget: sent } = event;
    const { text, kind } = Object.fromEntries(new FormData(sent));
    if (await view.commands.send(to, text, kind)) sent.reset();
  };
  return html`<form class="message-form" @submit=${send}>
    <input
      name="text"
      required
      maxlength="4096"
      autocomplete="off"
      placeholder="Write a message"
      aria-label=${`Message to ${name}`}
    />
    ${
      view.may('steer')
        ? html`<select name="kind" aria-label="When to read it">
            <option value="steer">Now</option>
            <option value="follow_up">After its task</option>
          </select>`
        : html`<input type="hidden" name="kind" value="follow_up" />`
    }
    <button class="primary">Send</button>
  </form>`;
}
