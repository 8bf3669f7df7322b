import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { documents, readDocument, root } from "./blocks.mjs";

for (const { file, links, paths, anchors } of documents) {
  test(`the links of ${file} lead somewhere`, () => {
    const lost = links.filter((link) => {
      if (/^https?:\/\//.test(link)) return false;
      const [path, anchor] = link.split("#");
      const target = path ? join(dirname(file), path) : file;
      if (!existsSync(join(root, target))) return true;
      if (anchor === undefined) return false;
      const known = path ? readDocument(target).anchors : anchors;
      return !known.has(anchor);
    });
    assert.deepEqual(lost, []);
  });

  if (paths.length === 0) continue;
  test(`the paths that ${file} names exist`, () => {
    const lost = paths.filter(
      (path) =>
        !existsSync(join(root, path)) &&
        !existsSync(join(root, dirname(file), path)),
    );
    assert.deepEqual(lost, []);
  });
}

test("every document is linked: from the README, a decision from the design, a note from CONTRIBUTING", () => {
  const linked = (/** @type {string} */ file) =>
    readDocument(file).links.map((link) => join(dirname(file), link));
  /** Where the documents of a folder are linked from. */
  const homes = {
    "docs/decisions": linked("docs/design.md"),
    "docs/maintainers": linked("CONTRIBUTING.md"),
    docs: linked("README.md"),
  };
  for (const { file } of documents) {
    const home = Object.entries(homes).find(([folder]) =>
      file.startsWith(`${folder}/`),
    );
    if (home) assert.ok(home[1].includes(file), file);
  }
});
