import { SwarmClient } from '../swarmbot-client.js';
import { Access } from './access.js';
import { BulkAction } from './bulk-action.js';
import { ServerClock } from './clock.js';
import { Commands } from './commands.js';
import { Doors } from './doors.js';
import { Inbox } from './inbox.js';
import { Notifier } from './notifier.js';
import { Past } from './past.js';
import { Rates } from './rates.js';
import { Route } from './route.js';
import { Settings } from './settings.js';
import { Uploads } from './uploads.js';

const FEED_KEPT = 200;
const TICK = 1000;
const DEFAULT_SWARM = 'default';

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

  /** What is shown if the address names no swarm. */
  #home = DEFAULT_SWARM;
  /** What is being done to many tasks; it goes on while another view is shown. @type {BulkAction|null} */
  action = null;
  /** The log on its way to a file; it goes on while another view is shown. @type {import('./log-export.js').LogExport|null} */
  exporting = null;
  /** Those who hear each event. @type {Set<(event: object) => void>} */
  #listeners = new Set();

  constructor() {
    this.route = new Route(() => this.#routed());
    // Otherwise any other swarm is as good.
    this.#isNamed = this.route.swarm !== null;
    this.settings = new Settings((name) => this.#chosen(name));
    this.notifier = new Notifier(this);
    this.inbox = new Inbox(
      () => this.changed(),
      (entries) => this.notifier.tell(entries),
    );
    this.access = new Access(() => this.#mayHaveChanged());
    this.commands = new Commands(this);
    this.doors = new Doors(this);
    this.uploads = new Uploads(this);
    /** Newest last. */
    this.feed = [];
    /** Events since the page was opened: says how many came while the feed stood still. */
    this.count = 0;
    this.toast = null;
    this.watch(this.route.swarm ?? this.#home);
    this.#enter();
    // Another tab may have logged in: all tabs of a browser have one session.
    addEventListener('focus', () => this.access.isLoginDue && this.#enter());
    // Ages grow without an event.
    setInterval(() => this.changed(), TICK);
  }

  #routed() {
    const swarm = this.route.swarm ?? this.#home;
    if (swarm !== this.swarm) this.watch(swarm);
    else this.#followAddress();
    this.changed();
  }

  #chosen(setting) {
    if (setting === 'rate') this.watch(this.swarm);
    this.changed();
  }

  #mayHaveChanged() {
    if (this.access.isIn && this.access.mayAnywhere('steer')) this.inbox.start(this.client);
    else this.inbox.stop();
    this.changed();
  }

  /** Follows this swarm from now on. */
  watch(swarm) {
    this.client?.stop();
    this.action?.stop();
    this.action = null;
    this.exporting?.stop();
    this.exporting = null;
    this.swarm = swarm;
    this.past?.end();
    this.past = new Past(this);
    this.feed = [];
    this.rates = new Rates();
    this.clock = new ServerClock();
    this.client = new SwarmClient({
      swarm,
      // The page shows the JSON of agents and tasks as it came.
      exactNumbers: true,
      maxRate: this.settings.get('rate') || undefined,
      onEvent: (event) => this.#note(event),
      onPart: () => this.changed(),
      onState: () => this.#followState(),
      onStatus: (status) => this.#connected(status),
      onUnauthenticated: ({ reason }) => this.access.end(reason),
      onReset: () => this.#feed({ type: 'reset', cursor: `reset ${this.count}`, timestamp: this.#timestamp() }),
    });
    // For the console, and for tests.
    window.swarmbot = this.client;
    if (this.access.isIn) this.client.start();
    this.changed();
  }

  #followState() {
    this.#followAddress();
    this.changed();
  }

  /** Shows the moment that the address names, as soon as the end of the log is known: views read back from there. */
  #followAddress() {
    if (this.client.state) this.past.follow();
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
    if (this.access.who?.name !== before) {
      if (before !== undefined) this.uploads.forget();
      this.inbox.stop();
      this.watch(this.swarm);
      this.#mayHaveChanged();
    }
    if (!this.#isNamed && !this.may('view')) await this.#watchAnother();
    this.client.start();
  }

  async #watchAnother() {
    const [seen] = await this.client.swarms().catch(() => []);
    if (!seen) return;
    this.#home = seen.id;
    this.watch(seen.id);
  }

  #connected({ state, reason }) {
    if (state !== 'live') this.#wasAway ||= reason !== null;
    else if (this.#wasAway || this.access.who === null) {
      this.#wasAway = false;
      this.access.ask(this.client);
    }
    this.changed();
  }

  /** Whether to offer what needs this right in the swarm that is shown. Nothing can be done to the past. */
  may(right) {
    return (right === 'view' || !this.past.isShown) && this.access.may(right, this.swarm);
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
      BulkAction.forget();
      this.uploads.forget();
      this.watch(this.swarm);
    } catch (problem) {
      this.say(`You are still logged in: ${problem.message}`, true);
      this.client.start();
    }
  }

  /** What is shown: the present state, or the earlier one that somebody went back to. */
  get state() {
    return this.past.state ?? this.client.state;
  }

  /**
   * The same, or else as much of the first snapshot as has come: enough to list what is in it, not to count it. Whoever
   * wants to see another moment waits for that one.
   */
  get stateSoFar() {
    return this.state ?? (this.route.get('at') ? null : this.client.partialState);
  }

  /** The time of what is shown, by the clock of the service. */
  get now() {
    return this.past.time ?? this.clock.now();
  }

  #note(event) {
    const { timestamp } = event;
    if (timestamp) this.clock.observe(timestamp);
    // Of an event that cannot be read, the time may be unknown.
    this.#feed(timestamp ? event : { ...event, timestamp: this.#timestamp() });
  }

  /** Calls back with each event of the swarm that is watched. @returns {() => void} ends it */
  onEvent(hear) {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  /** The same with the events of what is shown: if that is an earlier state, those by which it goes on. */
  onShownEvent(hear) {
    const ends = [this.onEvent((event) => this.past.isShown || hear(event)), this.past.onEvent(hear)];
    return () => ends.forEach((end) => end());
  }

  #timestamp() {
    return new Date(this.clock.now()).toISOString();
  }

  #feed(event) {
    this.count++;
    this.rates.note(event);
    for (const hear of this.#listeners) hear(event);
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

  /** Whether to offer to send messages. */
  get maySend() {
    return ['submit', 'work', 'steer'].some((right) => this.may(right));
  }

  /** Whether to offer to delete this file: to who steers, and to who shared it. */
  mayRemove(file) {
    return this.may('steer') || (!this.past.isShown && file.by === this.access.who?.name);
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
    for (const host of this.#hosts) host.frame();
    await Promise.all([...this.#hosts].map((host) => host.updateComplete));
    // Drawing takes a third of the time at the most; a quiet swarm is drawn at once.
    const took = performance.now() - startedAt;
    this.#notBefore = performance.now() + Math.min(500, took * 2);
  }
}
