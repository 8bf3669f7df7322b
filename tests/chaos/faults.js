// What may happen to a request and to its reply.
import { pick, whole } from "../once/random.js";

/** @typedef {import("../once/random.js").Random} Random */

/**
 * @typedef {object} Fault
 * @property {"pass" | "hang up" | "stall" | "cut head" | "cut body" | "stall body" | "promise more" | "promise less"
 *   | "two lengths" | "bad chunk" | "half a chunk" | "no length" | "part without length" | "noise" | "twice"
 *   | "news first" | "drip" | "gzip" | "huge" | "reply" | "redirect"} do
 * @property {boolean} [runs] whether the function runs, before anything else happens
 * @property {number} [delay] before that, in milliseconds
 * @property {number} [status] of a reply
 * @property {string} [body] of a reply
 * @property {string} [retryAfter] of a reply
 * @property {boolean} [isOrderly] whether the connection is closed rather than reset
 * @property {boolean} [inCharacter] whether the cut is in the middle of a character
 * @property {number} [part] of the reply that comes
 * @property {boolean} [isFalse] whether it is packed in name only
 * @property {"same" | "other" | "nowhere"} [to] where a redirect leads
 */

const HTML = "<!doctype html><title>Bad gateway ü</title>";
const RETRY_AFTER = [
  ...["0", "0.01", "1", "1.5", "999999999", "-1", "soon", ""],
  ...["Fri, 31 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 2199 23:59:59 GMT"],
];
/** What a deployment answers where nothing ran. @type {[number, string][]} */
const PROOFS = [
  ...["ExpiredInQueue", "WorkerOverloaded", "IsolateNotClean"].map(on(503)),
  ...["InitialPermitTimeoutError", "ExecuteFullError"].map(on(503)),
  ...["OptimisticConcurrencyControlFailure", "CommitterFullError"].map(on(503)),
  ...["TooManyConcurrentRequests", "TooManyWrites"].map(on(429)),
  [401, "Unauthenticated"],
];
/** What proves nothing. Not 421, after which runtimes send a request again by themselves. @type {[number, string][]} */
const OTHERS = [
  ...[400, 403, 404, 405, 408, 409, 410, 413, 414, 415, 418].map(as("")),
  ...[425, 429, 431, 451, 499, 500, 501, 502, 503, 504].map(as("")),
  ...[505, 507, 511, 530, 599, 300, 304, 204, 205].map(as("")),
  ...Array.from({ length: 10 }, (_, index) => 520 + index).map(as("")),
  ...["InternalServerError", "ServiceUnavailable", "Overloaded"].map(on(503)),
  ...["OperationTimeout", "SystemTimeoutError"].map(on(503)),
  ...["RateLimited", "QueueFull"].map(on(429)),
  ...["InternalServerError", "TooManyWrites"].map(on(500)),
];
/** What is JSON, and no envelope. */
const SHAPES = [
  ...["null", "[]", "1", '"success"', "{}", '{"status":1}', '{"status":null}'],
  ...['{"status":"Success","value":1}', '[{"status":"success"}]', "{"],
];

/** @param {number} status @returns {(code: string) => [number, string]} */
function on(status) {
  return (code) => [status, code];
}

/** @param {string} code @returns {(status: number) => [number, string]} */
function as(code) {
  return (status) => [status, code];
}

const isHeads = (/** @type {Random} */ random) => random() < 0.5;
const bodyOf = (/** @type {string} */ code, /** @type {Random} */ random) =>
  code
    ? JSON.stringify({ code, message: "It is so." })
    : pick(random, ["", HTML, "{", '{"code":1}']);

/** Ways that end well, slowly or oddly. @type {((random: Random) => Fault)[]} */
const ODD = [
  (random) => ({ do: "pass", runs: true, delay: whole(random, 1, 25) }),
  () => ({ do: "drip", runs: true }),
  () => ({ do: "gzip", runs: true }),
  () => ({ do: "no length", runs: true }),
  () => ({ do: "news first", runs: true }),
  () => ({ do: "twice", runs: true }),
];

/** Ways that do not. @type {((random: Random) => Fault)[]} */
const BAD = [
  (random) => ({
    ...{ do: "hang up", runs: isHeads(random) },
    isOrderly: isHeads(random),
  }),
  (random) => ({
    ...{ do: "cut head", runs: isHeads(random) },
    isOrderly: isHeads(random),
  }),
  (random) => ({
    ...{ do: "cut body", runs: true, part: random() },
    ...{ isOrderly: isHeads(random), inCharacter: isHeads(random) },
  }),
  () => ({ do: "promise more", runs: true }),
  () => ({ do: "promise less", runs: true }),
  () => ({ do: "two lengths", runs: true }),
  (random) => ({ do: "bad chunk", runs: isHeads(random) }),
  (random) => ({ do: "half a chunk", runs: true, part: random() }),
  () => ({ do: "part without length", runs: true }),
  (random) => ({ do: "noise", runs: isHeads(random) }),
  (random) => ({ do: "gzip", runs: true, part: random() * 0.9 }),
  () => ({ do: "gzip", runs: true, isFalse: true }),
  (random) => {
    const [status, code] = pick(random, PROOFS);
    const retryAfter = pick(random, RETRY_AFTER);
    return { do: "reply", status, retryAfter, body: bodyOf(code, random) };
  },
  (random) => {
    const [status, code] = pick(random, OTHERS);
    const isEmpty = [204, 205, 304].includes(status);
    return {
      ...{ do: "reply", status, retryAfter: pick(random, RETRY_AFTER) },
      ...{ runs: isHeads(random), body: isEmpty ? "" : bodyOf(code, random) },
    };
  },
  (random) => ({
    ...{ do: "reply", status: 200, runs: isHeads(random) },
    body: pick(random, ["", HTML, ...SHAPES]),
  }),
  (random) => ({
    ...{ do: "redirect", status: pick(random, [301, 302, 303, 307, 308]) },
    to: pick(random, ["same", "other", "nowhere"]),
  }),
];

/** What only a timeout ends in time. @type {((random: Random) => Fault)[]} */
const STALLS = [
  (random) => ({ do: "stall", runs: isHeads(random) }),
  (random) => ({ do: "stall body", runs: true, part: random() }),
];

/**
 * Makes what happens to the requests of one call, one after another; then all is well.
 *
 * @param {Random} random
 * @param {{ isPatient: boolean, hasHuge: boolean }} options whether it has no timeout; whether a reply may be of 64 MB
 * @returns {Fault[]}
 */
export function faultsOf(random, { isPatient, hasHuge }) {
  const count = pick(random, [0, 0, 0, 1, 1, 2, 3, 5]);
  const kinds = [...BAD, ...ODD, ...(isPatient ? [] : STALLS)];
  /** @type {Fault[]} */
  const faults = Array.from({ length: count }, () =>
    pick(random, kinds)(random),
  );
  if (hasHuge && random() < 0.00005) faults.push({ do: "huge", runs: true });
  return faults;
}

/** What happens to a request for a timestamp, of which none says whose it is. @param {Random} random @returns {Fault} */
export function faultOfTimestamp(random) {
  if (random() > 0.1) return { do: "pass" };
  const { runs: _, ...fault } = pick(random, [...BAD, ...ODD])(random);
  return fault;
}
