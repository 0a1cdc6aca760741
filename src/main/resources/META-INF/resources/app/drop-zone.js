/** Where files of the desktop may be dropped: on an element, and nowhere else on the page. */

/** A file that is dropped beside a zone would be opened in the place of the page. */
export function keepDropsOut() {
  for (const type of ['dragover', 'drop']) {
    addEventListener(type, (event) => {
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'none';
    });
  }
}

/**
 * @param {HTMLElement} host it shows its attribute `data-drop` while files are over it
 * @param {() => string|null} invitation what is shown; null if nothing may be dropped at present
 * @param {(files: File[], hasFolders: boolean) => void} take
 */
export function dropZone(host, invitation, take) {
  const over = (event) => {
    const text = hasFiles(event) ? invitation() : null;
    if (text === null) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    host.dataset.drop = text;
  };
  host.addEventListener('dragenter', over);
  host.addEventListener('dragover', over);
  host.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!host.contains(relatedTarget)) delete host.dataset.drop;
  });
  host.addEventListener('drop', (event) => {
    delete host.dataset.drop;
    if (!hasFiles(event) || invitation() === null) return;
    event.preventDefault();
    const items = [...event.dataTransfer.items].filter(({ kind }) => kind === 'file');
    const files = items.filter((item) => !item.webkitGetAsEntry?.()?.isDirectory);
    take(
      files.map((item) => item.getAsFile()),
      files.length < items.length,
    );
  });
}

function hasFiles({ dataTransfer }) {
  return dataTransfer?.types.includes('Files') ?? false;
}
