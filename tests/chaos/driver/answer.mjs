// What becomes of a reply on its way, byte by byte.
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";

/** @typedef {import("../faults.js").Fault} Fault */
/** @typedef {import("node:http").IncomingMessage} Incoming */
/** @typedef {import("node:http").ServerResponse} Outgoing */
/** @typedef {{ fault: Fault, whole: Buffer, incoming: Incoming, outgoing: Outgoing, origins: string[], headers: Record<string, string> }} Given */

/** How long a connection that stalls stays, in milliseconds: longer than any timeout of a call. */
const STALL = 6000;
const HUGE = 64 * 1024 * 1024;
const JSON_TYPE = { "Content-Type": "application/json" };

/** Ends a connection at once, as where a machine dies. @param {Incoming} incoming */
export function reset({ socket }) {
  // A socket that is being closed cannot be reset: Node keeps its handle then, and may never end.
  if (socket.destroyed || socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** Ends a connection by a reset, or in order. @param {Given} given */
const hangUp = ({ fault, incoming }) =>
  fault.isOrderly ? void incoming.socket.end() : reset(incoming);

/** Keeps a connection in silence. @param {Given} given */
async function stall({ incoming }) {
  const leaving = new AbortController();
  incoming.socket.once("close", () => leaving.abort());
  await sleep(STALL, undefined, { signal: leaving.signal }).catch(() => {});
  reset(incoming);
}

/** How many bytes of a reply come: with a fault in the middle of a character, half of that. @param {Given} given */
function partOf({ fault, whole }) {
  const inCharacter = whole.findIndex((byte) => byte >= 0x80) + 1;
  if (fault.inCharacter && inCharacter > 0) return inCharacter;
  return Math.floor(whole.length * (fault.part ?? 0.5));
}

/** @param {Given} given @param {string} head @param {Buffer | string} body */
function raw({ incoming, headers }, head, body) {
  const { socket } = incoming;
  const common = Object.entries(headers).map((pair) => pair.join(": "));
  const lines = [head, "Content-Type: application/json", ...common];
  // Else some runtimes send the next request on this connection, and lose it.
  lines.push("Connection: close");
  socket.write(`HTTP/1.1 200 OK\r\n${lines.join("\r\n")}\r\n\r\n`);
  socket.end(body);
}

/** By what is done. @type {Record<Fault["do"], (given: Given) => unknown>} */
const answers = {
  pass: ({ outgoing, whole }) => {
    outgoing.writeHead(200, { ...JSON_TYPE, "Content-Length": whole.length });
    outgoing.end(whole);
  },
  "hang up": hangUp,
  stall,
  "cut head": (given) => {
    given.incoming.socket.write("HTTP/1.1 200 OK\r\nContent-Le");
    setTimeout(() => hangUp(given), 5);
  },
  "cut body": (given) => {
    const { outgoing, whole } = given;
    outgoing.writeHead(200, { ...JSON_TYPE, "Content-Length": whole.length });
    outgoing.write(whole.subarray(0, partOf(given)));
    // The head must have arrived before the connection ends.
    setTimeout(() => hangUp(given), 5);
  },
  "stall body": (given) => {
    const { outgoing, whole } = given;
    outgoing.writeHead(200, { ...JSON_TYPE, "Content-Length": whole.length });
    outgoing.write(whole.subarray(0, partOf(given)));
    return stall(given);
  },
  "promise more": (given) =>
    raw(given, `Content-Length: ${given.whole.length + 10}`, given.whole),
  "promise less": (given) =>
    raw(given, `Content-Length: ${given.whole.length - 9}`, given.whole),
  "two lengths": (given) => {
    const { length } = given.whole;
    const head = `Content-Length: ${length}\r\nContent-Length: ${length - 9}`;
    raw(given, head, given.whole);
  },
  "bad chunk": (given) =>
    raw(given, "Transfer-Encoding: chunked", "zz\r\nnothing\r\n0\r\n\r\n"),
  "half a chunk": (given) => {
    const half = given.whole.subarray(0, partOf(given));
    const size = given.whole.length.toString(16);
    raw(given, "Transfer-Encoding: chunked", `${size}\r\n${String(half)}`);
  },
  "no length": (given) => raw(given, "X-Length: none", given.whole),
  "part without length": (given) =>
    raw(
      given,
      "X-Length: none",
      given.whole.subarray(0, given.whole.length - 9),
    ),
  noise: ({ incoming }) =>
    incoming.socket.end(Buffer.from("\x00\x7f\xffHTTP\r\n\r\n", "latin1")),
  twice: (given) => {
    const { length } = given.whole;
    const one = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${String(given.whole)}`;
    raw(given, `Content-Length: ${length}`, String(given.whole) + one);
  },
  "news first": ({ outgoing, whole }) => {
    outgoing.writeEarlyHints({ link: "</a>; rel=preload" });
    outgoing.writeHead(200, { ...JSON_TYPE, "Content-Length": whole.length });
    outgoing.end(whole);
  },
  drip: async ({ outgoing, whole }) => {
    outgoing.writeHead(200, { ...JSON_TYPE, "Content-Length": whole.length });
    const step = Math.ceil(whole.length / 6);
    for (let at = 0; at < whole.length; at += step) {
      outgoing.write(whole.subarray(at, at + step));
      await sleep(2);
    }
    outgoing.end();
  },
  gzip: ({ fault, outgoing, whole }) => {
    const packed = fault.isFalse ? whole : gzipSync(whole);
    const part = fault.part === undefined ? 1 : fault.part;
    const body = packed.subarray(0, Math.floor(packed.length * part));
    const encoded = { ...JSON_TYPE, "Content-Encoding": "gzip" };
    outgoing.writeHead(200, { ...encoded, "Content-Length": body.length });
    outgoing.end(body);
  },
  huge: ({ outgoing, whole }) => {
    const end = whole.length - 1;
    outgoing.writeHead(200, JSON_TYPE);
    outgoing.write(whole.subarray(0, end));
    outgoing.write(',"pad":"');
    outgoing.write(Buffer.alloc(HUGE, "x"));
    outgoing.end('"}');
  },
  reply: ({ fault, outgoing }) => {
    const { status = 200, retryAfter } = fault;
    const extra = retryAfter ? { "Retry-After": retryAfter } : {};
    outgoing.writeHead(status, { ...JSON_TYPE, ...extra });
    outgoing.end(fault.body);
  },
  redirect: ({ fault, incoming, origins, outgoing }) => {
    const { status = 307, to = "same" } = fault;
    const [own, other] = origins;
    const places = {
      same: `${own}${incoming.url}`,
      other: `${other}${incoming.url}`,
      nowhere: undefined,
    };
    const place = places[to];
    outgoing.writeHead(status, place ? { Location: place } : {});
    outgoing.end();
  },
};

/** Gives an answer as a fault has it. @param {Given} given */
export const answer = (given) => answers[given.fault.do](given);
