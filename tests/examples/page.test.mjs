import assert from "node:assert/strict";
import { test } from "node:test";
import puppeteer from "puppeteer-core";
import { freePort } from "../packaging/driver/port.mjs";
import { findChromium } from "../runtimes/driver/chromium.mjs";
import { makeExample } from "./example.mjs";

test("a page without a bundler", async (t) => {
  const example = await makeExample("page");
  t.after(() => example.backend.stop());
  const [command] = example.commands;
  const browser = await puppeteer.launch({
    executablePath: await findChromium(),
    // Chromium's own sandbox does not work for root.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  t.after(() => browser.close());
  const tab = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("console", (message) => complaints.push(message.text()));
  /** @param {string} text */
  const waitFor = (text) =>
    tab.waitForFunction(
      (text) => globalThis.document.body.textContent?.includes(text),
      { timeout: 10_000 },
      text,
    );

  const port = await freePort();
  const use = async (/** @type {string} */ url) => {
    const deployment = new URLSearchParams({ deployment: example.url });
    await tab.goto(`${url}/?${deployment}`);
    await tab.type("input", "Water the plants");
    await tab.keyboard.press("Enter");
    await waitFor("Water the plants");
    assert.equal((await tab.$$("li")).length, 1);
    assert.deepEqual(complaints, []);

    await example.backend.stop();
    await tab.type("input", "Feed the cat");
    await tab.click("button");
    await waitFor("Failed to fetch");
    assert.equal((await tab.$$("li")).length, 1);
  };
  const options = { more: `-- -p ${port}` };
  await example.serving(command, `http://127.0.0.1:${port}`, use, options);
});
