import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import puppeteer from "puppeteer-core";
import { findChromium } from "../runtimes/driver/chromium.mjs";
import { commandOf } from "../runtimes/driver/launch.mjs";
import { makeProject } from "./project.mjs";

// What a person sees of errors and clients where they are printed.
const project = makeProject("printed");

const program = `
  import { ConvexHttpClient } from "convex-http-client";
  const url = "https://happy-otter-123.convex.cloud";
  const replying = (make, options) =>
    new ConvexHttpClient(url, { fetch: async () => make(), auth: "a.b.SECRET", ...options });
  const failing = async (run) => {
    try {
      await run();
    } catch (error) {
      return error;
    }
  };
  async function show(what, value) {
    console.log("==" + what);
    console.log(value);
  }
  const list = (client, options) => async () => await client.query("tasks:list", {}, options);
  const code = '{"code":"ExpiredInQueue","message":"wait"}';
  const page = "<html>\\n<body>" + "<p>Bad gateway</p>".repeat(500);
  show("an empty 503", await failing(list(replying(() => new Response("", { status: 503 })))));
  show("a code", await failing(list(replying(() => new Response(code, { status: 503 })))));
  show("a page", await failing(list(replying(() => new Response(page, { status: 502 })))));
  show("a timeout", await failing(list(replying(() => new Promise(() => {})), { timeout: 20 })));
  const retried = { timeout: 300, retry: { limit: 9, backoff: 1000, maxDelay: 9000 }, signal: undefined };
  Math.random = () => 1;
  show("a cause", await failing(list(replying(() => new Response("", { status: 503 })), retried)));
  show("arguments", await failing(async function callerOfTheClient() {
    return await replying(() => {}).query("tasks:list", { when: new Date(0) });
  }));
  class Mine extends ConvexHttpClient {
    mine = "own field";
  }
  const client = new Mine(url, { auth: "a.b.SECRET", fetch: () => new Promise(() => {}) });
  client.setAdminAuth("SECRET");
  void client.mutation("a:b");
  void client.mutation("a:b");
  show("a client", client);
  show("a client in an array", [new ConvexHttpClient(url)]);
  console.log("==end");
`;

/** Takes what was printed apart, by what it is of. @param {string} printed */
const partsOf = (printed) =>
  new Map(
    printed
      .split(/^==/m)
      .slice(1)
      .map((part) => {
        const end = part.indexOf("\n");
        return [part.slice(0, end), part.slice(end + 1)];
      }),
  );

/**
 * @param {Map<string, string>} parts
 * @param {{ pending: boolean, isShort: boolean }} options whether the number of pending mutations shows, and long
 *   messages do not
 */
function check(parts, { pending, isShort }) {
  const of = (/** @type {string} */ name) => parts.get(name) ?? "";
  assert.match(
    of("an empty 503"),
    /^ConvexHttpError:? ?\n    at tasks:list \(503\)\n    at /,
  );
  assert.match(
    of("a code"),
    /^ConvexHttpError: \{"code".*\n    at tasks:list \(503 ExpiredInQueue\)$/m,
  );
  assert.match(of("a page"), /^ConvexHttpError: <html>/m);
  assert.match(of("a page"), /^    at tasks:list \(502\)$/m);
  if (isShort) assert.ok(of("a page").length < 2000, "not the whole page");
  assert.match(
    of("a timeout"),
    /^ConvexTimeoutError: The query tasks:list did not settle within 20 ms\.$/m,
  );
  assert.match(of("a cause"), /within 300 ms/);
  assert.match(
    of("arguments"),
    /^Error: Date .* is not a supported Convex type/im,
  );
  assert.match(of("arguments"), /callerOfTheClient|printed|program/);
  assert.match(of("a client"), /Mine/);
  assert.match(of("a client"), /address: ['"]https:\/\/happy-otter-123/);
  assert.match(of("a client"), /mine: ['"]own field['"]/);
  if (pending) assert.match(of("a client"), /pendingMutations: 2/);
  assert.match(of("a client in an array"), /ConvexHttpClient/);
  for (const [name, part] of parts)
    assert.ok(!part.includes("SECRET"), `${name}: ${part}`);
}

writeFileSync(join(project, "program.js"), program);

for (const runtime of ["node", "deno", "bun"])
  test(`what ${runtime} prints`, () => {
    const [command, ...args] = commandOf(runtime, "program.js", "{}");
    const options = { cwd: project, env: { ...process.env, NO_COLOR: "1" } };
    const printed = execFileSync(command, args, {
      ...options,
      encoding: "utf8",
      timeout: 30_000,
    });
    const parts = partsOf(printed);
    check(parts, { pending: true, isShort: true });
    // The error of the last request that failed, beneath the timeout's. Bun prints a cause its own way.
    const name = runtime === "bun" ? "Error" : "\\[cause\\]: ConvexHttpError";
    assert.match(
      parts.get("a cause") ?? "",
      new RegExp(`${name}: \\s*at tasks:list \\(503`),
    );
  });

/** @type {import("puppeteer-core").Browser} */
let browser;

before(async () => {
  browser = await puppeteer.launch({
    executablePath: await findChromium(),
    // Chromium's own sandbox does not work for root.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
});
after(() => browser.close());

test("what Chromium's console shows", async () => {
  const { outputFiles } = await build({
    entryPoints: [join(project, "program.js")],
    bundle: true,
    format: "esm",
    write: false,
    nodePaths: [resolve(project, "node_modules")],
  });
  const tab = await browser.newPage();
  const session = await tab.createCDPSession();
  await session.send("Runtime.enable");
  let printed = "";
  /** @type {Promise<void>} */
  const isOver = new Promise((resolve) =>
    session.on("Runtime.consoleAPICalled", ({ args: [value] }) => {
      printed += `${textOf(value)}\n`;
      if (value.value === "==end") resolve();
    }),
  );
  await tab.addScriptTag({ type: "module", content: outputFiles[0].text });
  await isOver;
  // It calls no code of an object's, and shows messages as they are.
  check(partsOf(printed), { pending: false, isShort: false });
});

test("a bundle carries what to do about failures only with errorInfo", async () => {
  const bundle = async (/** @type {string} */ name) => {
    const { outputFiles } = await build({
      stdin: {
        contents: `export { ${name} } from "convex-http-client";`,
        resolveDir: project,
      },
      bundle: true,
      minify: true,
      format: "esm",
      write: false,
    });
    return outputFiles[0].text;
  };
  const hint = "Send its time in milliseconds";
  assert.ok((await bundle("errorInfo")).includes(hint));
  for (const name of ["ConvexHttpClient", "ConvexHttpError", "anyApi"])
    assert.ok(!(await bundle(name)).includes(hint), name);
});

/**
 * As the console writes an object: its class, and its own properties.
 *
 * @param {import("puppeteer-core").Protocol.Runtime.RemoteObject} value
 */
function textOf({ value, description, preview, subtype }) {
  if (typeof value === "string") return value;
  if (subtype === "error" || !preview) return description;
  const properties = preview.properties.map(
    ({ name, value: text }) => `${name}: "${text}"`,
  );
  return `${description} {${properties.join(", ")}}`;
}
