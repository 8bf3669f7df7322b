// The timeline: a line for each mutation, from the call to the reply.
import { AXIS, makeGrid, makeTicks, scale } from "../chart/axis.js";
import { makeSvg } from "../dom.js";
import { COUNT } from "./run.js";

/** @typedef {import("./run.js").Item} Item */

const ROW = 19;
const BAR = 11;
const TITLE = 30;

/** @type {Record<Item["way"], string>} */
export const TITLES = {
  queued: "In the queue: one at a time",
  parallel: "With skipQueue: at once",
};

/**
 * @param {import("./run.js").Run} run
 * @param {number} now
 * @param {number} end of the axis, in milliseconds
 * @param {number} width
 * @param {string} summary for who cannot see it
 */
export function makeTimeline({ items, pending }, now, end, width, summary) {
  const x = scale(end, width);
  const ways = /** @type {const} */ (["queued", "parallel"]);
  const rows = COUNT * ROW;
  const marks = [];
  let top = 0;
  for (const way of ways) {
    marks.push(...makeGrid(end, width, top + TITLE, rows, x));
    const waits = pending[way]?.() ?? 0;
    const rest = waits > 0 && makeSvg("tspan", {}, `, ${waits} pending`);
    const title = { x: 0, y: top + 18, class: "way" };
    marks.push(makeSvg("text", title, TITLES[way], rest));
    top += TITLE;
    for (const item of items.filter((item) => item.way === way)) {
      marks.push(...makeItem(item, top, now, x));
      top += ROW;
    }
    top += 8;
  }
  const height = top + AXIS;
  return makeSvg(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": summary,
    },
    ...marks,
    ...makeTicks(end, width, top, x),
  );
}

/**
 * @param {Item} item
 * @param {number} top
 * @param {number} now
 * @param {(ms: number) => number} x
 */
function makeItem(item, top, now, x) {
  const middle = top + ROW / 2;
  const { called, sent = now, replied = now, way, ok, index } = item;
  /** @type {SVGElement[]} */
  const marks = [
    makeSvg("text", { x: 20, y: middle + 4, class: "count" }, `${index + 1}`),
    makeSvg("line", {
      x1: x(called),
      x2: x(sent),
      y1: middle,
      y2: middle,
      class: "wait",
    }),
  ];
  if (item.sent !== undefined) {
    marks.push(
      makeSvg("rect", {
        x: x(sent),
        y: middle - BAR / 2,
        width: Math.max(2, x(replied) - x(sent)),
        height: BAR,
        rx: 2,
        class: ok === false ? "failed" : way,
      }),
    );
  }
  if (ok === false && item.sent !== undefined) {
    const [left, right] = [x(sent) + 6, x(replied) - 6];
    const at = Math.max(left, (left + right) / 2);
    marks.push(
      makeSvg("path", {
        d: `M${at - 3} ${middle - 3}l6 6m0 -6l-6 6`,
        class: "cross",
      }),
    );
  }
  return marks;
}
