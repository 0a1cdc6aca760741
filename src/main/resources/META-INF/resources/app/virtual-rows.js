/** Rows above and below what is seen, so that a turn of the wheel finds them there. */
const SPARE = 12;

/**
 * Which rows of a very long list are in the document: those that are seen and a few more. Two empty rows, above and below,
 * are as tall as all that is left out, so that the scroll bar is right.
 */
export class VirtualRows {
  #scrollerOf;

  /** @param {() => HTMLElement|null} scrollerOf gives the element that scrolls */
  constructor(scrollerOf) {
    this.#scrollerOf = scrollerOf;
  }

  /** In pixels. The style sheets say it in rem. */
  get #rowHeight() {
    const style = getComputedStyle(document.documentElement);
    return parseFloat(style.fontSize) * parseFloat(style.getPropertyValue('--row'));
  }

  /**
   * @param {number} count rows of the list
   * @returns {{from: number, to: number, above: number, below: number}} rows, and pixels of what is left out
   */
  window(count) {
    const scroller = this.#scrollerOf();
    const height = this.#rowHeight;
    const top = scroller?.scrollTop ?? 0;
    const seen = scroller?.clientHeight || 800;
    const last = Math.max(0, count - 1);
    const from = Math.max(0, Math.min(last, Math.floor(top / height)) - SPARE);
    const to = Math.min(count, Math.ceil((top + seen) / height) + SPARE);
    return { from, to, above: from * height, below: Math.max(0, count - to) * height };
  }

  /** Scrolls so far that the row is seen below the head. */
  reveal(index) {
    const scroller = this.#scrollerOf();
    if (!scroller) return;
    const height = this.#rowHeight;
    const head = scroller.querySelector('thead')?.offsetHeight ?? 0;
    const top = index * height;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + height + head > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = top + height + head - scroller.clientHeight;
    }
  }

  /** How many rows a page up or down goes. */
  get page() {
    return Math.max(1, Math.floor((this.#scrollerOf()?.clientHeight ?? 0) / this.#rowHeight) - 2);
  }
}
