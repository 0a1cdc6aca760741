import { html } from 'lit';
import { icon } from './icons.js';

/**
 * A button that lets people choose files, and shares them.
 *
 * @param {import('./view.js').View} view
 * @param {string} [task] to which they belong
 */
export function shareButton(view, task) {
  const choose = ({ currentTarget: button }) => button.nextElementSibling.click();
  const take = ({ target: input }) => {
    share(view, input.files, false, task);
    input.value = ''; // the same file may be chosen again
  };
  return html`<button data-action="upload" @click=${choose}>${icon('upload')} Share files</button
    ><input type="file" multiple hidden aria-label="Files to share" @change=${take} />`;
}

/** @param {Iterable<File>} files @param {boolean} hasFolders whether there were folders among them */
export function share(view, files, hasFolders, task) {
  if (hasFolders) view.say('Folders cannot be shared. Choose the files in them.', true);
  view.uploads.add([...files], task);
}
