/** Anything else would be refused by fetch, in Node with a message that contains the token. */
const FORM = /^[A-Za-z0-9._~+/-]+=*$/;

/**
 * What a client logs in with. A function is asked for the token before the first request, and again when the service
 * does not accept what it gave.
 *
 * @typedef {string|null|undefined|(() => string|null|undefined|Promise<string|null|undefined>)} TokenSource
 */
export class Token {
  #source;
  /** Null if there is none; undefined before the function was asked. */
  #text;
  #asking = null;

  /** @param {TokenSource} [source] @throws {TypeError} if the text is no token */
  constructor(source) {
    this.#source = source;
    if (typeof source !== 'function') this.#text = checked(source);
  }

  /** False for a client that sends no token, but maybe the cookie of a session. */
  get isGiven() {
    return this.#source != null;
  }

  /** @returns {Promise<string|null>} the token to send, or null to send none */
  async current() {
    if (this.#text === undefined) await this.#ask();
    return this.#text;
  }

  /** Asks again, if the present token is the refused one. @returns {Promise<string|null>} null if there is no other */
  async newerThan(refused) {
    if (typeof this.#source === 'function' && this.#text === refused) await this.#ask();
    return this.#text === refused ? null : this.#text;
  }

  /** What to tell people after a 401. */
  get refusal() {
    return this.#text
      ? 'the service does not accept the token: it is wrong, expired or revoked'
      : 'the service requires a token, and there is none: give the option token, or log in';
  }

  /** One question for all requests that wait for its answer. */
  #ask() {
    this.#asking ??= Promise.resolve()
      .then(this.#source)
      .then((text) => (this.#text = checked(text)))
      .finally(() => (this.#asking = null));
    return this.#asking;
  }
}

function checked(text) {
  const token = text?.trim();
  if (token == null) return null;
  if (!FORM.test(token)) throw new TypeError('this is no token: it must be one word of letters, digits and -._~+/');
  return token;
}
