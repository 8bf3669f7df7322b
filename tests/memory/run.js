import { cases, prepare } from "./cases.js";
import { judge } from "./judge.js";
import { collector, watch } from "./probe.js";

/**
 * @typedef {import("./judge.js").Outcome} Outcome
 *
 * @typedef {object} Config
 * @property {import("./judge.js").Counts} counts
 * @property {import("./probe.js").Names} names
 * @property {string} filter only cases whose name, with what is counted, contains it
 *
 * @typedef {{ runtime: string, version: string, outcomes: Outcome[] }} Report
 */

/**
 * Runs the cases in the runtime that this is called in.
 *
 * @param {{ runtime: string, version: string }} runtime
 * @param {any} ours
 * @param {Config} config
 * @returns {Promise<Report>}
 */
export async function runMemory(runtime, ours, { counts, filter, names }) {
  watch(names);
  const collects = collector() !== undefined;
  const outcomes = [];
  for (const one of cases) {
    if (!`${one.what}: ${one.name}`.includes(filter)) continue;
    const step = prepare(one, ours);
    outcomes.push(await judge(one, counts[one.what], step, { collects }));
  }
  return { ...runtime, outcomes };
}
