import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { format } from "prettier";
import { drawChart } from "../../bench/chart.mjs";
import * as figures from "../../bench/figures.mjs";
import { rows } from "../../bench/rows.js";
import { tarball } from "../package/project.mjs";
import { root } from "./blocks.mjs";

const read = (/** @type {string} */ file) => readFileSync(file, "utf8");
const users = read(figures.USERS);
const table = figures.readTable(
  figures.between(read(figures.MAINTAINERS), "table"),
);
const tidy = async (/** @type {string} */ text) =>
  (await format(text, { parser: "markdown" })).trim();

test("what users see of the speeds is what the maintainers' table says", async () => {
  const shown = figures.between(users, "speed").trim();
  assert.equal(shown, await tidy(figures.summaryOf(table)));
  const chart = drawChart(figures.shownOf(table), table.runtimes);
  assert.equal(read(figures.CHART), chart);
});

test("the maintainers' table has no row that is not measured", () => {
  const measured = rows.map(({ group, name }) => `${group}: ${name}`);
  const known = new Set([...measured, "cold start: process to first reply"]);
  const listed = [...table.ratios.keys()];
  assert.ok(listed.length > 40);
  assert.deepEqual(
    listed.filter((name) => !known.has(name)),
    [],
  );
});

test("a table says what the reports say", () => {
  const row = { group: "g", name: "n", target: 0.8 };
  const reports = [
    {
      ...{ runtime: "bun", version: "2", rounds: 3 },
      rows: [{ ...row, ratio: 0.5, missed: true }],
    },
    {
      ...{ runtime: "node", version: "1", rounds: 3 },
      rows: [{ ...row, ratio: 1.25, missed: false }],
    },
  ];
  const text = figures.tableOf(reports);
  assert.ok(text.includes("| n | 0.8 | 1.25 | 0.50 ✗ |"), text);
  const { runtimes, ratios } = figures.readTable(text);
  assert.deepEqual(runtimes, ["Node 1", "Bun 2"]);
  assert.deepEqual([...ratios], [["g: n", [1.25, 0.5]]]);
});

test("the sizes are those of the package, within two percent", () => {
  const folder = join(root, "target/docs-size");
  const printed = execFileSync(
    process.execPath,
    [join(root, "xtask/size.mjs"), tarball, folder],
    { encoding: "utf8" },
  );
  const sizes = (/** @type {string} */ text) =>
    text
      .trim()
      .split("\n")
      .slice(2)
      .map((line) => line.split("|").map((cell) => cell.trim()));
  const number = (/** @type {string} */ text) =>
    Number(text.replaceAll(",", ""));
  const told = sizes(figures.between(users, "size"));
  const measured = sizes(figures.sizesOf(JSON.parse(printed).bundles));
  assert.deepEqual(
    told.map(([, title]) => title),
    measured.map(([, title]) => title),
  );
  for (const [index, [, title, ...cells]] of told.entries()) {
    for (const column of [0, 1]) {
      const [said, is] = [cells[column], measured[index][column + 2]];
      const off = Math.abs(number(said) / number(is) - 1);
      assert.ok(
        off < 0.02,
        `${title}: ${said}, measured ${is}: run cargo xtask figures`,
      );
    }
  }
});
