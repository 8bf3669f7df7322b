// A line for each attempt, with the delays between them.
import { AXIS, makeGrid, makeTicks, scale } from "../chart/axis.js";
import { makeSvg, printMs } from "../dom.js";
import { explain } from "./reasons.js";

const ROW = 30;
const BAR = 14;

/**
 * @param {import("./run.js").Run} run
 * @param {number} width
 * @param {string} summary for who cannot see it
 */
export function makeTimeline(run, width, summary) {
  const now = run.result
    ? Math.max(...run.attempts.map(({ end = 0 }) => end))
    : run.elapsed();
  const end = Math.max(now * 1.02, 100);
  const x = scale(end, width);
  const rows = run.attempts.length * ROW;
  const height = rows + AXIS;
  const size = { viewBox: `0 0 ${width} ${height}`, width, height };
  return makeSvg(
    "svg",
    { ...size, role: "img", "aria-label": summary },
    ...makeGrid(end, width, 0, rows, x),
    ...run.attempts.flatMap((_, index) => makeAttempt(run, index, now, x)),
    ...makeTicks(end, width, rows, x),
  );
}

/**
 * @param {import("./run.js").Run} run
 * @param {number} index
 * @param {number} now
 * @param {(ms: number) => number} x
 */
function makeAttempt(run, index, now, x) {
  const attempt = run.attempts[index];
  const { start, end = now, delay } = attempt;
  const middle = index * ROW + ROW / 2;
  const isFailed = explain(run, index).mood !== "good";
  const look =
    attempt.end === undefined ? "same" : isFailed ? "failed" : "queued";
  /** @type {SVGElement[]} */
  const marks = [
    makeSvg("text", { x: 20, y: middle + 4, class: "count" }, `${index + 1}`),
    makeSvg("rect", {
      x: x(start),
      y: middle - BAR / 2,
      width: Math.max(3, x(end) - x(start)),
      height: BAR,
      rx: 2,
      class: look,
    }),
  ];
  if (delay === undefined) return marks;
  const until = run.attempts[index + 1]?.start ?? now;
  const line = { x1: x(end), x2: x(until), y1: middle, y2: middle };
  marks.push(makeSvg("line", { ...line, class: "wait" }));
  const label = `waits ${printMs(delay)}`;
  const room = x(until) - x(end);
  if (room > 90) {
    const place = { x: (x(end) + x(until)) / 2, y: middle - 5, class: "tick" };
    marks.push(makeSvg("text", place, label));
  }
  return marks;
}
