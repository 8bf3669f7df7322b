import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { makeProject } from "./project.mjs";

const project = makeProject("secrets");
const installed = join(project, "node_modules/convex-http-client");

/** Looks everywhere for what was said to be secret, and prints where it is. */
const PROGRAM = `
import { createServer } from "node:http";
import { serialize } from "node:v8";
import { inspect } from "node:util";

const SECRETS = ["SECRET-TOKEN", "SECRET-KEY", "SECRET-HEADER", "SECRET-JWT"];
const IDENTITY = { subject: "SECRET-IDENTITY", issuer: "SECRET-IDENTITY" };
const b64 = (text) => Buffer.from(text).toString("base64");
const claims = (exp) => b64(JSON.stringify({ sub: "SECRET-JWT", exp, iat: exp - 60 }));
const jwt = () => "e30." + claims(Math.floor(Date.now() / 1000) + 3600) + ".SECRET-JWT";
const forms = (secret) => [secret, b64(secret).slice(0, -4)];
const ALL = [...SECRETS, "SECRET-IDENTITY"].flatMap(forms);

/** Every memory that a module gets. */
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = function (...given) {
  const instance = new Instance(...given);
  memories.push(...Object.values(instance.exports).filter((it) => it instanceof WebAssembly.Memory));
  return instance;
};
const { ConvexHttpClient, errorInfo } = await import("convex-http-client");

const found = [];
let looks = 0;
function look(where, text) {
  looks += 1;
  for (const secret of ALL) if (String(text).includes(secret)) found.push(where + ": " + secret);
}
/** Visits all that can be reached. */
function walk(where, value, seen = new Set()) {
  if (typeof value === "string") return look(where, value);
  if (Object(value) !== value || seen.has(value)) return;
  // The rest is everybody's.
  if (value === globalThis || value === Function.prototype || value === Object.prototype) return;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) {
    let member;
    try { member = value[key]; } catch { continue; }
    walk(where + "." + String(key), member, seen);
  }
  walk(where + ".prototype", Object.getPrototypeOf(value), seen);
}
function lookAt(where, value) {
  const all = { showHidden: true, depth: Infinity, getters: true, showProxy: true };
  look(where + " inspected", inspect(value, all));
  look(where + " as a text", String(value));
  try { look(where + " as JSON", JSON.stringify(value)); } catch {}
  try { look(where + " cloned", serialize(value).toString("latin1")); } catch {}
  for (let it = value, depth = 0; it && depth < 5; it = it.cause, depth++) look(where + " stack", it.stack);
  walk(where, value);
}

// It sees what is hidden in each of these ways.
const controls = [
  Object.assign(new Error("no"), { [Symbol("hidden")]: "SECRET-TOKEN" }),
  new Error("no", { cause: new Error("of SECRET-KEY") }),
  Object.defineProperty({}, "hidden", { value: { it: "SECRET-JWT" } }),
  new (class { #hidden = 1; get it() { return "SECRET-HEADER"; } })(),
];
let unseen = 0;
for (const control of controls) {
  lookAt("control", control);
  unseen += Number(found.splice(0).length === 0);
}

const WAYS = [
  (response) => response.writeHead(401).end("no"),
  (response) => response.writeHead(500).end("{"),
  (response) => response.writeHead(200).end("<html>"),
  (response) => response.writeHead(302, { Location: "http://localhost:1/" }).end(),
  (response) => response.socket.destroy(),
  () => {},
  (response) => response.end('{"status":"error","errorMessage":"no","errorData":{}}'),
  (response) => response.end('{"status":"success","value":1,"ts":"AAE=","results":[],"logLines":["[LOG] \\'hi\\'"]}'),
];
let way = 0;
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => WAYS[way](response));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const url = "http://127.0.0.1:" + server.address().port;

const lines = [];
for (const name of ["log", "warn", "error", "info", "debug"]) console[name] = (...line) => lines.push(inspect(line, { depth: 9 }));
const events = [];
const note = (event) => void events.push(event);
const hooks = { onRequest: note, onResponse: note, onRetry: note };
const headers = { "X-Key": "SECRET-HEADER" };
const shared = { hooks, headers, retry: { limit: 1, backoff: 0 } };
const clients = [
  new ConvexHttpClient(url, { auth: "SECRET-TOKEN" }),
  new ConvexHttpClient(url, { ...shared, auth: "SECRET-TOKEN" }),
  new ConvexHttpClient(url, { ...shared, auth: async () => jwt() }),
  new ConvexHttpClient(url, { ...shared, auth: "SECRET-TOKEN\\nx" }),
  new ConvexHttpClient(url, { auth: "SECRET-TOKEN\\u0100" }),
  new ConvexHttpClient("http://127.0.0.1:1", { ...shared, auth: "SECRET-TOKEN" }),
  new ConvexHttpClient(url, shared),
];
clients[6].setAdminAuth("SECRET-KEY", IDENTITY);
clients.push(clients[0].withAuth(async () => { throw new Error("none"); }));
const methods = [
  (client, options) => client.query("a:b", {}, options),
  (client, options) => client.consistentQuery("a:b", {}, options),
  (client, options) => client.mutation("a:b", {}, options),
  (client, options) => client.action("a:b", {}, options),
  (client, options) => client.function("a:b", undefined, {}, options),
  (client, options) => client.batch([["a:b", {}]], options),
];
let failures = 0;
for (way = 0; way < WAYS.length; way++)
  for (const [index, client] of clients.entries())
    for (const method of methods) {
      const timeout = WAYS[way].length === 0 || way === 5 ? 30 : 5000;
      try { await method(client, { timeout, auth: index === 0 && way % 2 ? "SECRET-TOKEN" : undefined }); }
      catch (error) {
        failures += 1;
        lookAt("error of client " + index + ", reply " + way, error);
        lookAt("errorInfo of client " + index, errorInfo(error));
      }
      for (const memory of memories)
        for (const encoding of ["utf8", "utf16le"]) {
          const bytes = Buffer.from(memory.buffer);
          for (const secret of ALL)
            if (bytes.includes(Buffer.from(secret, encoding)))
              found.push("the module's memory, of client " + index + ": " + secret);
          looks += 1;
        }
    }
for (const [index, client] of clients.entries()) {
  lookAt("client " + index, client);
  for (const key of Object.getOwnPropertySymbols(client))
    if (typeof client[key] === "function") for (const it of [undefined, client, {}])
      try { walk("client's symbol", client[key](it)); } catch {}
}
for (const event of events) lookAt("event", event);
look("log lines", lines.join());
// It is looked at where the module has its texts.
unseen += Number(!memories.some(({ buffer }) => Buffer.from(buffer).includes("127.0.0.1")));
server.closeAllConnections();
server.close();
process.stdout.write(JSON.stringify({ looks, failures, events: events.length, lines: lines.length, memories: memories.length, unseen, found: [...new Set(found)] }));
`;

test("nothing secret is in errors, events, logs, clients or the module's memory", () => {
  writeFileSync(join(project, "look.mjs"), PROGRAM);
  const { found, ...counts } = JSON.parse(
    execFileSync(process.execPath, ["look.mjs"], {
      cwd: project,
      encoding: "utf8",
      timeout: 60_000,
    }),
  );
  assert.deepEqual(found, []);
  assert.equal(counts.unseen, 0);
  // There was something to look at.
  assert.ok(counts.failures > 300 && counts.looks > 5000, `${counts.looks}`);
  assert.ok(counts.events > 100 && counts.lines > 5 && counts.memories > 0);
});

test("the tarball tells nothing of whoever made it", () => {
  const root = resolve(import.meta.dirname, "../..");
  const places = [root, homedir(), process.cwd()].filter((it) => it.length > 1);
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
  let count = 0;
  for (const file of files) {
    if (statSync(join(installed, file)).isDirectory()) continue;
    const text = readFileSync(join(installed, file), "latin1");
    count += 1;
    for (const place of places)
      assert.ok(!text.includes(`${place}/`), `${file} has ${place}`);
    assert.doesNotMatch(
      text,
      /npm_\w{36}|gh[ps]_\w{36}|BEGIN \w* ?PRIVATE KEY/,
    );
  }
  assert.ok(count > 10, `${count} files`);
});
