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

test("every document is linked from the README, every decision from the design", () => {
  const linked = (/** @type {string} */ file) =>
    readDocument(file).links.map((link) => join(dirname(file), link));
  const [fromReadme, fromDesign] = ["README.md", "docs/design.md"].map(linked);
  for (const { file } of documents) {
    const isDecision = file.startsWith("docs/decisions/");
    if (isDecision) assert.ok(fromDesign?.includes(file), file);
    else if (file.startsWith("docs/")) {
      assert.ok(fromReadme?.includes(file), file);
    }
  }
});
