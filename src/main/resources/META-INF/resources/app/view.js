import { SwarmClient } from '../swarmbot-client.js';
import { Access } from './access.js';
import { ServerClock } from './clock.js';

const FEED_KEPT = 200;
const TICK = 1000;

/**
 * What the page shows: one client, the newest events, and frames. Whatever changes asks for a frame; parts of the page draw
 * themselves anew in it, all together, and the busier the swarm, the larger the share of time left to the browser.
 */
export class View {
  #hosts = new Set();
  #isFrameDue = false;
  #notBefore = 0;
  #isNamed;
  /** Whether the stream was away, so that what we may do could be another by now. */
  #wasAway = false;

  /**
   * @param {string} swarm
   * @param {boolean} isNamed false if any other swarm is as good
   */
  constructor(swarm, isNamed) {
    this.#isNamed = isNamed;
    this.access = new Access(() => this.changed());
    /** Newest last. */
    this.feed = [];
    /** Events since the page was opened: says how many came while the feed stood still. */
    this.count = 0;
    this.toast = null;
    this.watch(swarm);
    this.#enter();
    // Another tab may have logged in: all tabs of a browser have one session.
    addEventListener('focus', () => this.access.isLoginDue && this.#enter());
    // Ages grow without an event.
    setInterval(() => this.changed(), TICK);
  }

  /** Follows this swarm from now on. */
  watch(swarm) {
    this.client?.stop();
    this.swarm = swarm;
    this.feed = [];
    this.clock = new ServerClock();
    this.client = new SwarmClient({
      swarm,
      // The page shows the JSON of agents and tasks as it came.
      exactNumbers: true,
      onEvent: (event) => this.#note(event),
      onState: () => this.changed(),
      onStatus: (status) => this.#connected(status),
      onUnauthenticated: ({ reason }) => this.access.end(reason),
      onReset: () => this.#feed({ type: 'reset', cursor: `reset ${this.count}`, timestamp: this.#timestamp() }),
    });
    // For the console, and for tests.
    window.swarmbot = this.client;
    if (this.access.isIn) this.client.start();
    this.changed();
  }

  /** Asks who we are, and follows the swarm if we need no login or have one. */
  async #enter() {
    const before = this.access.who?.name;
    await this.access.ask(this.client);
    await this.#begin(before);
  }

  /** Whoever comes back goes on; somebody else begins anew, and may see less. */
  async #begin(before) {
    if (!this.access.isIn) return;
    if (this.access.who?.name !== before) this.watch(this.swarm);
    if (!this.#isNamed && !this.may('view')) await this.#watchAnother();
    this.client.start();
  }

  async #watchAnother() {
    const [seen] = await this.client.swarms().catch(() => []);
    if (seen) this.watch(seen.id);
  }

  #connected({ state, reason }) {
    if (state !== 'live') this.#wasAway ||= reason !== null;
    else if (this.#wasAway || this.access.who === null) {
      this.#wasAway = false;
      this.access.ask(this.client);
    }
    this.changed();
  }

  /** Whether to offer what needs this right in the swarm that is shown. */
  may(right) {
    return this.access.may(right, this.swarm);
  }

  /** @returns {Promise<string|null>} why the login was refused */
  async logIn(token) {
    const before = this.access.who?.name;
    const refusal = await this.access.logIn(this.client, token);
    if (refusal === null) await this.#begin(before);
    return refusal;
  }

  async logOut() {
    this.client.stop();
    try {
      await this.access.logOut(this.client);
      this.watch(this.swarm);
    } catch (problem) {
      this.say(`You are still logged in: ${problem.message}`, true);
      this.client.start();
    }
  }

  get state() {
    return this.client.state;
  }

  get now() {
    return this.clock.now();
  }

  #note(event) {
    const { timestamp } = event;
    if (timestamp) this.clock.observe(timestamp);
    // Of an event that cannot be read, the time may be unknown.
    this.#feed(timestamp ? event : { ...event, timestamp: this.#timestamp() });
  }

  #timestamp() {
    return new Date(this.clock.now()).toISOString();
  }

  #feed(event) {
    this.count++;
    this.feed.push(event);
    // Trimmed in gulps: moving the whole array for every event would be work for nothing.
    if (this.feed.length > FEED_KEPT * 2) this.feed = this.feed.slice(-FEED_KEPT);
    this.changed();
  }

  /** Says something in passing; errors stay until the next one, or until dismissed. */
  say(text, isError = false) {
    this.toast = { text, isError };
    this.changed();
    clearTimeout(this.toastTimer);
    if (!isError) this.toastTimer = setTimeout(() => this.dismiss(), 4000);
  }

  dismiss() {
    this.toast = null;
    this.changed();
  }

  async cancel(task) {
    try {
      await this.client.cancelTask(task.id);
    } catch (problem) {
      this.say(`${task.id} was not canceled: ${problem.message}`, true);
    }
  }

  async retry(task) {
    try {
      await this.client.retryTask(task.id, { version: task.version });
    } catch (problem) {
      this.say(`${task.id} was not retried: ${problem.message}`, true);
    }
  }

  /** True if the answer was taken: the question may have been another one by then. */
  async answer(task, answer) {
    try {
      await this.client.provideInput(task.id, answer, { version: task.version });
      return true;
    } catch (problem) {
      this.say(`${task.id} was not answered: ${problem.message}`, true);
      return false;
    }
  }

  /** Whether to offer to send messages. */
  get maySend() {
    return ['submit', 'work', 'steer'].some((right) => this.may(right));
  }

  /** True if the message was sent. @param {{agent_id: string}|{task_id: string}} to */
  async send(to, text, kind) {
    try {
      await this.client.sendMessage(to, text, { kind });
      return true;
    } catch (problem) {
      this.say(`The message was not sent: ${problem.message}`, true);
      return false;
    }
  }

  /** Whether agents here are marked as a demonstration. */
  get isDemo() {
    for (const agent of this.state?.agents.values() ?? []) if (agent.capabilities.includes('demo')) return true;
    return false;
  }

  // Frames

  add(host) {
    this.#hosts.add(host);
  }

  remove(host) {
    this.#hosts.delete(host);
  }

  changed() {
    if (this.#isFrameDue) return;
    this.#isFrameDue = true;
    const wait = this.#notBefore - performance.now();
    if (wait > 0) setTimeout(() => requestAnimationFrame(() => this.#frame()), wait);
    else requestAnimationFrame(() => this.#frame());
  }

  async #frame() {
    this.#isFrameDue = false;
    const startedAt = performance.now();
    for (const host of this.#hosts) host.requestUpdate();
    await Promise.all([...this.#hosts].map((host) => host.updateComplete));
    // Drawing takes a third of the time at the most; a quiet swarm is drawn at once.
    const took = performance.now() - startedAt;
    this.#notBefore = performance.now() + Math.min(500, took * 2);
  }
}
