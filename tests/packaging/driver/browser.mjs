import { createServer } from "node:http";
import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join, resolve, sep } from "node:path";
import puppeteer from "puppeteer-core";
import { Skip } from "./family.mjs";
import { findChromium } from "../../runtimes/driver/chromium.mjs";

/** In milliseconds. */
const RESULT_LIMIT = 30_000;

/** @type {Record<string, string>} */
const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

/** @type {Map<string, Promise<import("puppeteer-core").Browser>>} */
const browsers = new Map();

/** @param {"chrome" | "firefox"} name */
function open(name) {
  let browser = browsers.get(name);
  if (!browser) {
    browser = launch(name);
    browsers.set(name, browser);
  }
  return browser;
}

/** @param {"chrome" | "firefox"} name */
async function launch(name) {
  const isFirefox = name === "firefox";
  return puppeteer.launch({
    browser: name,
    executablePath: isFirefox ? findFirefox() : await findChromium(),
    // Chromium's own sandbox does not work for root.
    args: !isFirefox && process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
}

function findFirefox() {
  const paths = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];
  const found = process.env.FIREFOX_PATH ?? paths.find((it) => existsSync(it));
  if (found) return found;
  throw new Skip(
    "Firefox is missing: install it (on Debian: apt-get install firefox-esr), or set FIREFOX_PATH",
  );
}

/** Ends the browsers that were started. */
export async function closeBrowsers() {
  for (const browser of browsers.values()) await (await browser).close();
}

/** @param {"chrome" | "firefox"} name */
export async function browserVersion(name) {
  return (await (await open(name)).version()).replace(/^\w+\//, "");
}

/**
 * Serves a folder, opens a page of it and returns the result that the page leaves.
 *
 * @param {import("./project.mjs").Project} project
 * @param {{ folder?: string, page?: string, policy?: string, browser?: "chrome" | "firefox", address?: string, limit?: number }} options
 *   `policy` is the Content-Security-Policy; `address` is that of a server that runs already; `limit` is in milliseconds
 * @returns {Promise<any>}
 */
export async function visit(project, options) {
  const { folder = ".", page = "index.html", browser = "chrome" } = options;
  const server = options.address
    ? { url: options.address, stop: () => {} }
    : await serve(project.path(folder), options.policy);
  const tab = await (await open(browser)).newPage();
  /** @type {string[]} */
  const complaints = [];
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("console", (message) => complaints.push(message.text()));
  try {
    const convex = encodeURIComponent(project.url);
    await tab.goto(`${server.url}/${page}?convex=${convex}`);
    await tab.waitForFunction("globalThis.packagingResult", {
      timeout: options.limit ?? RESULT_LIMIT,
    });
    return await tab.evaluate("globalThis.packagingResult");
  } catch (error) {
    throw new Error(`${error}; the page said: ${complaints.join("; ")}`, {
      cause: error,
    });
  } finally {
    await tab.close();
    server.stop();
  }
}

/**
 * @param {string} folder
 * @param {string} [policy]
 * @returns {Promise<{ url: string, stop: () => void }>}
 */
export async function serve(folder, policy) {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = join(root, decodeURIComponent(pathname));
    const exists = file.startsWith(root + sep) && existsSync(file);
    if (!exists || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    if (policy) response.setHeader("Content-Security-Policy", policy);
    const type = types[extname(file)] ?? "application/octet-stream";
    response.setHeader("Content-Type", type);
    response.end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (
    server.address()
  );
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  // Not 127.0.0.1: a service worker needs a secure context, and localhost is one everywhere.
  return { url: `http://localhost:${port}`, stop };
}
