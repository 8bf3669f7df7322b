// V8 inlines calls of wasm into optimized JavaScript. In Node 20 and 22, the process ends where such a call returns an
// object to JavaScript that was deoptimized meanwhile, as a user's fetch can make it happen.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
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
