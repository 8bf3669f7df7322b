import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import puppeteer from "puppeteer-core";
import { startBackend } from "../../backend/server.js";
import { findChromium } from "../runtimes/driver/chromium.mjs";
import { openWorker } from "../runtimes/driver/worker.mjs";

// `cargo xtask test` builds the examples and says where.
const examples = resolve(process.env.EXAMPLES ?? "target/examples-in-rust");

/** @type {Awaited<ReturnType<typeof startBackend>>} */
let backend;
before(async () => {
  backend = await startBackend();
});
after(async () => {
  await backend.stop();
});

describe("the page in Yew", () => {
  /** @type {import("puppeteer-core").Browser} */
  let browser;
  /** @type {import("puppeteer-core").Page} */
  let page;
  /** @type {import("node:http").Server} */
  let server;
  /** @type {string[]} */
  const problems = [];

  before(async () => {
    server = createServer((request, response) => {
      const { type, body } = readPart(request.url ?? "/");
      response.setHeader("Content-Type", type);
      response.end(body);
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", () => done(0)));
    const { port } = /** @type {import("node:net").AddressInfo} */ (
      server.address()
    );
    browser = await puppeteer.launch({
      executablePath: await findChromium(),
      headless: true,
      // Chromium's own sandbox does not work for root.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    });
    page = await browser.newPage();
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForSelector("input");
  });
  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  /** @param {string} path */
  function readPart(path) {
    if (path !== "/") {
      const types = /** @type {Record<string, string>} */ ({
        ".js": "text/javascript",
        ".wasm": "application/wasm",
      });
      const body = readFileSync(join(examples, "yew", path));
      return { type: types[extname(path)], body };
    }
    // What trunk does with a page.
    const start = `<script type="module">import start from "./example_yew.js"; start();</script>`;
    const html = readFileSync(join(examples, "yew/index.html"), "utf8");
    const body = html
      .replace('<link data-trunk rel="rust" />', start)
      .replace("http://127.0.0.1:3210", backend.url);
    return { type: "text/html", body };
  }

  /** Waits until the page shows these tasks. @param {string[]} expected */
  async function shows(expected) {
    const wanted = JSON.stringify(expected);
    await page.waitForFunction(
      (wanted) => {
        const items = [...document.querySelectorAll("li")];
        const texts = items.map(
          (item) => `${item.className}|${item.firstChild?.textContent}`,
        );
        return JSON.stringify(texts) === wanted;
      },
      { timeout: 10_000, polling: 20 },
      wanted,
    );
  }

  /** @param {string} text */
  async function add(text) {
    await page.type("input", text);
    await page.click("form button");
  }

  it("adds, completes and removes tasks", async () => {
    await shows([]);
    await add("Water the plants");
    await shows(["|Water the plants"]);
    await add("Call Ada!");
    await shows(["|Water the plants", "|Call Ada!"]);
    assert.equal(
      await page.$eval("li em", (em) => em.textContent),
      " priority 1",
    );
    await page.click("li button");
    await shows(["done|Water the plants", "|Call Ada!"]);
    await page.click("li:last-child button:last-child");
    await shows(["done|Water the plants"]);
    assert.deepEqual(problems, []);
  });
});

describe("the Worker in workers-rs", () => {
  /** @type {Awaited<ReturnType<typeof openWorker>>} */
  let worker;
  before(async () => {
    const script = join(examples, "workers-rs/worker.js");
    const bindings = { CONVEX_URL: backend.url };
    worker = await openWorker(script, "2025-09-01", { bindings });
  });
  after(async () => {
    await worker?.dispose();
  });

  it("lists and creates the caller's tasks", async () => {
    const token = await backend.mintToken({ sub: "ada" });
    const headers = { Authorization: `Bearer ${token}` };
    const url = "http://localhost/tasks";
    const empty = await worker.dispatchFetch(url, { headers });
    assert.deepEqual([empty.status, await empty.json()], [200, []]);
    const body = JSON.stringify({ text: "Water the plants", priority: 3 });
    const created = await worker.dispatchFetch(url, {
      method: "POST",
      headers,
      body,
    });
    const id = await created.json();
    const tasks = await (await worker.dispatchFetch(url, { headers })).json();
    assert.deepEqual(tasks, [
      { _id: id, text: "Water the plants", priority: 3 },
    ]);
  });

  it("answers with what the function says, and with its own failures", async () => {
    const url = "http://localhost/tasks";
    const anonymous = await worker.dispatchFetch(url);
    assert.deepEqual(
      [anonymous.status, await anonymous.text()],
      [403, "Not signed in"],
    );
    const headers = { Authorization: "Bearer nonsense" };
    assert.equal((await worker.dispatchFetch(url, { headers })).status, 401);
    const other = await worker.dispatchFetch("http://localhost/elsewhere");
    assert.equal(other.status, 404);
  });

  it("serves requests at the same time, each with its own client", async () => {
    const asked = ["ada", "bob", "eve"].map(async (sub) => {
      const token = await backend.mintToken({ sub: `${sub} at once` });
      const headers = { Authorization: `Bearer ${token}` };
      const url = "http://localhost/tasks";
      const body = JSON.stringify({ text: sub });
      await worker.dispatchFetch(url, { method: "POST", headers, body });
      const tasks = await worker.dispatchFetch(url, { headers });
      return /** @type {any[]} */ (await tasks.json()).map(({ text }) => text);
    });
    assert.deepEqual(await Promise.all(asked), [["ada"], ["bob"], ["eve"]]);
  });
});
