import { createServer } from "node:http";

/**
 * A proxy in front of a backend that lets requests fail.
 *
 * @typedef {"drop" | { status: number, body: string, commits?: boolean }} Fault "drop" ends the connection; `commits`
 *   lets the backend do its work first
 *
 * @param {string} target
 * @param {(path: string, count: number) => Fault | undefined} faultOf what happens to a request of a route; `count` is
 *   how many there were before it
 */
export async function startProxy(target, faultOf) {
  /** @type {string[]} */
  const seen = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    const count = seen.filter((it) => it === path).length;
    seen.push(path);
    /** @type {Buffer[]} */
    const parts = [];
    for await (const part of request) parts.push(part);
    const fault = faultOf(path, count);
    if (fault === "drop") {
      request.socket.destroy();
      return;
    }
    const reply =
      fault && !fault.commits
        ? undefined
        : await fetch(target + path, {
            method: "POST",
            body: Buffer.concat(parts),
            headers: { "Content-Type": "application/json" },
          });
    const text = await reply?.text();
    response.writeHead(fault?.status ?? reply?.status ?? 500);
    response.end(fault?.body ?? text);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (
    server.address()
  );
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, seen, stop };
}
