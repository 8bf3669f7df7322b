import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeProject } from "./project.mjs";

const project = makeProject("inherited");
const core = join(project, "node_modules/convex-http-client/dist/core.js");

/** What the language and the runtime's own fetch take from any object, and the official client from its options. */
const LANGUAGE =
  /^(auth|body|return|get|set|value|writable|configurable|enumerable|then|constructor|toString|valueOf|toJSON|__proto__|prototype)$/;

/** Every name that the package may read or write. */
const names = [
  ...new Set(
    [...readFileSync(core, "utf8").matchAll(/[A-Za-z_$][\w$]*/g)].map(String),
  ),
].filter((name) => !LANGUAGE.test(name) && !(name in Object.prototype));

/** Makes calls of every kind, over a fetch that needs nothing of the runtime, and prints each name that changes what comes of them. */
const PROGRAM = `
import { ConvexHttpClient, errorInfo } from "convex-http-client";
const names = JSON.parse(process.argv[2]);
const envelope = (value) => ({ __proto__: null, status: "success", value, logLines: [], ts: "AAE=", results: [{ __proto__: null, status: "success", value }] });
let sent = 0;
const fetch = async (url, { body }) => {
  sent += 1;
  if (body?.includes("lost")) throw new TypeError("lost");
  const isBusy = body?.includes("busy") && sent % 2;
  const value = body?.includes("page") ? { page: [1], isDone: true, continueCursor: "e" } : { a: [1] };
  return { __proto__: null, ok: !isBusy, status: isBusy ? 503 : 200, text: async () => "", json: async () => envelope(value) };
};
const logger = { log() {}, warn() {}, error() {}, logVerbose() {} };
const url = "https://small-mouse-123.convex.cloud";
const told = (error) => {
  const { attempts, kind, outcome, retryable } = errorInfo(error) ?? {};
  return [error?.message, kind, attempts, outcome, retryable];
};
const WAYS = [
  (c) => c.query("a:b", { x: 1 }), (c) => c.query("a:b", { busy: 1 }), (c) => c.query("a:b", { bad: new Date(0) }),
  (c) => c.consistentQuery("a:b", {}), (c) => c.mutation("a:b", { lost: 1 }), (c) => c.mutation("a:b", { x: [1] }),
  (c) => c.mutation("a:b", { busy: 1 }), (c) => c.action("a:b", { lost: 1 }), (c) => c.batch([["a:b", {}]]),
  (c) => c.mutation("a:b", {}, { timeout: 500, skipQueue: true }), (c) => c.function("a:b", undefined, {}),
  async (c) => { const all = []; for await (const it of c.paginate("a:b", { page: 1 }, { numItems: 1 })) all.push(it); return all; },
];
const late = (text) => new Promise((done) => setTimeout(done, 2000, text));
async function use() {
  sent = 0;
  const seen = [];
  for (const more of [{}, { retry: { limit: 1, backoff: 0 }, hooks: { onRequest() {} }, auth: async () => "t" }]) {
    const client = new ConvexHttpClient(url, { fetch, logger, ...more });
    const results = WAYS.map((way) => { try { return way(client).catch(told); } catch (error) { return "it throws " + error.message; } });
    for (const result of results) seen.push(await Promise.race([result, late("it hangs")]));
    seen.push(client.pendingMutations, await Promise.race([client.idle(), late("it is never idle")]));
  }
  return JSON.stringify(seen);
}
process.on("unhandledRejection", () => {});
const usual = await use();
const changed = [];
for (const name of names)
  for (const value of [{ polluted: 1 }]) {
    Object.defineProperty(Object.prototype, name, { __proto__: null, value, configurable: true, writable: true, enumerable: true });
    const got = await use().catch(String);
    delete Object.prototype[name];
    if (got !== usual) changed.push(name);
  }
process.stdout.write(JSON.stringify({ usual, changed: [...new Set(changed)] }), () => process.exit());
`;

test("nothing that every object inherits changes what the client does", () => {
  assert.ok(names.length > 300, `${names.length} names`);
  writeFileSync(join(project, "pollute.mjs"), PROGRAM);
  const args = ["pollute.mjs", JSON.stringify(names)];
  const printed = execFileSync(process.execPath, args, {
    cwd: project,
    encoding: "utf8",
    timeout: 120_000,
  });
  const { changed, usual } = JSON.parse(printed);
  assert.match(usual, /"unknown"/);
  assert.doesNotMatch(usual, /hangs|never idle|throws/);
  assert.deepEqual(changed, []);
});
