// The entry for functions of a deployment: what it is made of, and how it refuses what it cannot work with.
import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";
import { buildSync } from "esbuild";
import { makeProject, runNode } from "./project.mjs";

const project = makeProject("server");
const modules = resolve(import.meta.dirname, "../../node_modules");
symlinkSync(join(modules, "convex"), join(project, "node_modules/convex"));
const file = createRequire(join(project, "main.js")).resolve(
  "convex-http-client/server",
);
const { idempotent, idempotencyTables, purgeIdempotencyKeys } = await import(
  pathToFileURL(file.replace(/\.cjs$/, ".js")).href
);

test("import and require offer the same: convex-http-client/server", () => {
  writeFileSync(
    join(project, "exports.js"),
    `import * as esm from "convex-http-client/server";
     import { createRequire } from "node:module";
     const require = createRequire(import.meta.url);
     const seen = await import(require.resolve("convex-http-client/server"));
     const names = (module) => Object.keys(module).filter((name) => !/^(default|module.exports)$/.test(name)).sort();
     console.log(JSON.stringify([esm, require("convex-http-client/server"), seen].map(names)));`,
  );
  const names = ["idempotencyTables", "idempotent", "purgeIdempotencyKeys"];
  const printed = JSON.parse(runNode(project, "exports.js"));
  assert.deepEqual(printed, [names, names, names]);
});

test("it has neither the client nor its module, and runs where there is nothing of Node's", () => {
  writeFileSync(
    join(project, "functions.js"),
    `import { mutationGeneric } from "convex/server";
     import { idempotent, purgeIdempotencyKeys } from "convex-http-client/server";
     purgeIdempotencyKeys({ maxAge: 1 });
     globalThis.add = idempotent(mutationGeneric)({ args: {}, handler: async () => {} });`,
  );
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: project,
    entryPoints: ["functions.js"],
    bundle: true,
    write: false,
    metafile: true,
    outdir: "out",
    format: "iife",
    platform: "browser",
    logLevel: "error",
  });
  const ours = Object.keys(metafile.inputs).filter((it) =>
    it.includes("convex-http-client"),
  );
  assert.deepEqual(ours, ["node_modules/convex-http-client/dist/server.js"]);
  // An engine's own globals alone, as Convex's runtime is one with a few more.
  /** @type {any} */
  const globals = {};
  runInNewContext(outputFiles[0]?.text ?? "", globals);
  assert.equal(globals.add.isMutation, true);
});

test("the table can be looked up by call, and has Convex's own index by age", () => {
  assert.deepEqual(Object.keys(idempotencyTables), ["idempotencyKeys"]);
  const { indexes } = idempotencyTables.idempotencyKeys.export();
  assert.deepEqual(indexes, [
    {
      indexDescriptor: "by_call",
      fields: ["key", "functionPath", "caller"],
    },
  ]);
});

/** A mutation's context that tells of a key and whose table is empty. @param {object} [changes] */
const contextWith = (changes) => ({
  db: {
    query: () => ({
      withIndex: () => ({ first: async () => null }),
    }),
    insert: async () => "id",
  },
  auth: { getUserIdentity: async () => null },
  meta: {
    getRequestMetadata: async () => ({ requestId: "idempotent-k" }),
    getFunctionMetadata: async () => ({ name: "a:b", componentPath: "" }),
  },
  ...changes,
});

/** A builder as Convex's: what it is given is what the function has. @param {any} definition */
const build = (definition) =>
  typeof definition === "function" ? { handler: definition } : definition;

const wrapped = idempotent(build)({ args: {}, handler: async () => "ran" });

test("what a definition has besides its handler stays, and a bare handler is one", async () => {
  const args = { text: 1 };
  const handler = async () => "ran";
  const made = idempotent(build)({ args, returns: args, handler });
  assert.deepEqual(Object.keys(made), ["args", "returns", "handler"]);
  assert.equal(made.args, args);
  for (const { handler } of [made, idempotent(build)(async () => "ran")])
    assert.equal(await handler(contextWith(), {}), "ran");
});

for (const [what, context, said] of [
  [
    "an action",
    { auth: {}, runMutation() {} },
    "idempotent() is for mutations: this ctx has no database to write to",
  ],
  [
    "a query",
    contextWith({ db: { query() {} } }),
    "idempotent() is for mutations: this ctx has no database to write to",
  ],
  [
    "convex before 1.38",
    contextWith({ meta: undefined }),
    "idempotent() needs ctx.meta, which convex has since 1.38: update the package `convex`, or pass `meta` on where a custom function makes its own ctx",
  ],
  [
    "a schema without the table",
    contextWith({
      db: {
        query: () => ({
          withIndex() {
            throw new Error("Index idempotencyKeys.by_call not found.");
          },
        }),
        insert() {},
      },
    }),
    "idempotent() could not use its table. Does convex/schema.ts have `defineSchema({ ...idempotencyTables, … })`? Index idempotencyKeys.by_call not found.",
  ],
  [
    "a table that does not take the row",
    contextWith({
      db: {
        ...contextWith().db,
        insert: async () => {
          throw new Error("Object is missing the required field");
        },
      },
    }),
    "idempotent() could not use its table. Does convex/schema.ts have `defineSchema({ ...idempotencyTables, … })`? Object is missing the required field",
  ],
]) {
  test(`says what to do about ${what}`, async () => {
    await assert.rejects(wrapped.handler(context, {}), { message: said });
  });
}

test("a result that is no value is refused in Convex's words, and arguments are", async () => {
  const returning = (/** @type {unknown} */ result) =>
    idempotent(build)(async () => result).handler(contextWith(), {});
  await assert.rejects(
    returning(new Date(0)),
    /is not a supported Convex type/,
  );
  await assert.rejects(
    wrapped.handler(contextWith(), { at: new Date(0) }),
    /Date .*is not a supported Convex type/,
  );
});

test("refuses what is neither a builder nor a handler", () => {
  const registered = Object.assign(() => {}, { isMutation: true });
  for (const wrong of [undefined, {}, registered])
    assert.throws(() => idempotent(wrong), {
      name: "TypeError",
      message: /^idempotent\(\) takes a mutation's handler, or what makes/,
    });
  for (const wrong of [undefined, {}, { args: {}, handler: "a" }])
    assert.throws(() => idempotent(build)(wrong), {
      name: "TypeError",
      message: /^idempotent\(\): this mutation has no handler/,
    });
});

for (const [options, field] of [
  [undefined, "maxAge"],
  [{}, "maxAge"],
  [{ maxAge: 0 }, "maxAge"],
  [{ maxAge: -1 }, "maxAge"],
  [{ maxAge: NaN }, "maxAge"],
  [{ maxAge: Infinity }, "maxAge"],
  [{ maxAge: "7 days" }, "maxAge"],
  [{ maxAge: 1, batchSize: 0 }, "batchSize"],
  [{ maxAge: 1, batchSize: 1.5 }, "batchSize"],
]) {
  test(`refuses purges by the name of what is wrong: ${JSON.stringify(options)}`, () => {
    assert.throws(() => purgeIdempotencyKeys(options), {
      name: "TypeError",
      message: new RegExp(`^purgeIdempotencyKeys\\(\\): \`${field}\` is a `),
    });
  });
}

test("a batch of a purge ends after some megabytes, whatever its size, and goes on by itself", async () => {
  const row = { _id: "a", _creationTime: 0, result: "x".repeat(1_000_000) };
  /** @type {unknown[][]} */
  const scheduled = [];
  let deleted = 0;
  const context = contextWith({
    db: {
      query: () => ({ withIndex: () => Array(50).fill(row) }),
      insert() {},
      delete: async () => void deleted++,
    },
    scheduler: {
      runAfter: async (/** @type {any[]} */ ...call) => scheduled.push(call),
    },
  });
  const purge = purgeIdempotencyKeys({ maxAge: 1000 });
  assert.equal(await purge(context, { some: "argument" }), 5);
  assert.equal(deleted, 5);
  const [[delay, reference, args] = [], ...more] = scheduled;
  assert.deepEqual([delay, args, more], [0, { some: "argument" }, []]);
  const { getFunctionName } = await import("convex/server");
  assert.equal(getFunctionName(/** @type {any} */ (reference)), "a:b");
});
