import { html, nothing } from 'lit';
import { isStructure, json } from './format.js';
import { copyButton } from './pieces.js';

/** A value of somebody else as readable JSON, or as the text that it is; nothing if there is none. */
export function jsonBlock(title, value, tone = '') {
  if (value === null || value === undefined) return nothing;
  const text = isStructure(value) ? json(value) : String(value);
  return html`<section class="json" data-json=${title.toLowerCase()} data-tone=${tone || nothing}>
    <h3>${title} ${copyButton(text, `Copy the ${title.toLowerCase()}`)}</h3>
    <pre tabindex="0">${text}</pre>
  </section>`;
}
