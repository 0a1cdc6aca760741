const KINDS = { question: 'A question', alert: 'An alert', failed: 'A task failed for good' };

/**
 * Tells of what waits for a person while nobody looks at the page, if they asked for it and the browser allows it. All tabs
 * of a browser show one notification together.
 */
export class Notifier {
  #view;

  /** @param {import('./view.js').View} view */
  constructor(view) {
    this.#view = view;
  }

  /** Why it cannot be switched on here; null if it can. */
  static get obstacle() {
    if (!('Notification' in window) || !window.isSecureContext) return 'This browser shows none for this address.';
    return Notification.permission === 'denied' ? 'This browser was told to show none. Change that beside the address.' : null;
  }

  /** Asks the browser, if nobody has. Call it when somebody has pressed a button. @returns {Promise<boolean>} whether it is on */
  async switchOn() {
    const isAllowed = (await Notification.requestPermission()) === 'granted';
    this.#view.settings.set('notify', isAllowed);
    return isAllowed;
  }

  /** @param {{kind: string, swarm: string, task_id: string, agent_id: string|null, text: string}[]} entries that are new */
  tell(entries) {
    const { settings, inbox } = this.#view;
    if (!entries.length || !document.hidden || !settings.get('notify')) return;
    if (Notifier.obstacle !== null || Notification.permission !== 'granted') return;
    const { kind, swarm, task_id: task, text } = entries.at(-1);
    const title = `${KINDS[kind] ?? 'Something'} in ${swarm}`;
    const more = inbox.size > 1 ? `\n${inbox.size.toLocaleString('en')} wait for you.` : '';
    const shown = new Notification(title, { body: `${task}: ${text}${more}`, tag: 'swarmbot-inbox', icon: 'favicon.svg' });
    shown.onclick = () => {
      window.focus();
      this.#view.route.go(this.#view.route.to('inbox'));
      shown.close();
    };
  }
}
