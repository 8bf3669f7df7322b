import { createServer } from "node:net";

/** Finds a port that nobody listens at, for servers that cannot choose one and say which. */
export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (
    server.address()
  );
  await new Promise((done) => server.close(done));
  return port;
}
