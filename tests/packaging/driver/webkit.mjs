import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { serve } from "./browser.mjs";
import { Skip } from "./family.mjs";
import { freePort } from "./port.mjs";
import { listen } from "./process.mjs";

const RESULT_LIMIT = 30_000;

/** The browser that WebKit's own WebDriver steers; Debian's webkit2gtk-driver brings both. */
function findBrowser() {
  const libraries = "/usr/lib/x86_64-linux-gnu";
  const names = existsSync(libraries) ? readdirSync(libraries) : [];
  const found = names
    .filter((name) => name.startsWith("webkit2gtk-4"))
    .map((name) => join(libraries, name, "MiniBrowser"))
    .find((path) => existsSync(path));
  if (found && existsSync("/usr/bin/xvfb-run")) return found;
  throw new Skip(
    "WebKit is missing: install it (on Debian: apt-get install webkit2gtk-driver xvfb)",
  );
}

/**
 * Starts WebKit with a window.
 *
 * @param {string} cwd
 * @returns {Promise<{ session: string, version: string, stop: () => Promise<void> }>} the address of its session
 */
export async function openWebKit(cwd) {
  const binary = findBrowser();
  const address = `http://127.0.0.1:${await freePort()}`;
  const driver = await listen(
    "xvfb-run",
    ["-a", "WebKitWebDriver", `--port=${new URL(address).port}`],
    address,
    { cwd },
  );
  try {
    const { sessionId, capabilities } = await send(`${address}/session`, {
      capabilities: {
        alwaysMatch: {
          "webkitgtk:browserOptions": { binary, args: ["--automation"] },
        },
      },
    });
    const session = `${address}/session/${sessionId}`;
    const stop = async () => {
      await fetch(session, { method: "DELETE" });
      await driver.stop();
    };
    return { session, version: capabilities.browserVersion, stop };
  } catch (error) {
    await driver.stop();
    throw error;
  }
}

/**
 * Opens a page of a project in WebKit and returns the result that it leaves, with WebKit's version.
 *
 * @param {import("./project.mjs").Project} project
 * @param {{ page: string, policy?: string }} options
 * @returns {Promise<{ version: string, result: any }>}
 */
export async function visitWebKit(project, { page, policy }) {
  const { session, version, stop } = await openWebKit(project.folder);
  const server = await serve(project.folder, policy);
  try {
    const convex = encodeURIComponent(project.url);
    await send(`${session}/url`, {
      url: `${server.url}/${page}?convex=${convex}`,
    });
    return { version, result: await waitForResult(session) };
  } finally {
    server.stop();
    await stop();
  }
}

/** @param {string} session */
async function waitForResult(session) {
  const end = Date.now() + RESULT_LIMIT;
  const script = "return globalThis.packagingResult ?? null";
  while (Date.now() < end) {
    const result = await send(`${session}/execute/sync`, { script, args: [] });
    if (result) return result;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the page left no result in time");
}

/** Sends a command of WebDriver. @param {string} url @param {object} body @returns {Promise<any>} */
export async function send(url, body) {
  const response = await fetch(url, {
    method: "POST",
    body: JSON.stringify(body),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebKitWebDriver: ${value.message}`);
  return value;
}
