import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { problemOf } from "./shell.mjs";
import { root } from "./blocks.mjs";

const folder = join(root, ".github/workflows");
for (const name of readdirSync(folder)) {
  const text = readFileSync(join(folder, name), "utf8");

  test(`${name} runs actions by their commits, and says their versions`, () => {
    const uses = [...text.matchAll(/uses: (.+)$/gm)].map(([, used]) => used);
    const loose = uses.filter(
      (used) =>
        !used.startsWith("./") && !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used),
    );
    assert.deepEqual(loose, []);
  });

  test(`${name} may do no more than it says`, () =>
    assert.match(text, /^permissions:\n {2}contents: read$/m));

  test(`${name} runs commands that exist`, () => {
    const tasks = [...text.matchAll(/\bcargo xtask \w+/g)];
    const problems = tasks.map(([line]) => problemOf(line, "."));
    assert.deepEqual(problems.filter(Boolean), []);
  });
}
