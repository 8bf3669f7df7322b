import puppeteer from "puppeteer-core";
import { findChromium } from "../../runtimes/driver/chromium.mjs";
import { findFirefox } from "../../runtimes/driver/firefox.mjs";
import { focusEditor } from "./locate.mjs";

/** @typedef {import("./tab.mjs").Browser} Browser */
/** @typedef {import("./tab.mjs").Tab} Tab */

/**
 * @param {"chromium" | "firefox"} name
 * @param {"light" | "dark"} theme who wants dark wants nothing to move either
 * @returns {Promise<Browser>}
 */
export async function launch(name, theme) {
  const isFirefox = name === "firefox";
  const browser = await puppeteer.launch({
    browser: isFirefox ? "firefox" : "chrome",
    executablePath: await (isFirefox ? findFirefox() : findChromium()),
    // Chromium's own sandbox does not work for root.
    args: !isFirefox && process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    // Firefox knows its theme from here only.
    extraPrefsFirefox: {
      "layout.css.prefers-color-scheme.content-override":
        theme === "dark" ? 0 : 1,
    },
    defaultViewport: { width: 1280, height: 900 },
  });
  return {
    name,
    version: (await browser.version()).replace(/^\w+\//, ""),
    newTab: async () => makeTab(await browser.newPage(), isFirefox, theme),
    close: () => browser.close(),
  };
}

/**
 * @param {import("puppeteer-core").Page} page
 * @param {boolean} isFirefox
 * @param {"light" | "dark"} theme
 * @returns {Promise<Tab>}
 */
async function makeTab(page, isFirefox, theme) {
  /** @type {string[]} */
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  if (!isFirefox) {
    const motion = theme === "dark" ? "reduce" : "no-preference";
    const features = [
      { name: "prefers-color-scheme", value: theme },
      { name: "prefers-reduced-motion", value: motion },
    ];
    await page.emulateMediaFeatures(features);
  }
  return {
    goto: async (url) => void (await page.goto(url)),
    evaluate: (source) => page.evaluate(source),
    click: (selector) => page.click(selector),
    fill: async (selector, text) => {
      if (await page.evaluate(focusEditor)) {
        await page.keyboard.down("Control");
        await page.keyboard.press("a");
        await page.keyboard.up("Control");
      } else {
        await page.focus(selector);
        await page.$eval(selector, (field) =>
          /** @type {HTMLInputElement} */ (field).select(),
        );
      }
      await page.keyboard.press("Backspace");
      await page.keyboard.type(text);
    },
    choose: async (selector, label) => {
      const value = await page.$eval(
        selector,
        (list, label) => {
          const { options } = /** @type {HTMLSelectElement} */ (list);
          return [...options].find(({ text }) => text === label)?.value;
        },
        label,
      );
      if (value === undefined) throw new Error(`no option "${label}"`);
      await page.select(selector, value);
    },
    press: async (keys) => {
      const names = /** @type {import("puppeteer-core").KeyInput[]} */ (keys);
      for (const key of names) await page.keyboard.down(key);
      for (const key of names.toReversed()) await page.keyboard.up(key);
    },
    resize: (width, height) => page.setViewport({ width, height }),
    screenshot: async () =>
      Buffer.from(await page.screenshot({ fullPage: true })),
    complaints: () => complaints,
    close: () => page.close(),
  };
}
