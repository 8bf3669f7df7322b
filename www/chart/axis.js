// The axis of time that the panels' timelines share.
//
// It is drawn here and by no library: Observable Plot puts a style into each chart, which the page's policy forbids, and
// uPlot draws lines over numbers, on a canvas that neither a screen reader nor a colour scheme reaches.
import { makeSvg, printMs } from "../dom.js";

/** The room that its numbers take, in pixels. */
export const AXIS = 24;
const LEFT = 30;
const RIGHT = 16;
/** The least distance between two ticks, in pixels. */
const TICK = 76;

/**
 * Where a time is.
 *
 * @param {number} end of the axis, in milliseconds
 * @param {number} width
 * @returns {(ms: number) => number}
 */
export function scale(end, width) {
  const perMs = (width - LEFT - RIGHT) / end;
  return (ms) => LEFT + ms * perMs;
}

/**
 * @param {number} end
 * @param {number} width
 * @param {number} top
 * @param {number} height
 * @param {(ms: number) => number} x
 */
export function makeGrid(end, width, top, height, x) {
  return ticks(end, width).map((ms) =>
    makeSvg("line", {
      x1: x(ms),
      x2: x(ms),
      y1: top,
      y2: top + height,
      class: ms === 0 ? "axis" : "grid",
    }),
  );
}

/**
 * @param {number} end
 * @param {number} width
 * @param {number} bottom
 * @param {(ms: number) => number} x
 */
export function makeTicks(end, width, bottom, x) {
  return ticks(end, width).map((ms) => {
    const isLast = x(ms) > width - 40;
    const place = isLast ? "tick last" : ms === 0 ? "tick first" : "tick";
    const attributes = { x: isLast ? width - 2 : x(ms), y: bottom + 9 };
    const text = ms === 0 ? "0" : printMs(ms);
    return makeSvg("text", { ...attributes, class: place }, text);
  });
}

/**
 * Where ticks are, in milliseconds.
 *
 * @param {number} end
 * @param {number} width
 */
function ticks(end, width) {
  const step = niceStep((end * TICK) / (width - LEFT - RIGHT));
  const count = Math.floor(end / step) + 1;
  return Array.from({ length: count }, (_, index) => index * step);
}

/** The next of 1, 2, 5, 10, 20, … @param {number} least */
function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10;
  return factor * power;
}
