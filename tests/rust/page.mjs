import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import puppeteer from "puppeteer-core";
import { startBackend } from "../../backend/server.js";
import { findChromium } from "../runtimes/driver/chromium.mjs";

/** `cargo xtask test` builds the examples and says where. */
export const examples = resolve(
  process.env.EXAMPLES ?? "target/examples-in-rust",
);

/**
 * Describes a page that is the tasks app.
 *
 * @param {string} framework what it is made with
 * @param {string} folder where it is in the examples
 * @param {string} script the file that starts it
 */
export function describePage(framework, folder, script) {
  describe(`the page in ${framework}`, () => testPage(folder, script));
}

/** @param {string} folder @param {string} script */
function testPage(folder, script) {
  /** @type {Awaited<ReturnType<typeof startBackend>>} */
  let backend;
  /** @type {import("puppeteer-core").Browser} */
  let browser;
  /** @type {import("puppeteer-core").Page} */
  let page;
  /** @type {import("node:http").Server} */
  let server;
  /** @type {string[]} */
  const problems = [];

  before(async () => {
    backend = await startBackend();
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
    await backend?.stop();
  });

  /** @param {string} path */
  function readPart(path) {
    if (path !== "/") {
      const types = /** @type {Record<string, string>} */ ({
        ".js": "text/javascript",
        ".wasm": "application/wasm",
      });
      const body = readFileSync(join(examples, folder, path));
      return { type: types[extname(path)], body };
    }
    // What trunk does with a page.
    const start = `<script type="module">import start from "./${script}"; start();</script>`;
    const html = readFileSync(join(examples, folder, "index.html"), "utf8");
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

  it("shows what went wrong, and keeps its list", async () => {
    const alert = () => document.querySelector("[role=alert]")?.textContent;
    await page.setOfflineMode(true);
    await add("Lost");
    await page.waitForFunction(alert, { timeout: 10_000, polling: 20 });
    assert.match(
      String(await page.evaluate(alert)),
      /^tasks:create: no reply: TypeError: /,
    );
    await shows(["done|Water the plants"]);
    await page.setOfflineMode(false);
    await add("Call Ada");
    await shows(["done|Water the plants", "|Call Ada"]);
    assert.equal(await page.evaluate(alert), undefined);
  });
}
