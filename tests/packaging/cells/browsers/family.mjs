import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { browserVersion, visit } from "../../driver/browser.mjs";
import { visitWebKit } from "../../driver/webkit.mjs";

/** @typedef {import("../../driver/family.mjs").Cell} Cell */

/**
 * What a page must allow at least; its import map is inline.
 *
 * @param {import("../../driver/project.mjs").Project} project
 * @param {string} wasm
 */
function policy(project, wasm) {
  const page = readFileSync(project.path("import-map.html"), "utf8");
  const map = /<script type="importmap">([^]*?)<\/script>/.exec(page)?.[1];
  const sum = createHash("sha256")
    .update(map ?? "")
    .digest("base64");
  return `default-src 'none'; script-src 'self' 'sha256-${sum}' ${wasm}; connect-src ${project.url}; img-src data:`;
}

/** @type {[string, Cell["tier"], (project: any) => object, RegExp?][]} */
const pages = [
  ["a page without a bundler", "core", () => ({ page: "plain.html" })],
  [
    "an import map, the entries slim and convex",
    "full",
    () => ({ page: "import-map-entries.html" }),
  ],
  [
    "an import map, strict CSP with 'wasm-unsafe-eval'",
    "core",
    (project) => ({
      page: "import-map.html",
      policy: policy(project, "'wasm-unsafe-eval'"),
    }),
  ],
  [
    "CSP without 'wasm-unsafe-eval'",
    "full",
    (project) => ({ page: "import-map.html", policy: policy(project, "") }),
    /would not compile WebAssembly(?=[^]*add 'wasm-unsafe-eval')/,
  ],
  [
    "modules on file:, without a bundler",
    "full",
    (project) => ({
      address: pathToFileURL(project.folder).href,
      page: "plain.html",
      limit: 2000,
    }),
    /blocked by CORS policy/,
  ],
  ["a module worker", "full", () => ({ page: "module-worker.html" })],
  ["a service worker", "full", () => ({ page: "service-worker.html" })],
];

/**
 * @param {"chrome" | "firefox"} browser
 * @returns {Cell[]}
 */
const cellsOf = (browser) =>
  pages.map(([name, tier, options, limit]) => ({
    name,
    tier: browser === "chrome" ? tier : "full",
    limit,
    version: async () => {
      const title = browser === "chrome" ? "Chromium" : "Firefox";
      return `${title} ${await browserVersion(browser)}`;
    },
    run: (project) => visit(project, { browser, ...options(project) }),
  }));

/**
 * A page behind a proxy whose list of headers is fixed.
 *
 * @param {import("../../driver/project.mjs").Project} project
 */
async function visitThroughProxy(project) {
  const proxy = createServer(async (request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    if (request.method === "OPTIONS") {
      const allowed = "authorization, content-type, convex-client";
      response.setHeader("Access-Control-Allow-Headers", allowed);
      response.writeHead(204).end();
      return;
    }
    const answer = await fetch(project.url + request.url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: await text(request),
    });
    response.writeHead(answer.status).end(await answer.text());
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (
    proxy.address()
  );
  const url = `http://127.0.0.1:${port}`;
  try {
    return await visit(Object.create(project, { url: { value: url } }), {
      page: "cors.html",
    });
  } finally {
    proxy.close();
    proxy.closeAllConnections();
  }
}

/** @type {Cell} */
const corsCell = {
  name: "a proxy that allows the official client's headers alone",
  tier: "full",
  version: async () => `Chromium ${await browserVersion("chrome")}`,
  run: visitThroughProxy,
};

/** @type {string | undefined} */
let webKitVersion;

/**
 * Cells of WebKit, which tells its version with the first page.
 *
 * @type {Cell[]}
 */
const webKitCells = pages
  .filter(([name]) => !/file:|map, the entries/.test(name))
  .map(([name, , options, limit]) => ({
    name,
    tier: "full",
    limit,
    version: async (project) => {
      webKitVersion ??= (await visitWebKit(project, { page: "plain.html" }))
        .version;
      return `WebKitGTK ${webKitVersion}`;
    },
    run: async (project) =>
      (await visitWebKit(project, /** @type {any} */ (options(project))))
        .result,
  }));

// The driver's Firefox has the same-origin rule for files switched off.
/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Browser",
  cells: [
    ...cellsOf("chrome"),
    corsCell,
    ...cellsOf("firefox").filter(({ name }) => !name.includes("file:")),
    ...webKitCells,
  ],
};
