// What an app does not use of the package, its bundle does not have.
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { makeProject } from "./project.mjs";

const project = makeProject("shaking");
const modules = resolve(import.meta.dirname, "../../node_modules");
symlinkSync(join(modules, "convex"), join(project, "node_modules/convex"));

/** What needs no WebAssembly module. */
const SMALL = [
  "anyApi",
  "ConvexError",
  "ConvexHttpError",
  "ConvexTimeoutError",
  "errorInfo",
  "isConvexError",
  "makeFunctionReference",
];

/** The most that all of them may take, in bytes. One name of the client alone takes over 30,000. */
const LIMIT = 10_000;

/** The most without `errorInfo`, which says in words what to do. */
const LIMIT_WITHOUT_WORDS = 2000;

/**
 * Bundles exports of an entry as an app's bundler does.
 *
 * @param {string[]} names
 * @param {string} entry
 * @param {string} condition
 */
async function bundle(names, entry, condition) {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { ${names.join(", ")} } from "${entry}";`,
      resolveDir: project,
    },
    bundle: true,
    minify: true,
    format: "esm",
    conditions: [condition],
    external: ["*.wasm", "*.wasm?module"],
    write: false,
  });
  return outputFiles[0].text;
}

for (const condition of ["module", "workerd", "edge-light"]) {
  for (const entry of ["convex-http-client", "convex-http-client/slim"]) {
    test(`${entry}, ${condition}: no client comes with what needs none`, async () => {
      const text = await bundle(SMALL, entry, condition);
      assert.ok(text.length < LIMIT, `${text.length} bytes`);
      assert.doesNotMatch(text, /WebAssembly/);
      const names = SMALL.filter((name) => name !== "errorInfo");
      const { length } = await bundle(names, entry, condition);
      assert.ok(length < LIMIT_WITHOUT_WORDS, `${length} bytes`);
    });
  }
}

for (const [name, entry] of [
  ["resilientFetch", "convex-http-client/fetch"],
  ["upload", "convex-http-client/storage"],
]) {
  test(`${entry}: no client comes with it`, async () => {
    const text = await bundle([name], entry, "module");
    assert.doesNotMatch(text, /WebAssembly/);
  });
}

for (const name of [...SMALL, "ConvexClient"]) {
  test(`convex-http-client/convex: no client of ours comes with ${name}`, async () => {
    const text = await bundle([name], "convex-http-client/convex", "module");
    assert.doesNotMatch(text, /WebAssembly/);
  });
}

for (const name of [
  "ConvexHttpClient",
  "convexToJson",
  "getFunctionName",
  "init",
  "jsonToConvex",
]) {
  for (const condition of ["module", "workerd", "edge-light"]) {
    test(`${name}, ${condition}: brings what it needs`, async () => {
      const text = await bundle([name], "convex-http-client", condition);
      assert.match(text, /new WebAssembly\.Instance/);
      const isOutside = condition !== "module";
      assert.equal(/from"[^"]*client\.wasm/.test(text), isOutside);
    });
  }
}

test("what is bundled runs, each export by itself", async () => {
  /** @type {Record<string, (member: any) => unknown>} */
  const uses = {
    ConvexHttpClient: (Client) => new Client("https://a.convex.cloud").url,
    convexToJson: (toJson) => toJson(1n),
    getFunctionName: (nameOf) =>
      nameOf({ [Symbol.for("functionName")]: "a:b" }),
    init: async (init) => (await init()) ?? "started",
    jsonToConvex: (toConvex) => toConvex({ $integer: "AQAAAAAAAAA=" }),
    isConvexError: (isConvexError) =>
      isConvexError({ [Symbol.for("ConvexError")]: true }),
    makeFunctionReference: (make) => make("a:b")[Symbol.for("functionName")],
    anyApi: (api) => api.a.b[Symbol.for("functionName")],
    ConvexError: (Own) => new Own({ code: 1 }).message,
    errorInfo: (errorInfo) => errorInfo(new Error("nobody's")) ?? "unknown",
  };
  const results = [];
  for (const [name, use] of Object.entries(uses)) {
    const text = await bundle([name], "convex-http-client", "module");
    const url = `data:text/javascript,${encodeURIComponent(text)}`;
    results.push(await use((await import(url))[name]));
  }
  assert.deepEqual(results, [
    "https://a.convex.cloud",
    { $integer: "AQAAAAAAAAA=" },
    "a:b",
    "started",
    1n,
    true,
    "a:b",
    "a:b",
    '{"code":1}',
    "unknown",
  ]);
});
