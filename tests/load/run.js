// Many calls at once, for some time, of which some fail on their way.
import { pick, randomOf } from "../once/random.js";

/**
 * @typedef {object} Config
 * @property {string} suite
 * @property {string} url of a server as tests/chaos has it
 * @property {number} seconds
 * @property {number} seed
 * @property {boolean} isOfficial
 *
 * @typedef {object} Report
 * @property {string} runtime
 * @property {string} version
 * @property {number} calls
 * @property {number} lost how many had no result, or ran another time than once
 * @property {number} seconds
 * @property {number[]} latencies p50, p99 and p99.9, in milliseconds
 * @property {number[] | undefined} memory after a tenth of the time, and at the end, in bytes
 */

const IN_FLIGHT = 256;
/** A call in so many fails on its way. */
const FAULTY = 20;
/** How many calls are looked up in the ledger at once. */
const BLOCK = 1000;
const PROOF = '{"code":"OptimisticConcurrencyControlFailure","message":""}';
/** @type {import("../chaos/faults.js").Fault[]} */
const FAULTS = [
  { do: "hang up" },
  { do: "hang up", runs: true },
  { do: "cut body", runs: true, part: 0.5 },
  { do: "reply", status: 503, body: PROOF },
];
const quiet = { log() {}, warn() {}, error() {}, logVerbose() {} };

/**
 * @param {{ runtime: string, version: string }} runtime
 * @param {any} official
 * @param {any} ours
 * @param {Config} config
 * @returns {Promise<Report>}
 */
export async function runLoad(runtime, official, ours, config) {
  const { isOfficial, seconds, seed, url } = config;
  const policy = { retry: { limit: 20, backoff: 2 }, idempotent: true };
  const client = isOfficial
    ? new official.ConvexHttpClient(url, { logger: quiet })
    : new ours.ConvexHttpClient(url, { logger: quiet, ...policy });
  const random = randomOf(seed);
  const start = performance.now();
  const end = start + seconds * 1000;
  /** @type {number[]} */
  const latencies = [];
  /** Mutations that have a result, by block. @type {Map<string, { ids: string[], left: number }>} */
  const blocks = new Map();
  let [calls, lost] = [0, 0];
  /** @type {number | undefined} */
  let early;
  const work = async () => {
    while (performance.now() < end) {
      const number = calls++;
      const name = `load-${isOfficial}-${runtime.runtime}-${seed}-${Math.floor(number / BLOCK)}`;
      const id = `${name}/${number}`;
      const block = blocks.get(name) ?? { ids: [], left: BLOCK };
      blocks.set(name, block);
      const faults = random() * FAULTY < 1 ? [pick(random, FAULTS)] : [];
      const isRead = random() < 0.5;
      const args = { id, text: "ü", faults };
      const sent = performance.now();
      try {
        const result = await (isRead
          ? client.query("ledger:read", args)
          : client.mutation("ledger:write", args, { skipQueue: true }));
        if (result.id !== id) lost += 1;
        else if (!isRead) block.ids.push(id);
      } catch {
        lost += 1;
      }
      latencies.push(performance.now() - sent);
      if ((block.left -= 1) === 0) {
        blocks.delete(name);
        lost += await countLost(url, name, block.ids);
      }
      if (performance.now() - start > seconds * 100) early ??= used();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  const took = (performance.now() - start) / 1000;
  for (const [name, { ids }] of blocks) lost += await countLost(url, name, ids);
  latencies.sort((a, b) => a - b);
  const at = (/** @type {number} */ part) =>
    latencies[Math.floor((latencies.length - 1) * part)] ?? NaN;
  const late = used();
  return {
    ...{ ...runtime, calls, lost, seconds: took },
    latencies: [0.5, 0.99, 0.999].map(at),
    memory: early && late ? [early, late] : undefined,
  };
}

/** Counts the mutations that have a result and did not run once. @param {string} url @param {string} name @param {string[]} ids */
async function countLost(url, name, ids) {
  for (;;) {
    try {
      const ledger = await (await fetch(`${url}/round/${name}`)).json();
      return ids.filter((id) => ledger[id]?.runs.length !== 1).length;
    } catch {
      // This request is on the same network.
    }
  }
}

/** @returns {number | undefined} */
function used() {
  const { gc, process } = /** @type {any} */ (globalThis);
  gc?.();
  return process?.memoryUsage?.().rss;
}
