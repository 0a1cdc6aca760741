/**
 * Reads text/event-stream (https://html.spec.whatwg.org/multipage/server-sent-events.html) into the protocol's messages.
 * The JSON in `data` says it all: `event` repeats its type, and `id` its cursor.
 */
export class EventStreamParser {
  #rest = '';
  #data = [];
  #parse;

  /** @param {(text: string) => object} parse makes a message of its JSON */
  constructor(parse = JSON.parse) {
    this.#parse = parse;
  }

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
  }

  #dispatch(messages) {
    if (this.#data.length) messages.push(this.#parse(this.#data.join('\n')));
    this.#data = [];
  }
}
