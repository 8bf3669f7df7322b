import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { makeProject } from "./project.mjs";

const dist = join(makeProject("bare"), "node_modules/convex-http-client/dist");

/**
 * Loads the package in a realm that has the language and what is given: no TextDecoder, no Buffer, no process.
 *
 * @param {Record<string, unknown>} globals
 */
function load(globals) {
  const context = createContext({ ...globals });
  const modules = new Map();
  /** @param {string} file */
  const require = (file) => {
    const path = join(dist, file);
    if (!modules.has(path)) {
      const module = { exports: {} };
      modules.set(path, module);
      const source = readFileSync(path, "utf8");
      const run = runInContext(
        `(function (require, module, exports) {${source}\n})`,
        context,
      );
      assert.equal(dirname(path), dist);
      run(require, module, module.exports);
    }
    return modules.get(path).exports;
  };
  return require("index.cjs");
}

/** @param {string} body @param {string[]} [sent] */
const answer =
  (body, sent = []) =>
  async (/** @type {string} */ _url, /** @type {any} */ init) => {
    sent.push(init.body);
    return { ok: true, json: async () => JSON.parse(body) };
  };

test("a realm with nothing but atob is enough", async () => {
  const { ConvexHttpClient, ConvexError } = load({ atob });
  /** @type {string[]} */
  const sent = [];
  const wire = { a: "naïve ☃ 😀", b: { $integer: "AQAAAAAAAAA=" } };
  const client = new ConvexHttpClient("https://a.convex.cloud", {
    logger: false,
    fetch: answer(JSON.stringify({ status: "success", value: wire }), sent),
  });
  const value = await client.query("a:b", { n: 7n, text: "é\ud800" });
  assert.equal(value.a, wire.a);
  assert.equal(value.b, 1n);
  assert.equal(
    sent[0],
    '{"path":"a:b","format":"convex_encoded_json","args":[{"n":{"$integer":"BwAAAAAAAAA="},"text":"é\\ud800"}]}',
  );
  const failed = JSON.stringify({
    status: "error",
    errorMessage: "☃",
    errorData: { code: "ü" },
  });
  const failing = new ConvexHttpClient("https://a.convex.cloud", {
    fetch: answer(failed),
  });
  const error = await failing.query("a:b").catch((/** @type {any} */ e) => e);
  assert.ok(error instanceof ConvexError);
  assert.equal(error.message, "☃");
  assert.equal(error.data.code, "ü");
});

test("texts that pass through wasm survive without TextDecoder and TextEncoder", () => {
  const { convexToJson, jsonToConvex, ConvexHttpClient } = load({ atob });
  const value = { "ascii only": "naïve ☃ 😀 \ud800", bytes: "x".repeat(5000) };
  assert.equal(
    JSON.stringify(jsonToConvex(convexToJson(value))),
    JSON.stringify(value),
  );
  // The address and the path of a bad value are printed by Rust.
  assert.throws(() => new ConvexHttpClient("☃ é"), /☃ é/);
  assert.throws(() => convexToJson({ a: ["é", new Date(0)] }), /\.a\[1\]/);
});

test("a runtime without WebAssembly is told so", () => {
  const { ConvexHttpClient } = load({ atob, WebAssembly: undefined });
  assert.throws(
    () => new ConvexHttpClient("https://a.convex.cloud"),
    /needs WebAssembly: use convex\/browser where there is none/,
  );
});

test("a refused compile says what to do", () => {
  const refusing = {
    Module: class {
      constructor() {
        throw new Error("not here");
      }
    },
  };
  const { ConvexHttpClient } = load({ atob, WebAssembly: refusing });
  assert.throws(
    () => new ConvexHttpClient("https://a.convex.cloud"),
    /\(not here\).*'wasm-unsafe-eval'.*"workerd".*"edge-light".*serverExternalPackages/,
  );
});
