import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { differences } from "../contract/differences.js";
import { root } from "./blocks.mjs";

const text = readFileSync(join(root, "docs/differences.md"), "utf8");
const { devDependencies } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
);

test("docs/differences.md lists the deliberate differences, and no others", () => {
  const [, list = ""] =
    /<!-- differences:.*?-->(.*?)<!-- \/differences -->/s.exec(text) ?? [];
  const items = list
    .split(/^- /m)
    .map((item) => item.trim().replace(/\s+/g, " "))
    .filter(Boolean);
  const told = [...new Set(differences.map(({ readme }) => readme))];
  assert.deepEqual(items.sort(), told.sort());
});

test("it names the release of the official client that is compared with", () => {
  assert.ok(text.includes(`release ${devDependencies.convex} of \`convex\``));
});
