// The measured rows as a table whose bars show ratios.
import { make, makeSvg } from "../dom.js";

/** @typedef {import("../../bench/run.js").Result} Result */

/** The axis, as powers of two: from a third of the official client's speed to eleven times it. */
const LOW = -1.5;
const HIGH = 3.5;
const WIDTH = 300;
const HEIGHT = 22;

/**
 * How a row ends, told by the middle half of its rounds: neither side wins where it holds 1.
 *
 * @param {Pick<Result, "quartiles">} row
 * @returns {"faster" | "same" | "slower"}
 */
export function verdictOf({ quartiles: [low, high] }) {
  if (low > 1) return "faster";
  return high < 1 ? "slower" : "same";
}

/** @param {Result[]} rows */
export function describeAll(rows) {
  const count = (/** @type {string} */ verdict) =>
    rows.filter((row) => verdictOf(row) === verdict).length;
  return `${count("faster")} faster, ${count("same")} about the same, ${count("slower")} slower`;
}

/**
 * A table for a group of rows, to which rows are added as they are measured.
 *
 * @param {string} group
 */
export function makeGroup(group) {
  const body = make("tbody");
  const heads = ["Official", "This one", "Times as fast"];
  const table = make(
    "table",
    { class: "bench" },
    make("caption", {}, group),
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        make("th", { scope: "col" }, "What"),
        ...heads.map((head) => make("th", { scope: "col" }, head)),
        make("th", { scope: "col", class: "scale" }, makeScale()),
      ),
    ),
    body,
  );
  return {
    table,
    add: (/** @type {Result} */ row) => body.append(makeRow(row)),
  };
}

/** @param {string} name of a row, which says what stands in for the network */
function titleOf(name) {
  return name
    .replace(/, mock$/, ", as a plain object")
    .replace(/, Response$/, ", as a Response");
}

/** How many times as fast, in the round whose times are shown. @param {Result} row */
function ratioOf({ middle }) {
  return middle.official / middle.ours;
}

/** @param {Result} row */
function makeRow(row) {
  const verdict = verdictOf(row);
  const [low, high] = row.quartiles.map(printRatio);
  const words = { faster: "faster", same: "about the same", slower: "slower" };
  return make(
    "tr",
    { class: verdict },
    make("th", { scope: "row" }, titleOf(row.name)),
    make(
      "td",
      { class: "number", "data-head": "Official" },
      printMicros(row.middle.official),
    ),
    make(
      "td",
      { class: "number", "data-head": "This one" },
      printMicros(row.middle.ours),
    ),
    make(
      "td",
      { class: "number ratio" },
      make("strong", {}, `${printRatio(ratioOf(row))}×`),
      make("span", { class: "verdict-word" }, ` ${words[verdict]}`),
    ),
    make(
      "td",
      { class: "bar-cell" },
      makeBar(row, `Middle half ${low} to ${high}.${printLimit(row)}`),
    ),
  );
}

/** @param {Result} row */
function printLimit({ bareRatio }) {
  return bareRatio === undefined
    ? ""
    : ` The limit is ${printRatio(bareRatio)}×.`;
}

/**
 * @param {Result} row
 * @param {string} label
 */
function makeBar(row, label) {
  const { quartiles, bareRatio } = row;
  const ratio = ratioOf(row);
  const [start, end] = [x(1), x(ratio)].toSorted((a, b) => a - b);
  const middle = HEIGHT / 2;
  const verdict = verdictOf({ quartiles });
  const bar = makeSvg("rect", {
    x: start,
    y: 5,
    width: Math.max(1.5, end - start),
    height: HEIGHT - 10,
    class: `bar ${verdict}`,
  });
  const spread = makeSvg("path", {
    d: `M${x(quartiles[0])} ${middle}H${x(quartiles[1])}`,
    class: "spread",
  });
  const limit =
    bareRatio === undefined
      ? []
      : [
          makeSvg("path", {
            d: `M${x(bareRatio)} 0V${HEIGHT}`,
            class: "limit",
          }),
        ];
  return makeSvg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": `${titleOf(row.name)}: ${label}`,
    },
    ...gridLines(),
    bar,
    spread,
    ...limit,
    ...clipMark(ratio, verdict),
  );
}

/**
 * An arrow where a bar is longer than the axis.
 *
 * @param {number} ratio
 * @param {string} verdict
 */
function clipMark(ratio, verdict) {
  const power = Math.log2(ratio);
  if (power >= LOW && power <= HIGH) return [];
  const [edge, inner] = power < LOW ? [0, 8] : [WIDTH, WIDTH - 8];
  const d = `M${inner} 0L${edge} ${HEIGHT / 2}L${inner} ${HEIGHT}Z`;
  return [makeSvg("path", { d, class: `bar clip ${verdict}` })];
}

function gridLines() {
  return powers().map((power) =>
    makeSvg("path", {
      d: `M${x(2 ** power)} 0V${HEIGHT}`,
      class: power === 0 ? "even" : "grid",
    }),
  );
}

/** The axis above the bars; each row says its ratio in words. */
function makeScale() {
  const marks = powers().map((power) =>
    makeSvg(
      "text",
      { x: `${(x(2 ** power) / WIDTH) * 100}%`, y: 14 },
      power < 0 ? `1/${2 ** -power}` : `${2 ** power}×`,
    ),
  );
  return makeSvg(
    "svg",
    { width: "100%", height: 18, role: "img", "aria-label": "Ratio" },
    ...marks,
  );
}

function powers() {
  const first = Math.ceil(LOW);
  const count = Math.floor(HIGH) - first + 1;
  return Array.from({ length: count }, (_, index) => first + index);
}

/** @param {number} ratio */
function x(ratio) {
  const power = Math.min(HIGH, Math.max(LOW, Math.log2(ratio)));
  return ((power - LOW) / (HIGH - LOW)) * WIDTH;
}

/** @param {number} ratio */
function printRatio(ratio) {
  if (ratio < 0.1) return ratio.toPrecision(2);
  return ratio.toFixed(ratio < 10 ? 2 : 1);
}

/** @param {number} micros */
function printMicros(micros) {
  const units = /** @type {const} */ ([
    [1000, "ms"],
    [1, "µs"],
    [0.001, "ns"],
  ]);
  const [size, unit] = units.find(([size]) => micros >= size) ?? units[2];
  return `${Number((micros / size).toPrecision(3))} ${unit}`;
}
