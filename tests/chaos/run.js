// Rounds, a few at a time, until there were enough calls.
import * as entry from "convex-http-client/watch";
import { unhandled, watchUnhandled } from "../contract/harness/unhandled.js";
import { broken } from "./broken.js";
import { startPace } from "./pace.js";
import { playRound } from "./round.js";

/**
 * @typedef {object} Config
 * @property {string} suite
 * @property {string} url
 * @property {number} calls
 * @property {number} seed
 * @property {boolean} hasHuge
 * @property {number} patience how long a call may take that nothing stops, in milliseconds
 * @property {boolean} repeats whether the runtime sends a request again by itself where a connection dies
 * @property {boolean} isText whether bodies are sent as the text that they are
 * @property {number} most failures before it ends
 * @property {number} workers how many rounds are played at a time: a page has few connections
 * @property {boolean} [isBroken] whether clients that are broken on purpose are tried
 *
 * @typedef {object} Report
 * @property {string} runtime
 * @property {string} version
 * @property {number} calls
 * @property {number} rounds
 * @property {string[]} failures
 * @property {number[]} [memory] in use after a tenth of the rounds, and at the end, in bytes
 */

/**
 * @param {{ runtime: string, version: string }} runtime
 * @param {any} exports
 * @param {Config} config
 * @returns {Promise<Report>}
 */
export async function runChaos(runtime, exports, config) {
  const ours = { ...exports, watch: /** @type {any} */ (entry.watch) };
  const name = runtime.runtime;
  if (config.isBroken) return tryBroken(runtime, ours, config);
  const stop = watchUnhandled();
  const [rounds, calls, failures, early] = await play(ours, name, config);
  await collect();
  stop();
  failures.push(...[...unhandled.values()].map((it) => `unhandled: ${it}`));
  failures.push(...timersLeft());
  const late = used();
  const memory = early && late ? [early, late] : undefined;
  return { ...runtime, calls, rounds, memory, failures };
}

/**
 * @param {import("./round.js").Package} ours
 * @param {string} name
 * @param {Config} config
 * @returns {Promise<[rounds: number, calls: number, failures: string[], memory: number | undefined]>}
 */
async function play(ours, name, config) {
  /** @type {string[]} */
  const failures = [];
  let [rounds, calls] = [0, 0];
  /** @type {number | undefined} */
  let memory;
  const work = async () => {
    while (calls < config.calls && failures.length < config.most) {
      const seed = config.seed + rounds;
      rounds += 1;
      const round = `${name}-${seed}`;
      const { calls: count, problems } = await playRound(
        ours,
        config.url,
        round,
        seed,
        config,
      );
      calls += count;
      failures.push(...problems);
      if (memory === undefined && calls > config.calls / 10) {
        await collect();
        memory ??= used();
      }
    }
  };
  const stop = startPace();
  await Promise.all(Array.from({ length: config.workers }, work));
  stop();
  return [rounds, calls, failures, memory];
}

/** Gives every broken client some rounds, and says of which nothing was seen. @type {typeof runChaos} */
async function tryBroken(runtime, ours, config) {
  const stop = watchUnhandled();
  /** @type {string[]} */
  const failures = [];
  let [rounds, calls] = [0, 0];
  const tries = broken.map(async ([name, make], index) => {
    const given = { ...config, seed: config.seed + index * 1000 };
    const round = `broken-${index}`;
    const [played, made, seen] = await play(make(ours), round, given);
    rounds += played;
    calls += made;
    if (seen.length === 0)
      failures.push(`it sees nothing of a client that ${name}`);
  });
  await Promise.all(tries);
  stop();
  unhandled.clear();
  return { ...runtime, calls, rounds, failures };
}

/** Collects garbage, where that can be asked for. */
async function collect() {
  for (let count = 0; count < 3; count++) {
    await new Promise((done) => setTimeout(done, 20));
    /** @type {any} */ (globalThis).gc?.();
  }
}

/** How much memory is in use, where that can be told. @returns {number | undefined} */
function used() {
  const { gc, process } = /** @type {any} */ (globalThis);
  return gc ? process?.memoryUsage?.().heapUsed : undefined;
}

/** Timers that run still, where those can be told. */
function timersLeft() {
  const { process } = /** @type {any} */ (globalThis);
  const all = process?.getActiveResourcesInfo?.() ?? [];
  const timers = all.filter((/** @type {string} */ it) => it === "Timeout");
  return timers.length > 0 ? [`${timers.length} timers are left`] : [];
}
