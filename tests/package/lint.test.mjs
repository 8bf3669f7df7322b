import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { tarball } from "./project.mjs";

const bin = resolve(import.meta.dirname, "../../node_modules/.bin");

/** @param {string} tool @param {string[]} args */
async function run(tool, ...args) {
  const run = promisify(execFile)(join(bin, tool), [tarball, ...args]);
  await run.catch(({ stdout, stderr }) => {
    throw new Error(`${tool} complains:\n${stdout}${stderr}`);
  });
}

test("publint has nothing to say", () => run("publint", "--strict"));

test("the types of every entry are right", () =>
  run("attw", "--profile", "strict", "--exclude-entrypoints", "client.wasm"));

// Where a bundler imports the bytes; no `require` can.
test("the types of the module are right", () =>
  run("attw", "--profile", "esm-only", "--entrypoints", "client.wasm"));

test("npm would publish it as it is", async () => {
  const args = ["publish", tarball, "--dry-run", "--ignore-scripts"];
  const { stderr } = await promisify(execFile)("npm", args);
  // It corrects what it dislikes, and says so.
  const complaints = stderr
    .split("\n")
    .filter((line) => /^npm warn publish/.test(line))
    .filter((line) => !/requires you to be logged in/.test(line));
  assert.deepEqual(complaints, []);
});
