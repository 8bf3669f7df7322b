import { exhaustion } from "./exhaustion.js";
import { faults } from "./faults.js";
import { memory, probe, watch } from "./probe.js";
import { proxies } from "./proxies.js";
import { stacks } from "./stacks.js";
import { listen } from "./world.js";

/**
 * @typedef {object} Config
 * @property {import("./probe.js").Names} names
 * @property {string} filter only cases whose name contains it
 * @property {number} stacks how many are exhausted
 * @property {string} wasm the module, in base64
 * @property {boolean} isFrozen whether a broken module is left as it is, which must show
 *
 * @typedef {{ count: number, problems: string[] }} Result
 *
 * @typedef {{ name: string, run: (ours: any, config: Config) => Promise<Result> }} Case
 *
 * @typedef {Result & { name: string, starts: number, memory: number, time: number }} Outcome `starts`: how many instances it took
 *
 * @typedef {{ runtime: string, version: string, outcomes: Outcome[], rss?: number }} Report
 */

/** @type {Case[]} */
const cases = [...stacks, ...faults, ...proxies, ...exhaustion];

/**
 * Runs the cases in the runtime that this is called in.
 *
 * @param {{ runtime: string, version: string }} runtime
 * @param {any} ours
 * @param {Config} config
 * @returns {Promise<Report>}
 */
export async function runCrash(runtime, ours, config) {
  watch(config.names);
  probe.isFrozen = config.isFrozen;
  listen();
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const { name, run } of cases) {
    if (!name.includes(config.filter)) continue;
    const { starts } = probe;
    const begun = performance.now();
    /** @type {Result} */
    let result;
    try {
      result = await run(ours, config);
    } catch (error) {
      const { stack } = /** @type {any} */ (error);
      result = { count: 0, problems: [`${error}\n${stack}`] };
    }
    outcomes.push({
      name,
      ...result,
      starts: probe.starts - starts,
      memory: memory(),
      time: performance.now() - begun,
    });
  }
  const { Deno, process } = /** @type {any} */ (globalThis);
  const { rss } = (Deno ?? process)?.memoryUsage?.() ?? {};
  return { ...runtime, outcomes, rss };
}
