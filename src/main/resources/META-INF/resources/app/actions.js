/**
 * What can be done with the page itself, in one list: the shortcuts, their help and the command palette are made of it.
 *
 * @typedef {object} Action
 * @property {string} title what it does, as an order
 * @property {string} [keys] one key, or two with a space between, one after the other
 * @property {() => void} run
 */

/** The second key, after `g`, of each view that has one. */
const KEYS = { overview: 'o', inbox: 'i', agents: 'a', tasks: 't', files: 'f', feed: 'e', timeline: 'l', flow: 'w' };

/**
 * @param {import('./view.js').View} view
 * @param {object} page
 * @param {[string, string][]} page.views names and titles
 * @param {() => void} page.newTask
 * @param {() => void} page.settings opens the settings
 * @param {() => void} page.help opens the list of shortcuts
 * @returns {Action[]} those that the caller may do at present
 */
export function pageActions(view, page) {
  const { route } = view;
  return [
    ...page.views
      .filter(([name]) => name !== 'inbox' || view.inbox.state !== 'off')
      .map(([name, title]) => ({
        title: `Go to ${title}`,
        keys: KEYS[name] && `g ${KEYS[name]}`,
        run: () => route.go(route.to(name)),
      })),
    ...(view.may('submit') ? [{ title: 'New task', keys: 'n', run: page.newTask }] : []),
    { title: 'Find in this view', keys: '/', run: () => document.querySelector('main input[type=search]')?.focus() },
    view.past.isShown
      ? { title: 'Back to now', keys: 'h', run: () => view.past.leave() }
      : { title: 'Go back in time', keys: 'h', run: () => view.past.jump(view.past.last - 1) },
    { title: 'Settings', keys: ',', run: page.settings },
    { title: 'Keyboard shortcuts', keys: '?', run: page.help },
  ];
}
