import { differences } from "../contract/differences.js";
import { runGenerated } from "../contract/generated/run.js";
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
 * @property {import("../contract/generated/run.js").Options} generated
 *
 * @typedef {object} Counts
 * @property {string} runtime
 * @property {string} version
 * @property {number} generated cases that passed, which `passed` counts too
 *
 * @typedef {import("../contract/harness/run.js").Result & Counts} Report
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
  const plan = {
    official,
    ours,
    // Two official clients must not differ at all.
    differences: officialOnly ? [] : differences,
    env: { version, backendUrl, testRoutes },
    filter,
  };
  const written = await runSuite({ ...plan, cases });
  const generated = await runGenerated(plan, config.generated);
  return {
    ...runtime,
    ...written,
    passed: written.passed + generated.passed,
    failed: written.failed + generated.failed,
    failures: [...written.failures, ...generated.failures],
    generated: generated.passed,
  };
}
