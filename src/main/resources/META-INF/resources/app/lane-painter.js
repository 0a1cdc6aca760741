import { tickLabel } from './lane-scale.js';

/** The tone of each outcome, and its pattern: none is told by its colour alone. */
const LOOKS = {
  assigned: ['--cyan', 'none'],
  running: ['--blue', 'upright'],
  input_required: ['--amber', 'dots'],
  completed: ['--green', 'solid'],
  failed: ['--red', 'rising'],
  canceled: ['--grey', 'level'],
  taken_back: ['--violet', 'falling'],
};
/** Edge of the square that a pattern repeats, in CSS pixels. */
const TILE = 8;

/** How each pattern is drawn into its square. @type {Record<string, (c: CanvasRenderingContext2D, size: number) => void>} */
const PATTERNS = {
  none() {},
  solid: (c, size) => c.fillRect(0, 0, size, size),
  upright: (c, size) => c.fillRect(0, 0, size / 4, size),
  level: (c, size) => c.fillRect(0, 0, size, size / 4),
  dots(c, size) {
    for (const [x, y] of [[0.25, 0.25], [0.75, 0.75]]) {
      c.beginPath();
      c.arc(x * size, y * size, size / 8, 0, 7);
      c.fill();
    }
  },
  rising: (c, size) => slanted(c, size, 1),
  falling: (c, size) => slanted(c, size, -1),
};

function slanted(c, size, sign) {
  c.lineWidth = size / 5;
  c.beginPath();
  for (const shift of [-size, 0, size]) {
    c.moveTo(shift, sign > 0 ? size : 0);
    c.lineTo(shift + size, sign > 0 ? 0 : size);
  }
  c.stroke();
}

/** The colours as the style sheet has them at the moment: light or dark. */
export class Palette {
  #style = getComputedStyle(document.documentElement);
  #patterns = new Map();

  colour(name) {
    return this.#style.getPropertyValue(name).trim();
  }

  pattern(context, outcome, ratio) {
    const [tone, form] = LOOKS[outcome];
    const colour = this.colour(tone);
    const key = `${outcome} ${colour} ${ratio}`;
    let pattern = this.#patterns.get(key);
    if (!pattern) {
      const size = Math.round(TILE * ratio);
      const square = new OffscreenCanvas(size, size);
      const c = square.getContext('2d');
      c.fillStyle = c.strokeStyle = colour;
      c.globalAlpha = form === 'solid' ? 0.3 : 0.55;
      PATTERNS[form](c, size);
      pattern = context.createPattern(square, 'repeat');
      // The context is scaled, the square is not.
      pattern.setTransform(new DOMMatrix().scale(1 / ratio));
      this.#patterns.set(key, pattern);
    }
    return { colour, pattern };
  }
}

/** Makes a canvas as sharp as the screen. @returns {CanvasRenderingContext2D} in CSS pixels, and empty */
export function sharp(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** One bar, or a piece of it in the legend. */
export function paintBar(context, palette, outcome, { x, y, width, height }, isOpen = false) {
  const { colour, pattern } = palette.pattern(context, outcome, devicePixelRatio || 1);
  context.fillStyle = palette.colour('--panel');
  context.fillRect(x, y, width, height);
  context.fillStyle = pattern;
  context.fillRect(x, y, width, height);
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  // What goes on has no end yet.
  const [left, right, top, bottom] = [x + 0.5, x + width - 0.5, y + 0.5, y + height - 0.5];
  context.moveTo(right, top);
  context.lineTo(left, top);
  context.lineTo(left, bottom);
  context.lineTo(right, bottom);
  if (!isOpen) context.closePath();
  context.stroke();
}

/**
 * @typedef {object} Seen what there is to draw
 * @property {import('./lane-scale.js').LaneScale} scale
 * @property {number} now
 * @property {number} width of the canvas, in CSS pixels
 * @property {number} height
 * @property {number} axis height of the line of times above the lanes
 * @property {number} laneHeight
 * @property {{top: number, bars: import('./attempts.js').Attempt[], rows: number}[]} lanes
 * @property {string|null} selected
 * @property {string} font
 */

/**
 * Draws the lanes that are seen.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Palette} palette
 * @param {Seen} seen
 * @returns {{id: string, x: number, y: number, width: number, height: number}[]} where each attempt is
 */
export function paintLanes(canvas, palette, seen) {
  const { scale, now, width, height, axis } = seen;
  const context = sharp(canvas, width, height);
  context.font = seen.font;
  context.textBaseline = 'middle';
  const xOf = (time) => ((time - scale.from) / scale.span) * width;
  const places = [];
  const ticks = scale.ticks(width, 90);
  context.fillStyle = palette.colour('--line');
  for (const tick of ticks) context.fillRect(Math.round(xOf(tick)), axis, 1, height - axis);
  for (const lane of seen.lanes) {
    context.fillStyle = palette.colour('--line');
    context.fillRect(0, lane.top + seen.laneHeight - 1, width, 1);
    paintLane(context, palette, seen, lane, xOf, places);
  }
  const x = Math.round(xOf(now));
  context.fillStyle = palette.colour('--accent');
  if (x >= 0 && x <= width) context.fillRect(x, axis - 6, 1, height - axis + 6);
  paintAxis(context, palette, seen, ticks, xOf);
  return places;
}

function paintAxis(context, palette, { width, axis }, ticks, xOf) {
  context.fillStyle = palette.colour('--panel');
  context.fillRect(0, 0, width, axis);
  context.fillStyle = palette.colour('--line');
  context.fillRect(0, axis - 1, width, 1);
  context.fillStyle = palette.colour('--dim');
  const apart = ticks.length > 1 ? ticks[1] - ticks[0] : 1000;
  for (const tick of ticks) context.fillText(tickLabel(tick, apart), xOf(tick) + 4, axis / 2);
}

function paintLane(context, palette, seen, { top, bars, rows }, xOf, places) {
  const { scale, now, width, laneHeight, selected } = seen;
  const height = Math.floor((laneHeight - 7) / rows);
  /** Of each row, how far it is painted: many short attempts in one pixel are painted once. */
  const painted = Array(rows).fill(-1);
  for (const bar of bars) {
    const end = bar.to ?? Math.max(now, bar.from);
    if (bar.from > scale.to) break;
    if (end < scale.from) continue;
    const x = Math.max(-2, xOf(bar.from));
    const right = Math.min(width + 2, xOf(end));
    const place = { id: bar.id, x, y: top + 3 + bar.row * height, width: Math.max(3, right - x), height: Math.max(3, height - 1) };
    if (bar.id !== selected && x + place.width <= painted[bar.row]) continue;
    painted[bar.row] = x + place.width;
    places.push(place);
    paintBar(context, palette, bar.outcome, place, bar.to === null);
    if (place.width > 48 && height > 13) name(context, palette, bar, place);
    if (bar.id === selected) ring(context, palette, place);
  }
}

function name(context, palette, { type, task }, { x, y, width, height }) {
  const from = Math.max(0, x) + 5;
  context.save();
  context.beginPath();
  context.rect(from, y, x + width - from - 4, height);
  context.clip();
  const text = type ? `${type} ${task}` : task;
  const middle = y + height / 2 + 1;
  // Letters stand out of any pattern.
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeStyle = palette.colour('--panel');
  context.strokeText(text, from, middle);
  context.fillStyle = palette.colour('--text');
  context.fillText(text, from, middle);
  context.restore();
}

function ring(context, palette, { x, y, width, height }) {
  context.strokeStyle = palette.colour('--focus');
  context.lineWidth = 2;
  context.strokeRect(x - 1, y - 1, width + 2, height + 2);
}
