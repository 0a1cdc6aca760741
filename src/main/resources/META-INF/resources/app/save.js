/**
 * Opens a file to write text to. Where the browser can, it goes to the disk piece by piece; elsewhere the browser keeps the
 * pieces, and offers them as a download at the end.
 *
 * @param {string} name
 * @param {string} type
 * @returns {Promise<{write: (text: string) => Promise<void>|void, close: () => Promise<void>|void}|null>} null if the
 *     person chose no file
 */
export async function saveAs(name, type) {
  if (!window.showSaveFilePicker) return download(name, type);
  try {
    const file = await window.showSaveFilePicker({ suggestedName: name });
    return await file.createWritable();
  } catch (problem) {
    if (problem.name === 'AbortError') return null;
    return download(name, type); // not allowed here
  }
}

function download(name, type) {
  let all = new Blob([], { type });
  return {
    write(text) {
      // The browser may put what is large on its disk.
      all = new Blob([all, text], { type });
    },
    close() {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(all);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
  };
}
