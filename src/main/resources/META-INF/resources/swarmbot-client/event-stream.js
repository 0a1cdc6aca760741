/**
 * Reads text/event-stream (https://html.spec.whatwg.org/multipage/server-sent-events.html) into the protocol's messages.
 * The JSON in `data` says it all; `event` repeats its type. An `id` without data is this protocol's heartbeat.
 */
export class EventStreamParser {
  #rest = '';
  #data = [];
  #id = null;

  /**
   * @param {string} text any piece of the stream
   * @returns {object[]} the messages that it completes
   */
  push(text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    // A trailing \r stays too: the \n that may belong to it is perhaps still on its way.
    this.#rest = lines.pop();
    const messages = [];
    for (const line of lines) {
      if (line === '') this.#dispatch(messages);
      else this.#field(line);
    }
    return messages;
  }

  #field(line) {
    const colon = line.indexOf(':');
    if (colon === 0) return; // a comment, sent to keep the connection open
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') this.#data.push(value);
    else if (name === 'id') this.#id = value;
  }

  #dispatch(messages) {
    if (this.#data.length) messages.push(JSON.parse(this.#data.join('\n')));
    else if (this.#id) messages.push({ type: 'heartbeat', cursor: this.#id });
    this.#data = [];
    this.#id = null;
  }
}
