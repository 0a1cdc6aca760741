import { html, nothing } from 'lit';
import { urlOf } from './files.js';
import { bytes } from './format.js';
import { Part } from './part.js';
import { IMAGE_MOST, TEXT_SHOWN, imageType, kindOf, textOf } from './preview.js';

/** How a file looks, as pixels or as text. It fetches no more than it shows. */
class FilePreview extends Part {
  static properties = { file: { attribute: false } };

  #fetching = null;
  /** What is shown: `{text}`, `{image}` or `{note}`; null while it is fetched. */
  #shown = null;

  willUpdate(changes) {
    if (changes.has('file') && changes.get('file')?.id !== this.file.id) this.#begin(this.file);
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) this.#begin(this.file);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#forget();
  }

  render() {
    const { file } = this;
    if (!this.#shown) return html`<p class="dim" aria-busy="true">Fetching it.</p>`;
    const { image, text, note } = this.#shown;
    return html`<div class="preview" data-preview=${image ? 'image' : text === undefined ? 'none' : 'text'}>
      ${
        image
          ? html`<img src=${image} alt=${`Preview of ${file.name}`} @error=${this.#refuse} />`
          : nothing
      }
      ${text === undefined ? nothing : html`<pre tabindex="0" aria-label=${`Text of ${file.name}`} role="region">${text}</pre>`}
      ${note ? html`<p class="dim">${note}</p>` : nothing}
    </div>`;
  }

  #forget() {
    this.#fetching?.abort();
    if (this.#shown?.image) URL.revokeObjectURL(this.#shown.image);
    this.#shown = null;
  }

  #show(shown) {
    if (this.#shown?.image) URL.revokeObjectURL(this.#shown.image);
    this.#shown = shown;
    this.requestUpdate();
  }

  #refuse() {
    this.#show({ note: 'The browser cannot show this image. Download it to look at it.' });
  }

  async #begin(file) {
    this.#forget();
    const kind = kindOf(file);
    if (!file.size) return this.#show({ note: 'The file is empty.' });
    if (!kind) return this.#show({ note: 'There is no preview of this type. Download it to look at it.' });
    if (kind === 'image' && file.size > IMAGE_MOST) {
      return this.#show({ note: `Images of more than ${bytes(IMAGE_MOST)} are not shown. Download it to look at it.` });
    }
    const { signal } = (this.#fetching = new AbortController());
    try {
      const found = await this.#fetch(file, kind, signal);
      this.#show(kind === 'image' ? imageOf(found) : letters(file, found));
    } catch (problem) {
      if (!signal.aborted) this.#show({ note: `It could not be fetched: ${problem.message}.` });
    }
  }

  async #fetch(file, kind, signal) {
    const headers = kind === 'text' ? { Range: `bytes=0-${Math.min(file.size, TEXT_SHOWN) - 1}` } : {};
    const response = await fetch(urlOf(this.view, file), { headers, signal });
    if (!response.ok) throw new Error(response.status === 404 ? 'it was deleted' : `the service answers ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }
}

function imageOf(found) {
  const type = imageType(found);
  if (!type) return { note: 'It is not the image that it is said to be. Download it to look at it.' };
  return { image: URL.createObjectURL(new Blob([found], { type })) };
}

function letters(file, found) {
  const isPart = found.length < file.size;
  const text = textOf(found, isPart);
  if (text === null) return { note: 'It is no text. Download it to look at it.' };
  return { text, note: isPart ? `The first ${bytes(found.length)} of ${bytes(file.size)}.` : null };
}

customElements.define('swarm-preview', FilePreview);
