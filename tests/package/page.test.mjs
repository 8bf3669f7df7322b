import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { join, resolve } from "node:path";
import puppeteer from "puppeteer-core";
import { startBackend } from "../../backend/server.js";
import { serve } from "../../examples/demo/serve.mjs";
import { findChromium } from "../runtimes/driver/chromium.mjs";
import { makeProject } from "./project.mjs";

const www = resolve(import.meta.dirname, "../../www");
const project = makeProject("page");

/** @type {(() => Promise<void>)[]} */
const cleanups = [];
/** @type {import("puppeteer-core").Browser} */
let browser;
/** @type {import("../../backend/server.js").Backend} */
let backend;
before(async () => {
  backend = await startBackend();
  cleanups.push(() => backend.stop());
  browser = await puppeteer.launch({
    executablePath: await findChromium(),
    // Chromium's own sandbox does not work for root.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  cleanups.push(() => browser.close());
});
after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

/** @param {{ url: string, token: string }} deployment */
async function open(deployment) {
  const page = await serve({
    page: www,
    package: join(project, "node_modules/convex-http-client/dist"),
    deployment,
  });
  cleanups.push(() => page.stop());
  const tab = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await tab.goto(page.url);
  await tab.waitForFunction(
    "document.querySelector('#status').textContent.includes('came out right')",
  );
  return { tab, complaints };
}

test("the page runs every use under its Content-Security-Policy", async () => {
  const token = await backend.mintToken({ sub: "demo-user", name: "Demo" });
  const { tab, complaints } = await open({ url: backend.url, token });
  const status = await tab.$eval("#status", (node) => node.textContent);
  const rows = await tab.$$eval("#outcomes tr", (rows) => rows.length);
  assert.equal(status, `${rows} of ${rows} came out right.`);
  assert.ok(rows >= 5);
  assert.deepEqual(complaints, []);
});

test("the page says what went wrong", async () => {
  const { tab } = await open({ url: backend.url, token: "not-a-token" });
  const failed = await tab.$$eval("#outcomes .bad", (cells) =>
    cells.map((cell) => cell.textContent),
  );
  assert.equal(failed.length, 1);
  assert.match(failed[0] ?? "", /InvalidAuthHeader/);
});
