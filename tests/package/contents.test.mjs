import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeProject, runNode, tarball } from "./project.mjs";

const project = makeProject("contents");
const installed = join(project, "node_modules/convex-http-client");

const EXPORTS = [
  "ConvexError",
  "ConvexHttpClient",
  "ConvexHttpError",
  "ConvexTimeoutError",
  "anyApi",
  "convexToJson",
  "errorInfo",
  "getFunctionName",
  "init",
  "isConvexError",
  "jsonToConvex",
  "makeFunctionReference",
];

test("the tarball holds what is needed and nothing else", () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name).slice(installed.length + 1),
    );
  assert.deepEqual(files.sort(), [
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "admin/package.json",
    "client.wasm/package.json",
    "convex/package.json",
    "dist/admin.cjs",
    "dist/admin.d.cts",
    "dist/admin.d.ts",
    "dist/admin.js",
    "dist/client.d.wasm.ts",
    "dist/client.wasm",
    "dist/convex.cjs",
    "dist/convex.d.cts",
    "dist/convex.d.ts",
    "dist/convex.js",
    "dist/core.cjs",
    "dist/core.js",
    "dist/early.js",
    "dist/edge-light.js",
    "dist/fetch.cjs",
    "dist/fetch.d.cts",
    "dist/fetch.d.ts",
    "dist/fetch.js",
    "dist/index.cjs",
    "dist/index.d.cts",
    "dist/index.d.ts",
    "dist/index.js",
    "dist/init.d.cts",
    "dist/init.d.ts",
    "dist/inline.cjs",
    "dist/inline.js",
    "dist/names.cjs",
    "dist/names.js",
    "dist/nextjs.cjs",
    "dist/nextjs.d.cts",
    "dist/nextjs.d.ts",
    "dist/nextjs.js",
    "dist/server.cjs",
    "dist/server.d.cts",
    "dist/server.d.ts",
    "dist/server.js",
    "dist/slim.cjs",
    "dist/slim.d.cts",
    "dist/slim.d.ts",
    "dist/slim.js",
    "dist/storage.cjs",
    "dist/storage.d.cts",
    "dist/storage.d.ts",
    "dist/storage.js",
    "dist/testing.cjs",
    "dist/testing.d.cts",
    "dist/testing.d.ts",
    "dist/testing.js",
    "dist/watch.cjs",
    "dist/watch.d.cts",
    "dist/watch.d.ts",
    "dist/watch.js",
    "dist/workerd.js",
    "fetch/package.json",
    "inline/package.json",
    "nextjs/package.json",
    "package.json",
    "server/package.json",
    "slim/package.json",
    "storage/package.json",
    "testing/package.json",
    "watch/package.json",
  ]);
});

test("the package depends on nothing and runs nothing when it is installed", () => {
  const manifest = JSON.parse(
    readFileSync(join(installed, "package.json"), "utf8"),
  );
  for (const key of ["dependencies", "optionalDependencies", "scripts"]) {
    assert.equal(manifest[key], undefined, key);
  }
  // For the entry …/convex, in apps that have it.
  assert.deepEqual(manifest.peerDependenciesMeta, {
    convex: { optional: true },
  });
  assert.deepEqual(readdirSync(join(project, "node_modules")).sort(), [
    ".package-lock.json",
    "convex-http-client",
  ]);
});

test("the tarball is named after the version, and the client announces it", () => {
  const { version } = JSON.parse(
    readFileSync(join(installed, "package.json"), "utf8"),
  );
  assert.ok(tarball.endsWith(`convex-http-client-${version}.tgz`), tarball);
  writeFileSync(
    join(project, "announce.js"),
    `import { ConvexHttpClient } from "convex-http-client";
     const fetch = async (_, { headers }) => console.log(headers["Convex-Client"]);
     await new ConvexHttpClient("https://a.convex.cloud", { fetch }).query("a:b").catch(() => {});`,
  );
  const printed = runNode(project, "announce.js");
  assert.equal(printed, `convex-http-client-${version}\n`);
});

for (const [entry, names] of [
  ["convex-http-client", EXPORTS],
  ["convex-http-client/inline", EXPORTS],
  ["convex-http-client/slim", [...EXPORTS, "initSync"].sort()],
  [
    "convex-http-client/testing",
    ["failure", "fakeTransport", "networkFailure"],
  ],
]) {
  test(`import and require offer the same: ${entry}`, () => {
    writeFileSync(
      join(project, "exports.js"),
      `import * as esm from "${entry}";
     import { createRequire } from "node:module";
     const require = createRequire(import.meta.url);
     const cjs = require("${entry}");
     // As an ES module sees it, whose names Node reads from the text.
     const seen = await import(require.resolve("${entry}"));
     const names = (module) => Object.keys(module).filter((name) => !/^(default|module.exports)$/.test(name)).sort();
     console.log(JSON.stringify([names(esm), names(cjs), names(seen)]));`,
    );
    assert.deepEqual(JSON.parse(runNode(project, "exports.js")), [
      names,
      names,
      names,
    ]);
  });
}

test("importing the package starts nothing; the constructor needs no await", () => {
  writeFileSync(
    join(project, "lazy.js"),
    `const { Module } = WebAssembly;
     let compiled = 0;
     WebAssembly.Module = class extends Module { constructor(...args) { super(...args); compiled++; } };
     const { ConvexHttpClient } = await import("convex-http-client");
     const before = compiled;
     const client = new ConvexHttpClient("https://a.convex.cloud");
     new ConvexHttpClient("https://b.convex.cloud");
     console.log(JSON.stringify([before, compiled, client.url]));`,
  );
  assert.deepEqual(JSON.parse(runNode(project, "lazy.js")), [
    0,
    1,
    "https://a.convex.cloud",
  ]);
});

test("no build path is left in the module", () => {
  const wasm = readFileSync(join(installed, "dist/client.wasm"), "latin1");
  const found = /[ -~]*\/(home|root|\.cargo|Users)\/[ -~]*/.exec(wasm)?.[0];
  assert.equal(found, undefined);
});
