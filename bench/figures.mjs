#!/usr/bin/env node
// Writes what was measured into the documents, each figure in one place:
//
//   node bench/figures.mjs <sizes.json> [<report of cargo xtask bench>…]
//
// The reports become the table of docs/maintainers/performance.md, and without any it stays as it is. The chart and the
// table that users see, and the sizes, are made from that table and from what xtask/size.mjs printed.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format } from "prettier";
import { drawChart } from "./chart.mjs";
import { rows as MEASURED } from "./rows.js";

const root = resolve(import.meta.dirname, "..");
export const MAINTAINERS = join(root, "docs/maintainers/performance.md");
export const USERS = join(root, "docs/performance.md");
export const CHART = join(root, "docs/performance.svg");

/** @typedef {{ group: string, name: string, ratio: number, target: number, missed: boolean }} Row */
/** @typedef {{ runtime: string, version: string, rounds: number, rows: Row[] }} Report */
/** @typedef {{ runtimes: string[], ratios: Map<string, (number | undefined)[]> }} Table ratios by `group: name` */
/** @typedef {{ bytes: number, compressed: number }} Size */

/** The columns, in their order. @type {Record<string, string>} */
const RUNTIMES = {
  node: "Node",
  deno: "Deno",
  bun: "Bun",
  workerd: "workerd",
  chromium: "Chromium",
  firefox: "Firefox",
};

/** What users see: what it is to them, and the row that measures it. @type {[string, string][]} */
export const SHOWN = [
  ["Encode 1,000 documents", "encode: 1000 documents"],
  ["Encode 10,000 int64s", "encode: 10,000 bigints"],
  ["Encode 1 MB of bytes", "encode: 1 MB of bytes"],
  ["Decode 1,000 documents", "decode: 1000 documents"],
  ["Decode 10,000 int64s", "decode: 10,000 bigints"],
  ["Decode 1 MB of bytes", "decode: 1 MB of bytes"],
  ["A small call, without a network", "small calls: small reply, mock"],
  ["A small call, over HTTP", "over HTTP: small reply"],
  ["1,000 documents, over HTTP", "over HTTP: 1000 documents"],
  ["A queued mutation", "mutations: a queued mutation"],
  ["Process start to first reply", "cold start: process to first reply"],
];

/**
 * Makes the whole table, a column for each report.
 *
 * @param {Report[]} reports
 */
export function tableOf(reports) {
  const order = Object.keys(RUNTIMES);
  const columns = reports.toSorted(
    (a, b) => order.indexOf(a.runtime) - order.indexOf(b.runtime),
  );
  const heads = columns.map((it) => `${RUNTIMES[it.runtime]} ${it.version}`);
  const lines = [
    `| row | target | ${heads.join(" | ")} |`,
    `|---|---|${columns.map(() => "---|").join("")}`,
  ];
  const names = new Map(
    columns.flatMap(({ rows }) => rows).map((row) => [nameOf(row), row]),
  );
  let group = "";
  for (const [name, row] of names) {
    if (row.group !== group) {
      group = row.group;
      lines.push(`| **${group}** | |${columns.map(() => " |").join("")}`);
    }
    const found = columns.map(({ rows }) =>
      rows.find((it) => nameOf(it) === name),
    );
    const targets = new Set(found.flatMap((it) => it?.target ?? []));
    const cells = found.map((it) =>
      it ? `${it.ratio.toFixed(2)}${it.missed ? " ✗" : ""}` : "",
    );
    lines.push(
      `| ${row.name} | ${[...targets].join(" / ")} | ${cells.join(" | ")} |`,
    );
  }
  return lines.join("\n");
}

/** @param {{ group: string, name: string }} row */
const nameOf = ({ group, name }) => `${group}: ${name}`;

/**
 * Reads a table that `tableOf` made.
 *
 * @param {string} text
 * @returns {Table}
 */
export function readTable(text) {
  const [head, , ...lines] = text.trim().split("\n");
  const [, , ...runtimes] = cellsOf(head);
  /** @type {Table["ratios"]} */
  const ratios = new Map();
  let group = "";
  for (const line of lines) {
    const [name, , ...cells] = cellsOf(line);
    const heading = /^\*\*(.+)\*\*$/.exec(name)?.[1];
    if (heading) group = heading;
    else
      ratios.set(
        `${group}: ${name}`,
        cells.map((cell) => (cell ? Number.parseFloat(cell) : undefined)),
      );
  }
  return { runtimes, ratios };
}

/** @param {string} line */
const cellsOf = (line) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/**
 * What users see of a table: each of `SHOWN`, with its ratios.
 *
 * @param {Table} table
 */
export function shownOf({ ratios }) {
  return SHOWN.map(([title, row]) => {
    const found = ratios.get(row);
    if (!found) throw new Error(`the table lacks the row "${row}"`);
    return { title, ratios: found };
  });
}

/** @param {Table} table */
export function summaryOf(table) {
  return [
    `| | ${table.runtimes.join(" | ")} |`,
    `|---|${table.runtimes.map(() => "--:|").join("")}`,
    ...shownOf(table).map(({ title, ratios }) => {
      const cells = ratios.map((ratio) => ratio?.toFixed(2) ?? "");
      return `| ${title} | ${cells.join(" | ")} |`;
    }),
  ].join("\n");
}

/** @param {{ title: string, files: Record<string, Size>, compressed: number }[]} bundles */
export function sizesOf(bundles) {
  const number = (/** @type {number} */ it) => it.toLocaleString("en");
  return [
    "| what an app imports | minified | gzipped |",
    "|---|--:|--:|",
    ...bundles.map(({ title, files, compressed }) => {
      const bytes = Object.values(files).reduce((sum, it) => sum + it.bytes, 0);
      return `| ${title} | ${number(bytes)} | ${number(compressed)} |`;
    }),
  ].join("\n");
}

/** @param {string} name of two markers and what is between them */
const marked = (name) =>
  new RegExp(`(<!-- ${name} -->)(.*?)(<!-- /${name} -->)`, "s");

/**
 * The text between two markers of a document.
 *
 * @param {string} text
 * @param {string} name
 */
export function between(text, name) {
  const found = marked(name).exec(text)?.[2];
  if (found === undefined) throw new Error(`no <!-- ${name} --> in it`);
  return found;
}

/**
 * @param {string} text
 * @param {string} name
 * @param {string} content
 */
function replace(text, name, content) {
  return text.replace(
    marked(name),
    (_, start, __, end) => `${start}\n\n${content}\n\n${end}`,
  );
}

/** @param {string} file @param {string} text */
async function write(file, text) {
  writeFileSync(file, await format(text, { parser: "markdown" }));
  console.log(`written: ${file}`);
}

if (process.argv[1] === import.meta.filename) {
  const [sizes, ...files] = process.argv.slice(2);
  const read = (/** @type {string} */ file) => readFileSync(file, "utf8");
  const reports = files.map((file) => JSON.parse(read(file)));
  for (const report of reports) {
    const found = new Set(report.rows.map(nameOf));
    const lost = MEASURED.map(nameOf).filter((name) => !found.has(name));
    if (lost.length > 0) {
      throw new Error(
        `${report.runtime} was measured in part: it lacks ${lost.join(", ")}`,
      );
    }
  }
  if (reports.length > 0) {
    const text = replace(read(MAINTAINERS), "table", tableOf(reports));
    await write(MAINTAINERS, text);
  }
  const table = readTable(between(read(MAINTAINERS), "table"));
  writeFileSync(CHART, drawChart(shownOf(table), table.runtimes));
  console.log(`written: ${CHART}`);
  const { bundles } = JSON.parse(read(sizes));
  const text = replace(read(USERS), "speed", summaryOf(table));
  await write(USERS, replace(text, "size", sizesOf(bundles)));
}
