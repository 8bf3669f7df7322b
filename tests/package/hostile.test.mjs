import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { startBackend } from "../../backend/server.js";
import { makeProject } from "./project.mjs";

const PACKAGES = ["ses@2.3.0", "zone.js@0.16.3", "@sinonjs/fake-timers@15.5.0"];

const project = makeProject("hostile");
const flags = ["--ignore-scripts", "--prefer-offline", "--no-audit"];
execFileSync(
  "npm",
  ["install", ...PACKAGES, ...flags, "--no-fund", "--loglevel=error"],
  { cwd: project, stdio: ["ignore", "ignore", "inherit"] },
);

/** Uses all there is, and prints what came of it. */
const USES = `
export async function use({ ConvexHttpClient, errorInfo, isConvexError }, url, wrap = (it) => it) {
  const seen = [];
  const note = (name, value) => seen.push([name, value]);
  const failure = async (promise) => {
    try { return "no error: " + JSON.stringify(await promise); }
    catch (error) {
      const { kind, status, attempts, outcome } = errorInfo(error) ?? {};
      return { name: error.name, message: String(error.message).slice(0, 60), kind, status, attempts, outcome, data: error.data, isConvexError: isConvexError(error) };
    }
  };
  const silent = { log() {}, warn() {}, error() {}, logVerbose() {} };
  const client = wrap(new ConvexHttpClient(url, { logger: silent, retry: 1, timeout: 20000, auth: async () => null, hooks: { onRequest() {} } }));
  const plain = wrap(new ConvexHttpClient(url, { logger: silent }));
  const value = { list: [1, 2.5, -0, null, true, "ü\\u0000"], int: 2n ** 62n, bytes: new Uint8Array([1, 2]).buffer, deep: { of: { it: [] } } };
  for (const it of [client, plain])
    for (const [name, call] of [
      ["query", () => it.query("values:echo", { value })],
      ["consistentQuery", () => it.consistentQuery("values:echo", { value })],
      ["mutation", () => it.mutation("values:echoMutation", { value })],
      ["action", () => it.action("values:echoAction", { value })],
      ["batch", () => it.batch([["values:echo", { value }], ["errors:text", {}]])],
    ]) {
      try { note(name, await call()); } catch (error) { note(name, await failure(Promise.reject(error))); }
    }
  note("fails", await failure(client.query("errors:nested", {})));
  note("is not there", await failure(plain.mutation("no:such", {})));
  note("cannot be sent", await failure(plain.query("values:echo", { value: new Date(0) })));
  note("cycle", await failure(plain.query("values:echo", { value: cycle() })));
  note("a lie", await failure(plain.query("values:echo", { value: new Proxy({}, { ownKeys() { throw new Error("a lie"); } }) })));
  const stopping = new AbortController();
  const stopped = failure(client.action("actions:wait", { ms: 5000 }, { signal: stopping.signal }));
  stopping.abort(new Error("enough"));
  note("stopped", await stopped);
  const first = plain.mutation("values:echoMutation", { value: 1 });
  const second = plain.mutation("values:echoMutation", { value: 2 });
  note("pending", plain.pendingMutations);
  note("queue", [await first, await second]);
  await plain.idle();
  note("pending afterwards", plain.pendingMutations);
  return JSON.stringify(seen, (_, it) => typeof it === "bigint" ? "int " + it : it instanceof ArrayBuffer ? [...new Uint8Array(it)] : Object.is(it, -0) ? "-0" : it);
}
const cycle = () => { const it = {}; it.it = it; return it; };
`;

/** @type {import("../../backend/server.js").Backend} */
let backend;
/** What it does where nothing is odd. */
/** @type {any} */
let usual;
before(async () => {
  writeFileSync(join(project, "uses.mjs"), USES);
  backend = await startBackend();
  usual = await run("usual", "");
  assert.equal(usual.length, 19);
  assert.doesNotMatch(JSON.stringify(usual), /TypeError|no error/);
});
after(() => backend.stop());

/**
 * Uses the package after some code has run, and with what that leaves in \`wrap\`.
 *
 * @param {string} name
 * @param {string} code
 * @param {string[]} [options] of Node
 */
async function run(name, code, options = []) {
  const file = `${name.replaceAll(" ", "-")}.mjs`;
  const program = `
let wrap = (it) => it;
let then = () => {};
${code}
const ours = await import("convex-http-client");
const { use } = await import("./uses.mjs");
then();
process.stdout.write(await use(ours, ${JSON.stringify(backend.url)}, wrap));
`;
  writeFileSync(join(project, file), program);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...options, file],
    { cwd: project, timeout: 30_000 },
  );
  // Each call has an id of its own.
  return JSON.parse(stdout.replace(/Request ID: \w+/g, "Request ID: X"));
}

/** @type {[name: string, code: string, options?: string[]][]} */
const SURROUNDINGS = [
  ["frozen intrinsics", "", ["--frozen-intrinsics"]],
  ["no __proto__", "", ["--disable-proto=delete"]],
  ["a __proto__ that throws", "", ["--disable-proto=throw"]],
  ["no code from strings", "", ["--disallow-code-generation-from-strings"]],
  ["lockdown of SES", `await import("ses"); lockdown();`],
  [
    "lockdown of SES, severe",
    `await import("ses"); lockdown({ overrideTaming: "severe", errorTaming: "unsafe", stackFiltering: "verbose" });`,
  ],
  ["zone.js", `await import("zone.js");`],
  [
    "within a zone",
    `await import("zone.js");
const inner = Zone.current.fork({ name: "inner" });
wrap = (client) => new Proxy(client, { get(target, name) {
  const member = target[name];
  return typeof member === "function" ? (...given) => inner.run(() => member.apply(target, given)) : member;
} });`,
  ],
  [
    "timers that stand still",
    `const { default: fake } = await import("@sinonjs/fake-timers");
fake.install({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"] });`,
  ],
  [
    "everything inherits from a full prototype",
    `then = () => {
  // Not those that the runtime's own loader and fetch trip over: auth, timeout, status, value, url, signal, headers, cause.
  const names = ["retry", "limit", "hooks", "idempotent", "skipQueue", "isAdmin", "results", "ts",
    "errorData", "errorMessage", "logLines", "page", "isDone", "$integer", "$float", "$bytes", "prefetch", "numItems"];
  for (const prototype of [Object.prototype, Array.prototype])
    for (const name of names)
      Object.defineProperty(prototype, name, { value: { polluted: name }, enumerable: true, writable: true, configurable: true });
};`,
  ],
  [
    "prototypes with methods of another age",
    `Array.prototype.contains = function (it) { return this.includes(it); };
Object.prototype.each = function () {};
Array.prototype.toJSON = undefined;
String.prototype.format = function () { return this; };
Function.prototype.inherits = function () {};`,
  ],
  ["a proxy of the client", `wrap = (client) => new Proxy(client, {});`],
  [
    "an object that inherits from the client",
    `wrap = (client) => Object.create(client);`,
  ],
  ["another copy was there before", `await import("./copy/index.mjs");`],
  [
    "globals that were frozen",
    `for (const it of [Promise, Map, WeakMap, Set, JSON, Reflect, Symbol, Error, Array, Object, Uint8Array, ArrayBuffer, WebAssembly])
  { Object.freeze(it); if (it.prototype) Object.freeze(it.prototype); }`,
  ],
  [
    "a Promise of its own",
    `const Native = Promise;
globalThis.Promise = class Own extends Native {};`,
  ],
];

for (const [name, code, options] of SURROUNDINGS)
  test(`it does the same with ${name}`, async () => {
    if (code.includes("./copy/")) {
      cpSync(
        join(project, "node_modules/convex-http-client"),
        join(project, "copy/node_modules/convex-http-client"),
        { recursive: true },
      );
      writeFileSync(
        join(project, "copy/index.mjs"),
        `import { ConvexHttpClient } from "convex-http-client"; new ConvexHttpClient("https://small-mouse-123.convex.cloud");`,
      );
    }
    assert.deepEqual(await run(name, code, options), usual);
  });
