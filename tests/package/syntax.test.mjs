import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { transform } from "esbuild";
import { makeProject } from "./project.mjs";

/** Tells whether nothing must be rewritten for an engine of 2020. @param {string} code */
async function isOf2020(code) {
  const [now, then] = await Promise.all(
    ["esnext", "es2020"].map((target) => transform(code, { target })),
  );
  return now.code === then.code;
}

test("syntax that is newer than ES2020 is seen", async () => {
  for (const code of [
    "class A { #a = 1; }",
    "class A { a = 1; }",
    "class A { static a = 1; }",
    "class A { static { f(); } }",
    "a ??= 1;",
    "a.b ||= 1;",
  ])
    assert.equal(await isOf2020(code), false, code);
  assert.equal(await isOf2020("a?.b ?? import('c'); f(1n);"), true);
});

test("what is published is ES2020, as the official client's files are", async () => {
  const dist = join(
    makeProject("syntax"),
    "node_modules/convex-http-client/dist",
  );
  const files = readdirSync(dist).filter((name) => /\.c?js$/.test(name));
  assert.ok(files.length > 10, files.join());
  for (const name of files)
    assert.ok(await isOf2020(readFileSync(join(dist, name), "utf8")), name);
});
