import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pagesOf, writePages } from "../../xtask/docs/pages.mjs";
import { documents, root } from "./blocks.mjs";

const SOURCE = "https://github.com/owner/name";
const folder = join(root, "target/docs-test");
const read = (/** @type {string} */ file) =>
  readFileSync(join(folder, file), "utf8");

test("the site has every document", () => {
  const pages = pagesOf(root).map(({ file }) => file);
  const lost = documents
    .map(({ file }) => file)
    .filter((file) => !file.includes("README.md") && !pages.includes(file));
  assert.deepEqual(lost, []);
});

test("its links lead to its pages, and to the repository's files", () => {
  writePages(root, folder, SOURCE);
  const design = read("docs/design.md");
  assert.ok(design.includes("](decisions/0001-why-rust.md)"));
  assert.ok(design.includes(`](${SOURCE}/blob/main/core/src/call.rs)`));
  assert.ok(read("docs/performance.md").includes(`(${SOURCE}/tree/main/www)`));
  assert.ok(read("README.md").includes("](docs/migrating.md)"));
});

test("where nobody knows the repository's place, its files are named without a link", () => {
  writePages(root, folder, undefined);
  const design = read("docs/design.md");
  assert.ok(design.includes("`core/src/call.rs`"));
  assert.ok(!design.includes("core/src/call.rs)"));
});

test("a page says its title and its group, and no word about tests", () => {
  writePages(root, folder, SOURCE);
  const page = read("docs/exactly-once.md");
  assert.ok(page.startsWith(`---\ntitle: "Exactly once"\ngroup: Guide\n---\n`));
  assert.ok(page.includes("\n```ts\n") && !page.includes("no-run"));
});
