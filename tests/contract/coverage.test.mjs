import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cases } from "./groups.js";

const text = readFileSync(join(import.meta.dirname, "coverage.md"), "utf8");
const rows = text
  .split("\n")
  .filter((line) => /^\| (?!branch|-)/.test(line))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const names = cases.map(({ name }) => name);

test("there is a table for every file", () => {
  assert.ok(rows.length > 60, `${rows.length} rows`);
});

for (const [branch, cell] of rows) {
  test(`covered: ${branch}`, () => {
    const named = [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    assert.ok(named.length > 0, "no case is named");
    for (const name of named) {
      const found = name.endsWith("…")
        ? names.some((other) => other.startsWith(name.slice(0, -1)))
        : names.includes(name);
      assert.ok(found, `there is no case "${name}"`);
    }
  });
}
