/**
 * What of a file the page shows. Whatever its sender says that it is, the page shows pixels or text: only images that are
 * nothing but pixels, typed by their own first bytes, and everything else that may be text as its letters. HTML and SVG
 * are letters, too. So nothing of a file is ever read as a document.
 */

/** Of a text so many bytes are shown. */
export const TEXT_SHOWN = 256 * 1024;
/** A larger image is not fetched. */
export const IMAGE_MOST = 16 * 1024 * 1024;

const TEXT_TYPES = /^(?:text\/|application\/(?:[\w.+-]*\+)?(?:json|xml|x?yaml|toml|sql|x-sh|javascript|x-ndjson|x-yaml|xhtml\+xml)$|image\/svg\+xml)/;
const TEXT_NAMES =
  /\.(?:bash|c|cfg|conf|cpp|cs|css|csv|diff|env|go|gradle|h|html?|ini|java|jsx?|json|jsonl|kt|log|lua|md|mjs|patch|php|pl|properties|py|r|rb|rs|sh|sql|svg|swift|tex|toml|tsv|tsx?|txt|xml|ya?ml)$/i;
const IMAGE_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/** @returns {'image'|'text'|null} how a file may be shown, by what its sender says of it */
export function kindOf({ type, name }) {
  const bare = type.split(';')[0].trim().toLowerCase();
  if (IMAGE_TYPES.has(bare)) return 'image';
  if (TEXT_TYPES.test(bare)) return 'text';
  const isUnknown = bare === '' || bare === 'application/octet-stream';
  return isUnknown && TEXT_NAMES.test(name) ? 'text' : null;
}

/** The media type of an image by its first bytes; null if it is none of those that are shown. @param {Uint8Array} bytes */
export function imageType(bytes) {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(head)) return 'image/gif';
  if (/^RIFF[^]{4}WEBP/.test(head)) return 'image/webp';
  if (/^[^]{4}ftypavi[fs]/.test(head)) return 'image/avif';
  return null;
}

/**
 * The letters of a text; null if it is none.
 *
 * @param {Uint8Array} bytes
 * @param {boolean} isPart whether more follow: what is cut within a letter is left out
 */
export function textOf(bytes, isPart) {
  const text = new TextDecoder().decode(bytes, { stream: isPart });
  return text.includes('\0') ? null : text;
}
