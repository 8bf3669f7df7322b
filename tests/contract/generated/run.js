import fc from "fast-check";
import { runCase } from "../harness/compare.js";
import { watchUnhandled } from "../harness/unhandled.js";
import replies from "./replies.js";
import schedules from "./schedules.js";
import values from "./values.js";

/**
 * What must hold for generated input: that the clients show the same.
 *
 * @typedef {object} Property
 * @property {string} name
 * @property {fc.Arbitrary<any>} arbitrary
 * @property {(t: import("../harness/side.js").Side, input: any, env: import("../harness/side.js").Env) => void | Promise<void>} run
 * @property {"backend"} [needs]
 * @property {number} [share] of the number of runs, where one takes long
 * @property {boolean} [quiet] compare what was recorded, not the trace
 *
 * @typedef {object} Options
 * @property {number} runs of each property
 * @property {number} seed
 *
 * @typedef {object} Result
 * @property {number} passed runs
 * @property {number} failed properties
 * @property {import("../harness/run.js").Failure[]} failures
 */

/** @type {Property[]} */
export const properties = Object.entries({
  values,
  replies,
  schedules,
}).flatMap(([group, list]) =>
  list.map((one) => ({ ...one, name: `generated: ${group}: ${one.name}` })),
);

/**
 * Checks every property with input made from one seed.
 *
 * @param {Omit<import("../harness/run.js").Plan, "cases">} plan
 * @param {Options} options
 * @returns {Promise<Result>}
 */
export async function runGenerated(plan, { runs, seed }) {
  /** @type {Result} */
  const result = { passed: 0, failed: 0, failures: [] };
  const stop = watchUnhandled();
  try {
    for (const property of properties) {
      if (!property.name.includes(plan.filter ?? "")) continue;
      if (property.needs === "backend" && !plan.env?.backendUrl) continue;
      const numRuns = Math.ceil(runs * (property.share ?? 1));
      const details = await check(property, plan, { seed, numRuns });
      if (!details.failed) {
        result.passed += details.numRuns;
        continue;
      }
      result.failed += 1;
      result.failures.push({ name: property.name, diff: explain(details) });
    }
  } finally {
    stop();
  }
  return result;
}

/**
 * @param {Property} property
 * @param {Omit<import("../harness/run.js").Plan, "cases">} plan
 * @param {fc.Parameters<[any]>} parameters
 */
function check(property, plan, parameters) {
  return fc.check(
    fc.asyncProperty(property.arbitrary, async (input) => {
      const { name, quiet } = property;
      const lines = await runCase(
        { name, quiet, run: (t, env) => property.run(t, input, env) },
        { ...plan, cases: [] },
      );
      if (lines.length > 0) throw new Error(lines.join("\n"));
    }),
    parameters,
  );
}

/** @param {fc.RunDetails<[any]>} details */
function explain({ seed, counterexample, numShrinks, errorInstance }) {
  const shown = fc.stringify(counterexample).slice(0, 3000);
  const reason = errorInstance instanceof Error ? errorInstance.message : "";
  return [
    `seed ${seed}, shrunk ${numShrinks} times: ${shown}`,
    ...reason.split("\n"),
  ];
}
