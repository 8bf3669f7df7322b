// An extension of Manifest V3, whose pages and service worker compile no WebAssembly unless its manifest allows that.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import puppeteer from "puppeteer-core";
import { findChromium } from "../../../runtimes/driver/chromium.mjs";
import { browserVersion } from "../../driver/browser.mjs";

/** What docs/runtimes.md says that a manifest needs. */
const POLICY = {
  content_security_policy: {
    extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'",
  },
};

/**
 * Makes an extension with the package in it, and returns its folder.
 *
 * @param {import("../../driver/project.mjs").Project} project
 * @param {boolean} isAllowed
 */
function makeExtension(project, isAllowed) {
  const folder = project.path(isAllowed ? "allowed" : "refused");
  mkdirSync(folder, { recursive: true });
  for (const file of ["page.html", "use.js", "check.js"])
    cpSync(project.path(file), `${folder}/${file}`);
  const dist = project.path("node_modules/convex-http-client/dist");
  cpSync(dist, `${folder}/client`, { recursive: true });
  const manifest = {
    manifest_version: 3,
    name: "packaging",
    version: "1",
    background: { service_worker: "use.js", type: "module" },
    ...(isAllowed ? POLICY : {}),
  };
  writeFileSync(`${folder}/manifest.json`, JSON.stringify(manifest));
  return folder;
}

/**
 * @param {import("../../driver/project.mjs").Project} project
 * @param {"page" | "worker"} where
 * @param {boolean} isAllowed
 */
async function run(project, where, isAllowed) {
  const browser = await puppeteer.launch({
    executablePath: await findChromium(),
    pipe: true,
    enableExtensions: true,
    // Chromium's own sandbox does not work for root.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  try {
    const folder = makeExtension(project, isAllowed);
    const id = await browser.installExtension(folder);
    const code = `globalThis.packagingRun(${JSON.stringify(project.url)})`;
    if (where === "page") {
      const page = await browser.newPage();
      await page.goto(`chrome-extension://${id}/page.html`);
      await page.waitForFunction("globalThis.packagingRun");
      return await page.evaluate(code);
    }
    const target = await browser.waitForTarget(
      (target) => target.type() === "service_worker",
    );
    return await (await target.worker())?.evaluate(code);
  } finally {
    await browser.close();
  }
}

/** @type {[name: string, where: "page" | "worker", isAllowed: boolean][]} */
const places = [
  ["a page of an extension", "page", true],
  ["the service worker of an extension", "worker", true],
  ["an extension without its manifest's key", "page", false],
];

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Browser",
  cells: places.map(([name, where, isAllowed]) => ({
    name,
    tier: "full",
    limit: isAllowed
      ? undefined
      : /would not compile WebAssembly(?=[^]*add 'wasm-unsafe-eval')/,
    version: async () => `Chromium ${await browserVersion("chrome")}`,
    run: async (project) =>
      /** @type {any} */ (await run(project, where, isAllowed)),
  })),
};
