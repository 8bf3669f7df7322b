// Serves the page, the installed package and the deployment's address, to this machine only.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = new Map([
  [".html", "text/html; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".wasm", "application/wasm"],
]);

/**
 * @param {{ page: string, package: string, deployment: { url: string, token: string } }} what
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function serve({ page, package: client, deployment }) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    response.setHeader(
      "Content-Security-Policy",
      `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src *; img-src 'self' data:`,
    );
    if (pathname === "/deployment.json") {
      response.setHeader("Content-Type", "application/json");
      return response.end(JSON.stringify(deployment));
    }
    const path = pathname.startsWith("/package/")
      ? join(client, normalize(pathname.slice("/package".length)))
      : join(page, normalize(pathname === "/" ? "/index.html" : pathname));
    try {
      const type = TYPES.get(extname(path)) ?? "application/octet-stream";
      const content = await readFile(path);
      response.setHeader("Content-Type", type);
      response.end(content);
    } catch {
      response.writeHead(404).end("not found");
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
