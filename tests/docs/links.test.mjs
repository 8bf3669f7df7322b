import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { documents, readDocument, root } from "./blocks.mjs";

for (const { file, links, anchors } of documents) {
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
}

test("every document is linked from the README", () => {
  const linked = readDocument("README.md").links;
  const documentation = documents
    .map(({ file }) => file)
    .filter((file) => file.startsWith("docs/"));
  for (const file of documentation) assert.ok(linked.includes(file), file);
});
