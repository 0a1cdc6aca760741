import { html, nothing } from 'lit';
import { tickLabel } from './lane-scale.js';
import { Part } from './part.js';

/** The smallest form of the library is a script, no module. */
const LIBRARY = new URL('../webjars/uplot/dist/uPlot.iife.min.js', import.meta.url);
/** It is only loaded where there is something to draw. @type {Promise<object>|null} */
let library = null;

function load() {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = LIBRARY;
    script.onload = () => resolve(window.uPlot);
    script.onerror = () => reject(new Error('the library that draws charts could not be loaded'));
    document.head.append(script);
  });
}

/** In CSS pixels. */
const HEIGHT = { spark: 32, whole: 120 };

/**
 * A line over time. What it shows is also said in words.
 *
 * @typedef {object} Line
 * @property {string} label what it is, in words, with its last value
 * @property {number[]} times seconds since 1970, ascending
 * @property {(number|null)[]} values
 * @property {string} tone a colour of the style sheet, such as `--blue`
 * @property {boolean} [isStepped] the value holds until the next one
 */
class Chart extends Part {
  static properties = { line: { attribute: false }, kind: {} };

  #plot = null;
  #drawn = null;
  #resized = new ResizeObserver(() => this.#resize());
  #isDark = matchMedia('(prefers-color-scheme: dark)');
  #recolour = () => {
    this.#end();
    this.requestUpdate();
  };

  connectedCallback() {
    super.connectedCallback();
    this.#resized.observe(this);
    this.#isDark.addEventListener('change', this.#recolour);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#isDark.removeEventListener('change', this.#recolour);
    this.#end();
  }

  render() {
    return html`<div class="plot" role="img" aria-label=${this.line?.label ?? nothing}></div>`;
  }

  updated() {
    const { line } = this;
    if (!line || line === this.#drawn) return;
    this.#drawn = line;
    if (this.#plot) this.#plot.setData([line.times, line.values]);
    else this.#begin();
  }

  async #begin() {
    library ??= load().catch(() => null);
    const UPlot = await library;
    // Without it the words say the same.
    if (!UPlot || this.#plot || !this.isConnected || !this.line) return;
    const { times, values } = this.line;
    this.#plot = new UPlot(this.#options(UPlot), [times, values], this.querySelector('.plot'));
  }

  #options(UPlot) {
    const style = getComputedStyle(this);
    const colour = (name) => style.getPropertyValue(name).trim();
    const isSpark = this.kind === 'spark';
    const { tone, isStepped } = this.line;
    const font = `11px ${style.fontFamily}`;
    const axis = { stroke: colour('--dim'), font, grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    return {
      width: this.#width,
      height: HEIGHT[this.kind],
      legend: { show: false },
      cursor: { show: false },
      padding: isSpark ? [2, 0, 2, 0] : [8, 8, 0, 0],
      axes: isSpark ? [{ show: false }, { show: false }] : [{ ...axis, size: 26, values: timesOf }, { ...axis, size: 52 }],
      scales: { x: { time: !isSpark }, y: { range: (plot, min, max) => [Math.min(0, min ?? 0), Math.max(1, max ?? 1)] } },
      series: [
        {},
        {
          stroke: colour(tone),
          width: 1.5,
          fill: isSpark ? `color-mix(in srgb, ${colour(tone)} 14%, transparent)` : undefined,
          paths: isStepped ? UPlot.paths.stepped({ align: 1 }) : undefined,
          points: { show: !isSpark && this.line.times.length < 40, size: 4 },
        },
      ],
    };
  }

  get #width() {
    return Math.max(40, Math.floor(this.getBoundingClientRect().width));
  }

  #resize() {
    if (this.#plot && this.#width !== this.#plot.width) this.#plot.setSize({ width: this.#width, height: HEIGHT[this.kind] });
  }

  #end() {
    this.#plot?.destroy();
    this.#plot = this.#drawn = null;
  }
}

/** Times of an axis as the rest of the page has them. @param {number[]} ticks seconds since 1970 */
function timesOf(plot, ticks) {
  const apart = ticks.length > 1 ? ticks[1] - ticks[0] : 60;
  return ticks.map((tick) => tickLabel(tick * 1000, apart * 1000));
}

customElements.define('swarm-chart', Chart);
