import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { makeProject, runNode } from "./project.mjs";

const project = makeProject("convex");
const modules = resolve(import.meta.dirname, "../../node_modules");
symlinkSync(join(modules, "convex"), join(project, "node_modules/convex"));

const program = `
  const reply = { status: "error", errorMessage: "no", errorData: { code: 1 } };
  const fetch = async () => ({ ok: true, json: async () => reply });
  const thrown = (Client) =>
    new Client("https://a.convex.cloud", { fetch }).query("a:b").catch((error) => error);
  class Own extends theirs.ConvexHttpClient {}
  (async () => {
    const own = await thrown(ours.ConvexHttpClient);
    const other = await thrown(theirs.ConvexHttpClient);
    const sub = await thrown(Own);
    console.log(JSON.stringify({
      own: own instanceof ours.ConvexError && !(own instanceof values.ConvexError),
      other: other instanceof values.ConvexError && !(other instanceof ours.ConvexError),
      sub: sub instanceof values.ConvexError,
      exported: theirs.ConvexError === values.ConvexError,
      data: other.data.code === 1 && other.message === "no" && other.name === "ConvexError",
      related: theirs.ConvexHttpClient.prototype instanceof ours.ConvexHttpClient,
      names: theirs.ConvexHttpClient.name === "ConvexHttpClient" &&
        Object.keys(ours).every((name) => name in theirs),
      all: Object.keys(browser).every((name) => name === "ConvexHttpClient"
        ? theirs[name] !== browser[name]
        : theirs[name] === browser[name]) && typeof theirs.ConvexClient === "function",
    }));
  })();`;
const right = {
  own: true,
  other: true,
  sub: true,
  exported: true,
  data: true,
  related: true,
  names: true,
  all: true,
};

test("the default entry needs no convex, and the entry convex says that it is missing", () => {
  const parent = mkdtempSync(join(tmpdir(), "package-"));
  const project = makeProject("missing", parent);
  writeFileSync(
    join(project, "missing.js"),
    `await import("convex-http-client");
     await import("convex-http-client/convex").catch((error) => console.log(error.message));`,
  );
  assert.match(
    runNode(project, "missing.js"),
    /^Cannot find package 'convex' imported from .*convex\.js\n$/,
  );
  rmSync(parent, { recursive: true });
});

test("each entry throws its own class, in one program: import", () => {
  writeFileSync(
    join(project, "classes.js"),
    `import * as ours from "convex-http-client";
     import * as theirs from "convex-http-client/convex";
     import * as browser from "convex/browser";
     import * as values from "convex/values";
     ${program}`,
  );
  assert.deepEqual(JSON.parse(runNode(project, "classes.js")), right);
});

test("each entry throws its own class, in one program: require", () => {
  writeFileSync(
    join(project, "classes.cjs"),
    `const ours = require("convex-http-client");
     const theirs = require("convex-http-client/convex");
     const browser = require("convex/browser");
     const values = require("convex/values");
     ${program}`,
  );
  assert.deepEqual(JSON.parse(runNode(project, "classes.cjs")), right);
});

test("the oldest convex that the package admits has all that is needed", () => {
  const manifest = readFileSync(
    join(project, "node_modules/convex-http-client/package.json"),
    "utf8",
  );
  const range = JSON.parse(manifest).peerDependencies.convex;
  const oldest = /^>=(\d+\.\d+\.\d+)$/.exec(range)?.[1];
  const old = makeProject("convex-old");
  const flags = [
    "--legacy-peer-deps",
    "--prefer-offline",
    "--ignore-scripts",
    "--no-audit",
    "--loglevel=error",
  ];
  execFileSync("npm", ["install", `convex@${oldest}`, ...flags], {
    cwd: old,
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (const file of ["classes.js", "classes.cjs"]) {
    cpSync(join(project, file), join(old, file));
    assert.deepEqual(JSON.parse(runNode(old, file)), right, file);
  }
  writeFileSync(
    join(old, "types.ts"),
    `import type { ConvexHttpClient as Official } from "convex/browser";
     import { BaseConvexClient, ConvexClient, ConvexHttpClient } from "convex-http-client/convex";
     import type { FunctionReference } from "convex/server";
     declare const list: FunctionReference<"query", "public", { a: string }, 1>;
     const client = new ConvexHttpClient("https://a.convex.cloud", { timeout: 5 });
     export const official: Official = client;
     export const result: Promise<1> = client.query(list, { a: "" }, { retry: 2 });
     export class Own extends ConvexHttpClient {}
     export const own: Official = new Own("https://a.convex.cloud");
     export const others = [BaseConvexClient, ConvexClient];`,
  );
  const tsc = join(modules, "typescript/bin/tsc");
  const options = ["--noEmit", "--strict", "--module", "nodenext"];
  execFileSync(process.execPath, [tsc, ...options, "types.ts"], {
    cwd: old,
    stdio: ["ignore", "inherit", "inherit"],
  });
});
