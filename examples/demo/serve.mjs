// Serves the page's static files, to this machine only.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, resolve, sep } from "node:path";

const TYPES = new Map([
  [".html", "text/html; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".json", "application/json"],
  [".svg", "image/svg+xml"],
  [".wasm", "application/wasm"],
]);

/**
 * @param {string} folder that `makeSite` made
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function serve(folder) {
  const root = resolve(folder);
  const headers = {
    // A worker has the policy of its own reply, not that of the page.
    "Content-Security-Policy": await readPolicy(join(root, "index.html")),
    // Isolated pages have finer clocks, for the benchmark.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const name = pathname === "/" ? "/index.html" : pathname;
    try {
      const path = join(root, decodeURIComponent(name));
      if (!path.startsWith(root + sep)) throw new Error("outside");
      const content = await readFile(path);
      const type = TYPES.get(extname(path)) ?? "application/octet-stream";
      response.writeHead(200, { ...headers, "Content-Type": type });
      response.end(content);
    } catch {
      response.writeHead(404, headers).end("not found");
    }
  });
  await new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("the page's server has no port");
  }
  return {
    url: `http://127.0.0.1:${address.port}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The policy that the page names for itself. @param {string} page */
async function readPolicy(page) {
  const text = await readFile(page, "utf8");
  const policy =
    /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(text)?.[1];
  if (policy === undefined) throw new Error("the page names no policy");
  return policy;
}
