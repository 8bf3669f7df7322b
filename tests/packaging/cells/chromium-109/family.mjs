// A real Chromium of the time before 115, which compiles no WebAssembly at once on a page's main thread.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { brotliDecompressSync } from "node:zlib";
import { serve } from "../../driver/browser.mjs";
import { Skip } from "../../driver/family.mjs";
import { listen } from "../../driver/process.mjs";

/** In milliseconds. */
const RESULT_LIMIT = 20_000;

/**
 * Unpacks the browser, and returns its path.
 *
 * @param {import("../../driver/project.mjs").Project} project
 */
function unpack(project) {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Skip("npm has this old Chromium for Linux on x64 alone");
  const binary = project.path("chromium");
  const packed = "node_modules/@sparticuz/chromium/bin/chromium.br";
  if (!existsSync(binary))
    writeFileSync(
      binary,
      brotliDecompressSync(readFileSync(project.path(packed))),
      { mode: 0o755 },
    );
  return binary;
}

/**
 * Opens a page and returns the result that it sends: the driver of today's browsers does not understand this one.
 *
 * @param {import("../../driver/project.mjs").Project} project
 * @param {string} page
 */
async function visit(project, page) {
  const pages = await serve(project.folder);
  const results = await receive();
  const query = new URLSearchParams({
    convex: project.url,
    results: results.url,
  });
  const browser = await listen(
    unpack(project),
    [
      ...["--no-sandbox", "--no-zygote", "--disable-gpu"],
      // So that it stays open.
      "--remote-debugging-port=0",
      `${pages.url}/${page}?${query}`,
    ],
    /DevTools listening on (\S+)/,
    { cwd: project.folder },
  );
  try {
    return JSON.parse(await results.first);
  } finally {
    await browser.stop();
    pages.stop();
    results.stop();
  }
}

/** Starts a server for what a page sends. */
async function receive() {
  /** @type {(text: string) => void} */
  let got;
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    response.end();
    got(text);
  });
  const first = /** @type {Promise<string>} */ (
    new Promise((resolve, reject) => {
      got = resolve;
      const late = new Error("the page sent no result in time");
      setTimeout(reject, RESULT_LIMIT, late).unref();
    })
  );
  first.catch(() => {});
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (
    server.address()
  );
  return {
    first,
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @type {[name: string, page: string, limit?: RegExp][]} */
const pages = [
  ["a page, after await init()", "init.html"],
  ["a page, slim after await init(address)", "slim.html"],
  ["a module worker", "worker.html"],
  [
    "a page, without init",
    "none.html",
    /does not compile WebAssembly at once in a page(?=[^]*await init\(\))/,
  ],
];

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Browser",
  cells: pages.map(([name, page, limit]) => ({
    name,
    tier: "full",
    limit,
    version: (project) =>
      `Chromium ${project.version("@sparticuz/chromium").split(".")[0]}`,
    run: (project) => visit(project, page),
  })),
};
