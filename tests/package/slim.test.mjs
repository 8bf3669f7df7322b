import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { writeFileSync } from "node:fs";
import { makeProject, runNode } from "./project.mjs";

const project = makeProject("slim");

/** What a user may have of the module, as code; each in a process of its own, since it starts once. */
const sources = {
  bytes: "init(bytes)",
  "an ArrayBuffer":
    "init(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))",
  "a promise of bytes": "init(Promise.resolve(bytes))",
  "a compiled module": "init(new WebAssembly.Module(bytes))",
  "a Response, whatever its type": "init(new Response(bytes))",
  "a promise of a Response": "init(Promise.resolve(new Response(bytes)))",
  "an address": "init(server)",
  "a URL": "init(new URL(server))",
  "a Request": "init(new Request(server))",
  "bytes of another realm": "init(runInNewContext('Uint8Array').from(bytes))",
  "a module of another realm":
    "init(new (runInNewContext('WebAssembly.Module'))(bytes))",
  "bytes, at once": "initSync(bytes)",
  "a compiled module, at once": "initSync(new WebAssembly.Module(bytes))",
  "two at the same time":
    "Promise.all([init(bytes), init(new Response(bytes))])",
  "one after another": "(initSync(bytes), init('http://127.0.0.1:1/'))",
};

const before = `
  import { readFileSync } from "node:fs";
  import { createServer } from "node:http";
  import { runInNewContext } from "node:vm";
  import { ConvexHttpClient, init, initSync } from "convex-http-client/slim";
  const bytes = readFileSync("node_modules/convex-http-client/dist/client.wasm");
  const listener = createServer((request, response) => {
    response.writeHead(request.url === "/" ? 200 : 404).end(bytes);
  }).listen(0);
  const server = \`http://127.0.0.1:\${listener.address().port}/\`;
  const make = () => new ConvexHttpClient("https://a.convex.cloud").url;
`;

/** @param {string} code */
function run(code) {
  const file = "program.js";
  const program = `${before}${code}\nlistener.close(); listener.closeAllConnections();`;
  writeFileSync(join(project, file), program);
  return runNode(project, file);
}

for (const [name, code] of Object.entries(sources)) {
  test(`slim starts from ${name}`, () => {
    const printed = run(`await ${code}; console.log(make());`);
    assert.equal(printed, "https://a.convex.cloud\n");
  });
}

test("slim says what is missing", () => {
  const printed = run(
    "try { make() } catch (error) { console.log(error.message) }",
  );
  assert.match(printed, /slim has no WebAssembly module.*init\(\) or initSync/);
});

test("slim says that the module was not found, and can be started again", () => {
  const printed = run(`
    await init(server + "missing").catch((error) => console.log(error.message));
    await init(server);
    console.log(make());`);
  assert.match(
    printed,
    /could not be fetched: 404 from http:.*\/missing\nhttps:\/\/a\.convex\.cloud\n/,
  );
});

test("slim says that the bytes are no module", () => {
  const printed = run(
    "await init(new Uint8Array(4)).catch((error) => console.log(error.message));",
  );
  assert.match(printed, /would not compile WebAssembly \(.*\)/);
});

test("slim has no bytes inside, and shares its client with the default entry", () => {
  const printed = run(`
    import * as all from "convex-http-client";
    console.log(all.ConvexHttpClient === ConvexHttpClient, make());`);
  assert.equal(printed, "true https://a.convex.cloud\n");
});
