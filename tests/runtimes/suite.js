import { differences } from "../contract/differences.js";
import { cases } from "../contract/groups.js";
import { runSuite } from "../contract/harness/run.js";

/**
 * What the driver tells a runtime.
 *
 * @typedef {object} Config
 * @property {string} version of our package
 * @property {string} [backendUrl]
 * @property {boolean} [testRoutes]
 * @property {string} [filter]
 * @property {boolean} [officialOnly] official on both sides
 *
 * @typedef {import("../contract/harness/run.js").Result & { runtime: string, version: string }} Report
 */

/**
 * Runs the contract in the runtime that this is called in.
 *
 * @param {{ runtime: string, version: string }} runtime
 * @param {Record<string, any>} official
 * @param {Record<string, any>} ours
 * @param {Config} config
 * @returns {Promise<Report>}
 */
export async function runContract(runtime, official, ours, config) {
  const { filter, officialOnly, version, backendUrl, testRoutes } = config;
  const result = await runSuite({
    official,
    ours,
    cases,
    // Two official clients must not differ at all.
    differences: officialOnly ? [] : differences,
    env: { version, backendUrl, testRoutes },
    filter,
  });
  return { ...runtime, ...result };
}
