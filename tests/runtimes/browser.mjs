import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { build } from "esbuild";
import puppeteer from "puppeteer-core";

/**
 * Runs the suite in a page without a bundler: an import map names the packages
 * and a strict policy allows no more than the client needs.
 *
 * Called with the folder of the consumer project, the configuration, the kind
 * of browser and its path.
 */
const [folder, configText, kind, executablePath] = process.argv.slice(2);
const config = JSON.parse(configText);
// Longer than the driver lets any suite run.
const TIME_LIMIT = 3_600_000;

/** @type {Record<string, string>} */
const types = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

const importMap = JSON.stringify({
  imports: {
    "fast-check": "/fast-check.js",
    "convex/browser": "/node_modules/convex/dist/esm/browser/index.js",
    "convex/server": "/node_modules/convex/dist/esm/server/index.js",
    "convex/values": "/node_modules/convex/dist/esm/values/index.js",
    ...ourEntries(),
  },
});

// Not under test, so a single file will do.
const fastCheck = await build({
  entryPoints: [join(folder, "node_modules/fast-check/lib/fast-check.js")],
  bundle: true,
  write: false,
  format: "esm",
});

const page = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>contract</title>
<script type="importmap">${importMap}</script>
<script type="module" src="/runtimes/page.js"></script>
`;

const policy = [
  "default-src 'none'",
  `script-src 'self' 'wasm-unsafe-eval' 'sha256-${createHash("sha256").update(importMap).digest("base64")}'`,
  "connect-src *",
  "img-src data:",
].join("; ");

const server = createServer((request, response) => {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  if (path === "/") {
    response.setHeader("Content-Type", "text/html");
    response.setHeader("Content-Security-Policy", policy);
    response.end(page);
    return;
  }
  if (path === "/fast-check.js") {
    response.setHeader("Content-Type", types[".js"]);
    response.end(fastCheck.outputFiles[0].text);
    return;
  }
  const file = join(resolve(folder), decodeURIComponent(path));
  if (!file.startsWith(resolve(folder) + sep) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader("Content-Type", types[extname(file)] ?? "text/plain");
  response.end(readFileSync(file));
});
await new Promise((done) => server.listen(0, "127.0.0.1", () => done(null)));
const { port } = /** @type {import("node:net").AddressInfo} */ (
  server.address()
);

const browser = await puppeteer.launch({
  // Firefox is driven by WebDriver BiDi.
  browser: kind === "firefox" ? "firefox" : "chrome",
  executablePath,
  headless: true,
  args: launchFlags(),
  // A clock finer than a millisecond, for the bench.
  extraPrefsFirefox: { "privacy.reduceTimerPrecision": false },
  protocolTimeout: TIME_LIMIT,
});
try {
  const tab = await browser.newPage();
  /** @type {string[]} */
  const problems = [];
  tab.on("pageerror", (error) => problems.push(String(error)));
  tab.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await tab.goto(`http://127.0.0.1:${port}/`);
  const runtime = {
    runtime: kind,
    version: (await browser.version()).split("/")[1],
  };
  const loaded = await tab.evaluate("typeof globalThis.runSuite");
  if (loaded !== "function") {
    throw new Error(`The page did not load:\n${problems.join("\n")}`);
  }
  const report = await tab.evaluate(
    `runSuite(${JSON.stringify(runtime)}, ${JSON.stringify(config)})`,
  );
  process.stdout.write(JSON.stringify(report));
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}

/** Chromium's own sandbox does not work for root. */
function launchFlags() {
  const root = process.getuid?.() === 0;
  return kind === "chromium" && root ? ["--no-sandbox"] : [];
}

/** Where our package's own `exports` send a page. */
function ourEntries() {
  const root = join(folder, "node_modules/convex-http-client");
  if (config.officialOnly) return {};
  const { exports } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  return Object.fromEntries(
    [
      ".",
      ...["convex", "nextjs", "watch", "fetch", "storage", "admin"].map(
        (name) => `./${name}`,
      ),
    ].map((name) => {
      const file = exports[name].import?.default ?? exports[name].default;
      return [
        join("convex-http-client", name),
        `/${join("node_modules/convex-http-client", file)}`,
      ];
    }),
  );
}
