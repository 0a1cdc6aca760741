/**
 * Numbers as they were written. The service carries the JSON of others with the text of its numbers, and JSON.parse keeps
 * only what a double holds: it makes 9007199254740992 of 9007199254740993, 1.5 of 1.50, and Infinity of 1e400.
 */

/** A number that a JavaScript number does not show as it was written. It counts as the nearest number in arithmetic. */
export class ExactNumber {
  /** @param {string} text the number as JSON */
  constructor(text) {
    this.text = text;
    Object.freeze(this);
  }

  toString() {
    return this.text;
  }

  valueOf() {
    return Number(this.text);
  }

  /** Writes it as it came if the engine can (JSON.rawJSON); {@link stringifyExact} always does. */
  toJSON() {
    return JSON.rawJSON ? JSON.rawJSON(this.text) : Number(this.text);
  }
}

/**
 * What the text of a number that is not shown as it was written holds, with the character before: 16 digits or more, a
 * fraction that ends in 0, an exponent, a minus before 0, a small fraction. Other texts may hold it too; they only cost time.
 */
const SUSPECT = /[:,[\s](?:-0|-?(?:[\d.]{16,}|\d+\.\d*0(?!\d)|[\d.]+[eE]|0\.0{6}))|^-?\d/;

/** Strings, which are left alone, and numbers. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** What JSON.parse does, but a number that it would change becomes an {@link ExactNumber}. */
export function parseExact(text) {
  if (!SUSPECT.test(text)) return JSON.parse(text);
  const original = JSON.parse(text); // It throws before a mark can make JSON of what is none.
  const mark = markFor(JSON.stringify(original));
  let isMarked = false;
  const marked = text.replace(TOKENS, (token) => {
    if (token[0] === '"' || String(Number(token)) === token) return token;
    isMarked = true;
    return `"${mark}${token}"`;
  });
  if (!isMarked) return original;
  return JSON.parse(marked, (key, value) =>
    typeof value === 'string' && value.startsWith(mark) ? new ExactNumber(value.slice(mark.length)) : value,
  );
}

/** What JSON.stringify does, and every {@link ExactNumber} is written as it came. */
export function stringifyExact(value, indent) {
  const mark = markFor(JSON.stringify(value) ?? '');
  let isMarked = false;
  const marked = JSON.stringify(
    value,
    function (key, each) {
      // `each` is what toJSON made of it.
      const original = this[key];
      if (!(original instanceof ExactNumber)) return each;
      isMarked = true;
      return mark + original.text;
    },
    indent,
  );
  return isMarked ? marked.replace(new RegExp(`"${mark}([^"]*)"`, 'g'), '$1') : marked;
}

/** Letters that the text does not hold; it is JSON without needless escapes. */
function markFor(text) {
  let mark = 'number:';
  while (text.includes(mark)) mark = `x${mark.slice(0, -1)}x:`;
  return mark;
}
