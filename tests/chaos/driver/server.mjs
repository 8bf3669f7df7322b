// A deployment with a ledger behind a faulty network, on real sockets. Each request says among its function's arguments
// what is to happen to it.
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { randomOf } from "../../once/random.js";
import { faultOfTimestamp } from "../faults.js";
import { answer } from "./answer.mjs";
import { Ledger, roundOf } from "./ledger.mjs";

/** @typedef {import("../faults.js").Fault} Fault */
/** @typedef {import("node:http").IncomingMessage} Incoming */
/** @typedef {import("node:http").ServerResponse} Outgoing */

/** Runtimes repeat requests by themselves on connections that were used before. */
const FRESH = { Connection: "close" };
const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "*, Authorization",
  "Access-Control-Expose-Headers": "Retry-After",
  "Access-Control-Max-Age": "600",
};

/**
 * Starts the server, and another one, of another origin, that nobody with a secret may be sent to.
 *
 * @param {number} seed
 */
export async function openServer(seed) {
  const ledger = new Ledger();
  const random = randomOf(seed);
  /** How many requests of a round are being worked on. @type {Map<string, number>} */
  const running = new Map();
  /** What came to the other origin. @type {string[]} */
  const leaks = [];
  /** @type {string[]} */
  const origins = [];

  /** @param {Incoming} incoming @param {Outgoing} outgoing */
  async function serve(incoming, outgoing) {
    const { method, url = "" } = incoming;
    if (method === "OPTIONS") return void outgoing.end();
    const text = String(await readAll(incoming));
    if (url.startsWith("/round/")) return tell(url.slice(7), outgoing);
    if (url === "/late") return void outgoing.end(String(ledger.late));
    if (url === "/leaks") return void outgoing.end(JSON.stringify(leaks));
    const given = { incoming, outgoing, origins, headers: CORS };
    if (url === "/api/query_ts") {
      const whole = Buffer.from('{"ts":"AAAAAAAAAAA="}');
      return answer({ ...given, whole, fault: faultOfTimestamp(random) });
    }
    // What a redirect has made a GET of: it has no call in it, and must not pass for one.
    if (method !== "POST" || text === "")
      return void outgoing.end('{"status":"success","value":"of a GET"}');
    const body = JSON.parse(text);
    const args = argsOf(body);
    if (!args?.id) return void outgoing.writeHead(400).end();
    const round = roundOf(args.id);
    running.set(round, (running.get(round) ?? 0) + 1);
    try {
      await serveCall(url.slice("/api/".length), body, args, given);
    } finally {
      running.set(round, (running.get(round) ?? 0) - 1);
    }
  }

  /**
   * @param {string} endpoint
   * @param {any} body
   * @param {any} args
   * @param {Pick<import("./answer.mjs").Given, "incoming" | "outgoing" | "origins" | "headers">} given
   */
  async function serveCall(endpoint, body, args, given) {
    const { authorization = "", "convex-request-id": requestId } =
      given.incoming.headers;
    const cursor = args.paginationOpts?.cursor;
    const entry = ledger.entry(args.id);
    entry.requests += 1;
    entry.auths.push(authorization);
    // Pages are other requests of the same call.
    const use = cursor === undefined ? entry : ledger.entry(`${args.id}#`);
    const fault = args.faults[use.script++] ?? { do: "pass", runs: true };
    if (fault.delay) await sleep(fault.delay);
    let whole = Buffer.from("{}");
    if (fault.runs) {
      const calls = endpoint === "query_batch" ? body.queries : [body];
      const replies = calls.map((/** @type {any} */ call) => {
        const { fails, id, text } = argsOf(call);
        const kind = kindOf(endpoint);
        return ledger.run(
          { kind, id, text, fails, cursor },
          String(requestId ?? ""),
        );
      });
      const reply = body.queries ? { results: replies } : replies[0];
      whole = Buffer.from(JSON.stringify(reply));
    }
    await answer({ ...given, whole, fault });
  }

  /** Tells what ran of a round, when all that came of it is over. @param {string} round @param {Outgoing} outgoing */
  async function tell(round, outgoing) {
    const end = Date.now() + 5000;
    while ((running.get(round) ?? 0) > 0 && Date.now() < end) await sleep(2);
    running.delete(round);
    outgoing.end(JSON.stringify(ledger.tell(round)));
  }

  const isKept = { value: false };
  const own = await listen(async (incoming, outgoing) => {
    const headers = isKept.value ? CORS : { ...CORS, ...FRESH };
    for (const [name, value] of Object.entries(headers))
      outgoing.setHeader(name, value);
    await serve(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  const other = await listen(async (incoming, outgoing) => {
    for (const [name, value] of Object.entries(CORS))
      outgoing.setHeader(name, value);
    const text = String(await readAll(incoming).catch(() => ""));
    const all = JSON.stringify([incoming.headers, text]);
    if (all.includes("secret")) leaks.push(`${incoming.method} ${all}`);
    outgoing.end('{"status":"success","value":"of another origin"}');
  });
  origins.push(own.url, other.url);
  return {
    url: own.url,
    /** @param {boolean} isOn whether connections are used again */
    keepConnections: (isOn) => void (isKept.value = isOn),
    leaks,
    ledger,
    stop() {
      own.stop();
      other.stop();
    },
  };
}

/** @param {(incoming: Incoming, outgoing: Outgoing) => unknown} serve */
async function listen(serve) {
  const server = createServer({ keepAliveTimeout: 30_000 }, serve);
  // A connection that its client has reset.
  server.on("connection", (socket) => socket.on("error", () => {}));
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

/** A call's arguments: a function's come without a list. @param {any} body */
function argsOf({ args, queries }) {
  if (queries) return argsOf(queries[0]);
  return Array.isArray(args) ? args[0] : args;
}

/** @param {string} endpoint */
const kindOf = (endpoint) =>
  endpoint.startsWith("query") ? "query" : endpoint;

/** @param {Incoming} message */
async function readAll(message) {
  const chunks = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
