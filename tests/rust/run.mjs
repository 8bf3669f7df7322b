// Runs the Rust API's tests where it is used, on the embedded backend:
//
//   node tests/rust/run.mjs <runner> <test.wasm> [filter]
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";
import { openBackend } from "../runtimes/driver/backend.mjs";
import { findChromium } from "../runtimes/driver/chromium.mjs";

const [runner, wasm, ...filter] = process.argv.slice(2);
/** How long all tests of one place may take, in milliseconds. */
const TIME_LIMIT = 180_000;

/** Where the tests run: what tells the runner. */
const scopes = {
  page: "WASM_BINDGEN_USE_BROWSER",
  worker: "WASM_BINDGEN_USE_DEDICATED_WORKER",
  "service worker": "WASM_BINDGEN_USE_SERVICE_WORKER",
};

const backend = await openBackend();
let failed = false;
try {
  console.log("the Rust API in Node");
  if (!(await runInNode())) failed = true;
  const browser = await puppeteer.launch({
    executablePath: await findChromium(),
    headless: true,
    args: [
      // The tests are compiled before the backend has a port.
      `--host-resolver-rules=MAP backend.test:80 ${new URL(backend.url).host}`,
      // Chromium's own sandbox does not work for root.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
  try {
    for (const [scope, variable] of Object.entries(scopes)) {
      console.log(`the Rust API in Chromium: a ${scope}`);
      if (!(await runInBrowser(browser, variable))) failed = true;
    }
  } finally {
    await browser.close();
  }
} finally {
  await backend.stop();
}
process.exitCode = failed ? 1 : 0;

/**
 * @param {Record<string, string>} environment
 * @param {"inherit" | "pipe"} output
 */
function start(environment, output) {
  return spawn(runner, [wasm, ...filter], {
    env: { ...process.env, CONVEX_URL: backend.url, ...environment },
    stdio: ["ignore", output, "inherit"],
  });
}

/** @returns {Promise<boolean>} whether all tests passed */
function runInNode() {
  const child = start({ WASM_BINDGEN_USE_NODE_EXPERIMENTAL: "1" }, "inherit");
  const late = setTimeout(() => child.kill(), TIME_LIMIT);
  return new Promise((resolve) =>
    child.once("exit", (code) => {
      clearTimeout(late);
      resolve(code === 0);
    }),
  );
}

/**
 * Lets the runner serve the tests, and a page run them.
 *
 * @param {import("puppeteer-core").Browser} browser
 * @param {string} variable
 * @returns {Promise<boolean>} whether all tests passed
 */
async function runInBrowser(browser, variable) {
  const child = start(
    {
      [variable]: "1",
      NO_HEADLESS: "1",
      WASM_BINDGEN_TEST_ADDRESS: "127.0.0.1:0",
    },
    "pipe",
  );
  const page = await browser.newPage();
  try {
    await page.goto(await announced(child));
    await page.waitForFunction(
      () => document.body.innerText.includes("test result: "),
      { timeout: TIME_LIMIT, polling: 100 },
    );
    const output = await page.evaluate(() => document.body.innerText);
    console.log(output);
    return /^test result: ok\. [1-9]/m.test(output);
  } catch (error) {
    console.log(await page.evaluate(() => document.body.innerText));
    console.error(error);
    return false;
  } finally {
    await page.close();
    child.kill();
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<string>} where the tests are served
 */
function announced(child) {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) =>
      reject(new Error(`The runner ended with ${code}.`)),
    );
    const { stdout } = child;
    if (!stdout) return;
    createInterface(stdout).on("line", (line) => {
      const url = /available at (http:\S+)/.exec(line)?.[1];
      if (url) resolve(url);
    });
  });
}
