// Tools that know nothing of a package's `exports`: TypeScript's `node10`, and resolvers as webpack 4's and browserify's.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { makeProject, runNode } from "./project.mjs";

const project = makeProject("resolvers");
const modules = resolve(import.meta.dirname, "../../node_modules");
execFileSync(
  "npm",
  [
    ...["install", "resolve@1.22.14", "enhanced-resolve@4.5.0"],
    ...["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"],
    "--loglevel=error",
  ],
  { cwd: project, stdio: ["ignore", "ignore", "inherit"] },
);
symlinkSync(join(modules, "convex"), join(project, "node_modules/convex"));

/** Each entry, and the file that is found for CommonJS. */
const FILES = {
  "convex-http-client": "index.cjs",
  "convex-http-client/slim": "slim.cjs",
  "convex-http-client/inline": "index.cjs",
  "convex-http-client/convex": "convex.cjs",
  "convex-http-client/testing": "testing.cjs",
  "convex-http-client/server": "server.cjs",
  "convex-http-client/watch": "watch.cjs",
  "convex-http-client/nextjs": "nextjs.cjs",
  "convex-http-client/admin": "admin.cjs",
  "convex-http-client/fetch": "fetch.cjs",
  "convex-http-client/storage": "storage.cjs",
  "convex-http-client/client.wasm": "client.wasm",
};

test("no entry is missing here", () => {
  writeFileSync(
    join(project, "entries.js"),
    `import { readFileSync } from "node:fs";
     const manifest = JSON.parse(readFileSync("node_modules/convex-http-client/package.json", "utf8"));
     console.log(JSON.stringify(Object.keys(manifest.exports)));`,
  );
  const exported = JSON.parse(runNode(project, "entries.js"))
    .map((/** @type {string} */ name) =>
      name.replace(".", "convex-http-client"),
    )
    .filter((/** @type {string} */ name) => !name.endsWith("package.json"));
  assert.deepEqual(Object.keys(FILES).sort(), exported.sort());
});

test("resolve and enhanced-resolve 4 find every entry, and it loads", () => {
  writeFileSync(
    join(project, "resolve.cjs"),
    `const { basename } = require("node:path");
     const { sync } = require("resolve");
     const { create } = require("enhanced-resolve");
     const webpack4 = create.sync({ mainFields: ["main"] });
     const webpack4page = create.sync({ mainFields: ["browser", "module", "main"] });
     const found = {};
     for (const entry of ${JSON.stringify(Object.keys(FILES))}) {
       const file = sync(entry, { basedir: __dirname });
       if (file.endsWith(".cjs") && Object.keys(require(file)).length === 0) throw new Error(file);
       const others = [webpack4, webpack4page].map((find) => find(__dirname, entry));
       found[entry] = [file, ...others].map((file) => basename(file));
     }
     console.log(JSON.stringify(found));`,
  );
  const found = Object.entries(FILES).map(([entry, file]) => [
    entry,
    [file, file, file.replace(".cjs", ".js")],
  ]);
  assert.deepEqual(
    JSON.parse(runNode(project, "resolve.cjs")),
    Object.fromEntries(found),
  );
});

for (const version of ["typescript-5.4", "typescript-5.9"]) {
  test(`${version} finds the types of every entry by node10`, () => {
    writeFileSync(
      join(project, "node10.ts"),
      `import { ConvexHttpClient } from "convex-http-client";
       import module from "convex-http-client/client.wasm";
       import { ConvexClient, ConvexHttpClient as Both } from "convex-http-client/convex";
       import { ConvexHttpClient as Inline } from "convex-http-client/inline";
       import { ConvexHttpClient as Slim, initSync } from "convex-http-client/slim";
       import { idempotencyTables } from "convex-http-client/server";
       import { fakeTransport } from "convex-http-client/testing";

       initSync(module);
       for (const Client of [ConvexHttpClient, Both, Inline, Slim])
         new Client("https://a.convex.cloud", { fetch: fakeTransport({}), timeout: 5 });
       // @ts-expect-error it has types
       idempotencyTables.none;
       // @ts-expect-error it has types
       new Slim(1);
       // @ts-expect-error it has types
       new Inline(1);
       void ConvexClient;`,
    );
    const options = [
      ...["--noEmit", "--strict", "--skipLibCheck", "--target", "es2020"],
      ...["--module", "commonjs", "--moduleResolution", "node10"],
      "--esModuleInterop",
      ...(version.endsWith("5.4") ? [] : ["--ignoreDeprecations", "5.0"]),
    ];
    execFileSync(
      process.execPath,
      [join(modules, version, "bin/tsc"), ...options, "node10.ts"],
      { cwd: project, stdio: ["ignore", "inherit", "inherit"] },
    );
  });
}
