// Applies how people want the page to look before anything is drawn. It is no module: modules run after the first paint.
(() => {
  let chosen = null;
  try {
    chosen = JSON.parse(localStorage.getItem('swarmbot.settings'));
  } catch {
    return; // the browser keeps nothing, or something else
  }
  for (const name of ['theme', 'motion', 'density']) {
    if (typeof chosen?.[name] === 'string') document.documentElement.dataset[name] = chosen[name];
  }
})();
