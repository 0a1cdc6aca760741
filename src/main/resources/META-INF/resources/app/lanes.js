import { html } from 'lit';
import { Palette, paintLanes } from './lane-painter.js';
import { Part } from './part.js';

/** In rem; `timeline.css` says the same of the lanes. */
const LANE = 2.25;
const AXIS = 1.75;
/** One press, or one turn of the wheel. */
const ZOOM = 1.5;
const PAN = 0.2;

const PAN_KEYS = { h: -PAN, l: PAN };

/**
 * The lanes of the timeline: a list of any number of agents beside a canvas that draws those that are seen.
 *
 * @typedef {object} Lanes
 * @property {string[]} ids of the agents, in order
 * @property {(id: string) => unknown} name what stands before a lane
 * @property {import('./attempts.js').Attempts} attempts
 * @property {import('./lane-scale.js').LaneScale} scale
 * @property {string|null} selected the attempt that is selected
 * @property {(id: string|null) => void} select
 * @property {(id: string) => void} open
 *
 * @fires scaled when another part of time is shown
 */
class LanesElement extends Part {
  static properties = { lanes: { attribute: false } };

  #palette = new Palette();
  #places = [];
  #drag = null;
  #resized = new ResizeObserver(() => this.requestUpdate());
  #isDark = matchMedia('(prefers-color-scheme: dark)');
  #redraw = () => this.requestUpdate();

  connectedCallback() {
    super.connectedCallback();
    this.#resized.observe(this);
    this.#isDark.addEventListener('change', this.#redraw);
    // A listener that may keep the page from scrolling has to say so.
    this.addEventListener('wheel', this.#wheel, { passive: false });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#isDark.removeEventListener('change', this.#redraw);
  }

  get #rem() {
    return parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  get #scroller() {
    return this.querySelector('.lanes');
  }

  get #canvas() {
    return this.querySelector('canvas');
  }

  /** Which lanes are seen. */
  get #window() {
    const scroller = this.#scroller;
    const lane = this.#rem * LANE;
    const height = scroller?.clientHeight || 400;
    const top = scroller?.scrollTop ?? 0;
    const from = Math.floor(top / lane);
    const to = Math.min(this.lanes.ids.length, Math.ceil((top + height) / lane));
    return { from, to, top, lane, height, axis: this.#rem * AXIS };
  }

  render() {
    const { ids, name } = this.lanes;
    const { from, to, top, lane, height, axis } = this.#window;
    return html`<div class="lanes" tabindex="-1" @scroll=${this.#redraw}>
      <div class="lanes-all" .style=${`height:${axis + ids.length * lane}px`}>
        <div class="lanes-seen" .style=${`height:${height}px`}>
          <ul class="lane-names" aria-label="Agents">
            ${ids.slice(from, to).map(
              (id, index) => html`<li data-lane=${id} .style=${`top:${axis + (from + index) * lane - top}px`}>${name(id)}</li>`,
            )}
          </ul>
          <canvas
            role="application"
            tabindex="0"
            aria-label="Attempts by agent and time"
            aria-describedby="lanes-keys"
            @keydown=${this.#key}
            @focus=${this.#focus}
            @click=${this.#click}
            @pointerdown=${this.#press}
            @pointermove=${this.#move}
            @pointerup=${this.#release}
            @pointercancel=${this.#release}
            @pointerleave=${this.#leave}
          ></canvas>
        </div>
      </div>
    </div>`;
  }

  firstUpdated() {
    // Before the first drawing nobody knows how large it is.
    this.requestUpdate();
  }

  updated() {
    const canvas = this.#canvas;
    const { attempts, ids, scale, selected } = this.lanes;
    const { from, to, top, lane, height, axis } = this.#window;
    scale.goOn(this.view.now);
    const seen = ids.slice(from, to).map((id, index) => ({ ...attempts.lane(id), top: axis + (from + index) * lane - top }));
    this.#places = paintLanes(canvas, this.#palette, {
      scale,
      now: this.view.now,
      width: canvas.clientWidth,
      height,
      axis,
      laneHeight: lane,
      lanes: seen,
      selected,
      font: `${this.#rem * 0.75}px ${getComputedStyle(this).fontFamily}`,
    });
  }

  /** Where an attempt is on the screen; null if it is not seen. */
  placeOf(id) {
    const place = this.#places.find((each) => each.id === id);
    if (!place) return null;
    const { left, top } = this.#canvas.getBoundingClientRect();
    return { x: left + Math.max(0, place.x) + 1, y: top + place.y + place.height / 2 };
  }

  /** The attempt at that point. What was painted last is on top. */
  #at({ offsetX: x, offsetY: y }) {
    if (y < this.#rem * AXIS) return null;
    const isAt = (place) => x >= place.x - 1 && x <= place.x + place.width + 1 && y >= place.y && y <= place.y + place.height;
    return this.#places.findLast(isAt)?.id ?? null;
  }

  #timeAt(x) {
    const { scale } = this.lanes;
    return scale.from + (x / this.#canvas.clientWidth) * scale.span;
  }

  #scaled() {
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('scaled', { bubbles: true }));
  }

  // The pointer

  #wheel = (event) => {
    const { scale } = this.lanes;
    const isZoom = event.ctrlKey || event.metaKey || event.altKey;
    const across = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (isZoom) scale.zoom(event.deltaY > 0 ? ZOOM : 1 / ZOOM, this.#timeAt(event.offsetX));
    else if (Math.abs(across) > Math.abs(event.shiftKey ? 0 : event.deltaY)) scale.pan(across / this.#canvas.clientWidth);
    else return;
    event.preventDefault();
    this.#scaled();
  };

  #press(event) {
    if (event.button) return;
    this.#drag = { x: event.offsetX, isDragged: false };
  }

  #move(event) {
    if (!this.#drag) return this.#point(event);
    const by = this.#drag.x - event.offsetX;
    if (!this.#drag.isDragged && Math.abs(by) < 5) return;
    if (!this.#drag.isDragged) event.target.setPointerCapture(event.pointerId);
    this.#drag = { x: event.offsetX, isDragged: true };
    this.lanes.scale.pan(by / this.#canvas.clientWidth);
    this.#scaled();
  }

  #point(event) {
    const id = this.#at(event);
    event.target.style.cursor = id ? 'pointer' : 'grab';
    if (event.pointerType !== 'touch' && id !== this.lanes.selected) this.lanes.select(id);
  }

  #release() {
    // A click follows: it must know that this was a drag.
    const { isDragged } = this.#drag ?? {};
    this.#drag = null;
    this.wasDragged = isDragged;
  }

  #leave() {
    if (!this.#drag && document.activeElement !== this.#canvas) this.lanes.select(null);
  }

  #click(event) {
    const id = this.#at(event);
    if (!this.wasDragged && id) this.lanes.open(id);
    this.wasDragged = false;
  }

  // The keyboard

  #focus() {
    const { selected, select } = this.lanes;
    if (selected === null) select(this.#firstSeen());
  }

  #firstSeen() {
    return this.#places[0]?.id ?? null;
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { scale, selected, open } = this.lanes;
    const { key } = event;
    if (key === '+' || key === '=') this.#zoom(1 / ZOOM);
    else if (key === '-') this.#zoom(ZOOM);
    else if (key in PAN_KEYS) this.#pan(PAN_KEYS[key]);
    else if (event.shiftKey && key === 'ArrowLeft') this.#pan(-PAN);
    else if (event.shiftKey && key === 'ArrowRight') this.#pan(PAN);
    else if (key === 'End') scale.follow(this.view.now);
    else if (key === 'Enter' && selected) open(selected);
    else if (key === 'ArrowLeft') this.#step(-1);
    else if (key === 'ArrowRight') this.#step(1);
    else if (key === 'ArrowUp') this.#stepLane(-1);
    else if (key === 'ArrowDown') this.#stepLane(1);
    else return;
    event.preventDefault();
    this.#scaled();
  }

  #zoom(factor) {
    const { attempts, scale, selected } = this.lanes;
    scale.zoom(factor, attempts.find(selected)?.from ?? scale.from + scale.span / 2);
  }

  #pan(share) {
    this.lanes.scale.pan(share);
  }

  #step(by) {
    const { attempts, selected } = this.lanes;
    const bar = attempts.find(selected);
    if (!bar) return this.lanes.select(this.#firstSeen());
    const { bars } = attempts.lane(bar.agent);
    this.#take(bars[Math.max(0, Math.min(bars.length - 1, bars.indexOf(bar) + by))]);
  }

  /** To the attempt of the next agent that is nearest in time. */
  #stepLane(by) {
    const { attempts, ids, selected } = this.lanes;
    const bar = attempts.find(selected);
    if (!bar) return this.lanes.select(this.#firstSeen());
    for (let at = ids.indexOf(bar.agent) + by; at >= 0 && at < ids.length; at += by) {
      const { bars } = attempts.lane(ids[at]);
      if (!bars.length) continue;
      const distance = (each) => Math.abs(each.from - bar.from);
      this.#take(bars.reduce((nearest, each) => (distance(each) < distance(nearest) ? each : nearest)));
      this.#revealLane(at);
      return;
    }
  }

  #take(bar) {
    const { scale, select } = this.lanes;
    scale.reveal(bar.from, bar.to ?? this.view.now);
    select(bar.id);
  }

  #revealLane(index) {
    const scroller = this.#scroller;
    const { lane, axis, height } = this.#window;
    const top = index * lane;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + lane + axis > scroller.scrollTop + height) scroller.scrollTop = top + lane + axis - height;
  }
}

customElements.define('swarm-lanes', LanesElement);
