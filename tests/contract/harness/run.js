import { runCase } from "./compare.js";
import { watchUnhandled } from "./unhandled.js";

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {(t: import("./side.js").Side, env: import("./side.js").Env) => void | Promise<void>} run
 * @property {"backend" | "test routes"} [needs]
 * @property {boolean} [quiet] compare what the case recorded, not the trace
 *
 * @typedef {{ name: string, diff: string[] }} Failure
 *
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {Failure[]} failures
 * @property {Record<string, number>} groups cases run, by group
 * @property {string[]} proved the deliberate differences that showed
 *
 * @typedef {object} Plan
 * @property {Record<string, any>} official
 * @property {Record<string, any>} ours
 * @property {Case[]} cases
 * @property {import("../differences.js").Difference[]} differences
 * @property {Partial<import("./side.js").Env>} [env]
 * @property {string} [filter]
 * @property {number} [timeLimit] of one case on one client, in milliseconds
 */

/**
 * Runs every case on both clients and compares what could be seen.
 *
 * @param {Plan} plan
 * @returns {Promise<Result>}
 */
export async function runSuite(plan) {
  const { cases, differences, filter = "" } = plan;
  const selected = cases.filter(({ name }) => name.includes(filter));
  /** @type {Result} */
  const result = {
    ...{ passed: 0, failed: 0, skipped: 0 },
    ...{ failures: [], groups: {}, proved: [] },
  };
  const used = new Set();
  const stop = watchUnhandled();
  try {
    for (const one of selected) {
      if (isSkipped(one, plan.env)) {
        result.skipped += 1;
        continue;
      }
      const group = one.name.split(":")[0];
      result.groups[group] = (result.groups[group] ?? 0) + 1;
      add(result, one.name, await runCase(one, plan, used));
    }
  } finally {
    stop();
  }
  add(result, "case names are unique", repeated(cases));
  for (const { id, proof, where } of differences) {
    if (where && !where()) continue;
    if (!selected.some(({ name }) => name === proof)) {
      if (cases.some(({ name }) => name === proof)) continue;
      add(result, `difference ${id}`, [`its proof "${proof}" is no case`]);
    } else if (!used.has(`${id} in ${proof}`)) {
      add(result, `difference ${id}`, [
        `the clients do not differ in its proof "${proof}"`,
      ]);
    } else {
      result.proved.push(id);
    }
  }
  return result;
}

/**
 * @param {Result} result
 * @param {string} name
 * @param {string[]} lines
 */
function add(result, name, lines) {
  if (lines.length > 0) {
    result.failed += 1;
    result.failures.push({ name, diff: lines });
  } else if (name.includes(":")) {
    result.passed += 1;
  }
}

/**
 * @param {Case[]} cases
 * @returns {string[]}
 */
function repeated(cases) {
  const seen = new Set();
  return cases
    .map(({ name }) => name)
    .filter((name) => seen.size === seen.add(name).size);
}

/**
 * @param {Case} one
 * @param {Plan["env"]} env
 */
function isSkipped({ needs }, env) {
  if (needs === "backend") return !env?.backendUrl;
  if (needs === "test routes") return !env?.backendUrl || !env.testRoutes;
  return false;
}
