// V8 inlines calls of wasm into optimized JavaScript. In Node 20 and 22, the process ends where such a call returns an
// object to JavaScript that was deoptimized meanwhile, as a user's fetch can make it happen.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeProject } from "./project.mjs";

const project = makeProject("deoptimize");

const program = `
  import { ConvexHttpClient } from "convex-http-client";
  const calls = {
    query: (client) => client.query("a:b", {}),
    mutation: (client) => client.mutation("a:b", {}),
    action: (client) => client.action("a:b", {}),
    function: (client) => client.function("a:b", undefined, {}),
    consistentQuery: (client) => client.consistentQuery("a:b", {}),
  };
  // The methods are what contains the calls of wasm; they are inlined into what calls them, and deoptimized with it.
  let deoptimize = () => {};
  const reply = { ok: true, json: async () => ({ status: "success", value: 1, ts: "AA" }) };
  const client = new ConvexHttpClient("https://a.convex.cloud", {
    fetch: async () => {
      deoptimize();
      return reply;
    },
  });
  for (const [name, call] of Object.entries(calls)) {
    const functions = [call, ConvexHttpClient.prototype[name]];
    for (const each of functions) %PrepareFunctionForOptimization(each);
    for (let round = 0; round < 100; round++) await call(client);
    for (const each of functions) %OptimizeFunctionOnNextCall(each);
    await call(client);
    deoptimize = () => functions.forEach((each) => %DeoptimizeFunction(each));
    console.log(name, await call(client));
    deoptimize = () => {};
  }
`;

test("survives a fetch that deoptimizes its caller", () => {
  writeFileSync(join(project, "program.js"), program);
  const printed = execFileSync(
    process.execPath,
    ["--allow-natives-syntax", "program.js"],
    { cwd: project, encoding: "utf8", timeout: 30_000 },
  );
  const names = ["query", "mutation", "action", "function", "consistentQuery"];
  assert.deepEqual(
    printed.trim().split("\n"),
    names.map((name) => `${name} 1`),
  );
});

/** How WebAssembly writes the types of numbers; those of objects are others. */
const NUMBERS = [0x7f, 0x7e, 0x7d, 0x7c];

/**
 * Returns the names and types of the functions that a module exports, as WebAssembly writes types.
 *
 * @param {Uint8Array} wasm
 */
function signaturesOf(wasm) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      value += (wasm[at] & 0x7f) * 2 ** shift;
      if (wasm[at++] < 0x80) return value;
    }
  };
  const text = () => {
    const length = number();
    at += length;
    return new TextDecoder().decode(wasm.subarray(at - length, at));
  };
  /** @type {<T>(read: () => T) => T[]} */
  const list = (read) => Array.from({ length: number() }, read);
  const byte = () => wasm[at++];
  const type = () => {
    assert.equal(byte(), 0x60, "a type that is no function's");
    return { parameters: list(byte), results: list(byte) };
  };
  /** Where sections begin, by their numbers. @type {Record<number, number>} */
  const sections = {};
  while (at < wasm.length) {
    const id = byte();
    const size = number();
    sections[id] = at;
    at += size;
  }
  at = sections[1];
  const types = list(type);
  at = sections[2];
  const imports = list(() => {
    text();
    text();
    assert.equal(byte(), 0, "an import that is no function");
    return number();
  });
  at = sections[3];
  const functions = [...imports, ...list(number)];
  at = sections[7];
  const exports = list(() => ({ name: text(), kind: byte(), index: number() }));
  return exports
    .filter(({ kind }) => kind === 0)
    .map(({ name, index }) => ({ name, ...types[functions[index]] }));
}

test("no export of the module returns an object", () => {
  const dist = join(project, "node_modules/convex-http-client/dist");
  const found = signaturesOf(readFileSync(join(dist, "client.wasm")));
  assert.ok(found.length > 10);
  const objects = found.filter(({ results }) =>
    results.some((result) => !NUMBERS.includes(result)),
  );
  assert.deepEqual(objects, []);
});
