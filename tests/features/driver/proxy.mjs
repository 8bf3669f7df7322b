// A proxy between clients and a backend that fails on demand, on real connections.
import { createServer, request as send } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** How long a stalled connection stays, in milliseconds: longer than any case waits. */
const STALL = 15_000;

/**
 * What happens to one request.
 *
 * - pass: it is forwarded, and so is the reply
 * - refuse: the connection is dropped, nothing is forwarded
 * - drop: it is forwarded, and the connection is dropped when the reply comes
 * - cut: the connection is dropped in the middle of the reply's body
 * - truncate: half of the reply's body arrives as if it were all
 * - stall head, stall body: the reply comes never, or only half of it
 * - reply: another reply; with `forward`, the request is forwarded all the same
 *
 * @typedef {object} Fault
 * @property {"pass" | "refuse" | "drop" | "cut" | "truncate" | "stall head" | "stall body" | "reply"} do
 * @property {boolean} [forward]
 * @property {number} [delay] before anything happens, in milliseconds
 * @property {number} [status] of `reply`
 * @property {string} [body] of `reply`
 * @property {Record<string, string>} [headers] of `reply`
 *
 * What there is to know of one request.
 *
 * @typedef {object} Entry
 * @property {string} path
 * @property {any} body
 * @property {Record<string, any>} headers
 * @property {boolean} forwarded
 * @property {number} [status] of the backend's reply
 * @property {boolean} aborted whether the client went away before its reply was complete
 * @property {number} at when it came, in milliseconds
 *
 * @typedef {{ script: Fault[], log: Entry[] }} Session
 * @typedef {{ status: number, headers: import("node:http").IncomingHttpHeaders, body: Buffer }} Reply
 */

/**
 * Starts the proxy. Below `/s/<name>/` it forwards to the backend by the script of that session, which
 * `POST /control/<name>` sets and `GET /control/<name>` tells the log of.
 *
 * @param {string} backend the URL to forward to
 */
export async function openProxy(backend) {
  /** @type {Map<string, Session>} */
  const sessions = new Map();
  const find = (/** @type {string} */ name) => {
    const session = sessions.get(name) ?? { script: [], log: [] };
    sessions.set(name, session);
    return session;
  };
  const server = createServer(async (incoming, outgoing) => {
    // Nothing may be sent on a connection that was used before: some runtimes repeat requests on those by themselves.
    outgoing.setHeader("Connection", "close");
    outgoing.setHeader("Access-Control-Allow-Origin", "*");
    outgoing.setHeader("Access-Control-Allow-Headers", "*, Authorization");
    outgoing.setHeader("Access-Control-Expose-Headers", "Retry-After");
    outgoing.setHeader("Access-Control-Max-Age", "600");
    if (incoming.method === "OPTIONS") return void outgoing.end();
    const [, kind, name, ...rest] = (incoming.url ?? "").split("/");
    const session = find(name);
    try {
      const body = await readAll(incoming);
      if (kind === "s") {
        const path = `/${rest.join("/")}`;
        await serve(backend, session, path, body, incoming, outgoing);
      } else if (incoming.method === "POST") {
        session.script = JSON.parse(String(body));
        outgoing.end();
      } else {
        outgoing.end(JSON.stringify(session.log));
      }
    } catch {
      outgoing.destroy();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (
    server.address()
  );
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * @param {string} backend
 * @param {Session} session
 * @param {string} path
 * @param {Buffer} body
 * @param {import("node:http").IncomingMessage} incoming
 * @param {import("node:http").ServerResponse} outgoing
 */
async function serve(backend, session, path, body, incoming, outgoing) {
  const fault = session.script.shift() ?? { do: "pass" };
  /** @type {Entry} */
  const entry = {
    path,
    body: readBody(body),
    headers: incoming.headers,
    forwarded: false,
    aborted: false,
    at: performance.now(),
  };
  session.log.push(entry);
  let ours = false;
  outgoing.on("close", () => {
    entry.aborted = !ours && !outgoing.writableFinished;
  });
  const drop = () => {
    ours = true;
    const { socket } = incoming;
    // A socket that is being closed cannot be reset: Node keeps its handle then, and may never end.
    if (socket.destroyed || socket.writableEnded) socket.destroy();
    else socket.resetAndDestroy();
  };
  if (fault.delay) await sleep(fault.delay);
  if (fault.do === "refuse") return drop();
  const isForwarded = fault.do === "reply" ? fault.forward : true;
  let reply;
  if (isForwarded && !(fault.do === "stall head" && fault.forward === false)) {
    entry.forwarded = true;
    reply = await forward(backend, path, body, incoming.headers);
    entry.status = reply.status;
  }
  const isCut = ["cut", "truncate", "stall body"].includes(fault.do);
  switch (fault.do) {
    case "drop":
      return drop();
    case "stall head":
      return void setTimeout(drop, STALL).unref();
    case "reply": {
      const headers = { "Content-Type": "application/json", ...fault.headers };
      outgoing.writeHead(fault.status ?? 503, headers);
      return void outgoing.end(fault.body ?? "");
    }
  }
  if (!reply) return;
  const half = reply.body.subarray(0, reply.body.length / 2);
  const whole = fault.do === "truncate" ? half : reply.body;
  outgoing.writeHead(reply.status, {
    "Content-Type": reply.headers["content-type"] ?? "application/json",
    "Content-Length": whole.length,
  });
  if (!isCut || fault.do === "truncate") return void outgoing.end(whole);
  outgoing.write(half);
  // The head must have arrived before the connection ends.
  setTimeout(drop, fault.do === "cut" ? 20 : STALL).unref();
}

/**
 * @param {string} backend
 * @param {string} path
 * @param {Buffer} body
 * @param {import("node:http").IncomingHttpHeaders} headers
 * @returns {Promise<Reply>}
 */
function forward(backend, path, body, headers) {
  const { host: _, connection: __, ...rest } = headers;
  return new Promise((resolve, reject) => {
    const options = { method: "POST", headers: rest };
    const request = send(backend + path, options, async (response) => {
      const { statusCode = 0, headers } = response;
      resolve({ status: statusCode, headers, body: await readAll(response) });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** @param {Buffer} body JSON, or that of a file */
function readBody(body) {
  const text = String(body);
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {import("node:http").IncomingMessage} message */
async function readAll(message) {
  const chunks = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
