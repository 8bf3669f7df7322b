// Browsers that do not compile WebAssembly at once on a page's main thread: Chromium before 115 refuses more than 4 kB,
// in the words below. The matrix runs a real one.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { writeFileSync } from "node:fs";
import { makeProject, runNode } from "./project.mjs";

const project = makeProject("slow-start");

const before = `
  import { readFileSync } from "node:fs";
  const { Module, Instance, instantiate } = WebAssembly;
  const refuse = (what, cure) => {
    throw new RangeError(\`WebAssembly.\${what} is disallowed on the main thread, if the buffer size is larger than 4KB. Use WebAssembly.\${cure}\`);
  };
  WebAssembly.Module = class extends Module {
    constructor(bytes) {
      if (bytes.byteLength > 4096) refuse("Compile", "compile, or compile on a worker thread.");
      super(bytes);
    }
  };
  WebAssembly.Instance = class { constructor() { refuse("Instance", "instantiate."); } };
  const file = "node_modules/convex-http-client/dist/client.wasm";
  const fetch = async () => Response.json({ status: "success", value: 1 });
  const say = (error) => console.log(error.message);
  const make = ({ ConvexHttpClient }) =>
    new ConvexHttpClient("https://a.convex.cloud", { fetch });
`;

/** @param {string} code */
function run(code) {
  const file = "program.js";
  writeFileSync(join(project, file), `${before}${code}`);
  return runNode(project, file);
}

test("the error says what to do", () => {
  const printed = run(`
    import * as main from "convex-http-client";
    import * as slim from "convex-http-client/slim";
    try { make(main); } catch (error) { say(error); }
    try { slim.initSync(readFileSync(file)); } catch (error) { say(error); }
    try { slim.initSync(await WebAssembly.compile(readFileSync(file))); } catch (error) { say(error); }`);
  const lines = printed.trim().split("\n");
  assert.equal(lines.length, 3);
  for (const line of lines) {
    assert.match(line, /does not compile WebAssembly at once/);
    assert.match(line, /await init\(\)/);
    assert.doesNotMatch(line, /Content-Security-Policy/);
  }
});

/** @type {Record<string, [entry: string, code: string]>} */
const starts = {
  "the default entry": ["convex-http-client", "init()"],
  "the default entry, twice at once": [
    "convex-http-client",
    "Promise.all([init(), init()])",
  ],
  "slim, from bytes": ["convex-http-client/slim", "init(readFileSync(file))"],
  "slim, from a compiled module": [
    "convex-http-client/slim",
    "init(WebAssembly.compile(readFileSync(file)))",
  ],
  "slim, from a Response": [
    "convex-http-client/slim",
    "init(new Response(readFileSync(file)))",
  ],
};

for (const [name, [entry, code]] of Object.entries(starts)) {
  test(`await init() starts ${name}`, () => {
    const printed = run(`
      import * as entry from "${entry}";
      const { init } = entry;
      await ${code};
      console.log(await make(entry).query("a:b", { n: 1n }));`);
    assert.equal(printed, "1\n");
  });
}

test("a module that breaks is replaced there, each time", () => {
  const printed = run(`
    import * as main from "convex-http-client";
    let isBroken = false;
    WebAssembly.instantiate = async (...given) => {
      const result = await instantiate(...given);
      const { exports } = result.instance ?? result;
      const faulty = {};
      for (const [name, member] of Object.entries(exports))
        faulty[name] = typeof member !== "function" ? member : (...args) => {
          if (isBroken) throw new Error("the module broke");
          return member(...args);
        };
      const instance = { exports: faulty };
      return result.instance ? { module: result.module, instance } : instance;
    };
    await main.init();
    const client = make(main);
    for (let round = 0; round < 3; round++) {
      await new Promise((resolve) => setTimeout(resolve));
      isBroken = true;
      await client.query("a:b").catch(say);
      isBroken = false;
      console.log(await client.query("a:b"));
    }`);
  assert.equal(printed, "the module broke\n1\n".repeat(3));
});
