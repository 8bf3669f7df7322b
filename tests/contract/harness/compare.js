import { diff } from "./diff.js";
import { describe } from "./describe.js";
import { macrotask, Side } from "./side.js";
import { unhandled } from "./unhandled.js";

/**
 * @typedef {import("./run.js").Case} Case
 * @typedef {import("./run.js").Plan} Plan
 */

const TIME_LIMIT = 20_000;

/**
 * Runs a case on both clients.
 *
 * @param {Case} one
 * @param {Plan} plan
 * @param {Set<string>} [used] gets the deliberate differences that showed
 * @returns {Promise<string[]>} where the clients differ without a reason, and
 *   the facts that did not hold
 */
export async function runCase(one, plan, used = new Set()) {
  const official = await runSide(one, plan, plan.official);
  const ours = await runSide(one, plan, plan.ours);
  let expected = official.seen;
  for (const { id, cases, expectedOurs } of plan.differences) {
    if (!cases.test(one.name)) continue;
    const rewritten = expectedOurs(expected, ours.seen, {
      version: plan.env?.version ?? "",
    });
    if (diff(expected, rewritten).length > 0) used.add(`${id} in ${one.name}`);
    expected = rewritten;
  }
  return [
    ...official.broken.map((line) => `official breaks a fact: ${line}`),
    ...ours.broken.map((line) => `fact: ${line}`),
    ...diff(expected, ours.seen),
  ];
}

let runs = 0;

/**
 * @param {Case} one
 * @param {Plan} plan
 * @param {Record<string, any>} api
 */
async function runSide(one, plan, api) {
  const env = { version: "", official: plan.official, ...plan.env };
  const random = Math.random().toString(36).slice(2, 10).padEnd(8, "0");
  const side = new Side(api, env, `run${(runs += 1)}x${random}`);
  unhandled.clear();
  try {
    await limited(async () => one.run(side, env), plan.timeLimit);
  } catch (error) {
    side.broken.push(`the case itself failed: ${describeFailure(error)}`);
  } finally {
    // Rejections that nobody handles are reported after the microtasks.
    await macrotask();
    side.restore();
  }
  const seen = side.observation();
  seen.unhandled = [...unhandled.values()].map((reason) =>
    describe(reason, side.known),
  );
  if (one.quiet) Object.assign(seen, { trace: [], outcomes: {} });
  return { seen, broken: side.broken };
}

/** @param {any} error */
function describeFailure(error) {
  return String(error?.stack ?? error)
    .split("\n", 3)
    .join(" ");
}

/**
 * @param {() => Promise<void>} run
 * @param {number} [timeLimit]
 */
async function limited(run, timeLimit = TIME_LIMIT) {
  /** @type {any} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(`not over after ${timeLimit} ms`),
      timeLimit,
    );
  });
  try {
    await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
}
