import { diff } from "./diff.js";
import { describe } from "./describe.js";
import { macrotask, Side } from "./side.js";

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {(t: Side, env: import("./side.js").Env) => void | Promise<void>} run
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

const TIME_LIMIT = 20_000;

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
  const result = { passed: 0, failed: 0, skipped: 0, failures: [], groups: {} };
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

/**
 * @param {Case} one
 * @param {Plan} plan
 * @param {Set<string>} used
 */
async function runCase(one, plan, used) {
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

/**
 * Rejections that nobody handles, by promise.
 *
 * @type {Map<unknown, unknown>}
 */
const unhandled = new Map();

/**
 * Collects rejections that nobody handles, in every runtime's own way. Some
 * report them at once, and take the report back when a handler comes.
 */
function watchUnhandled() {
  const { process, Deno } = /** @type {any} */ (globalThis);
  const handled = (/** @type {unknown} */ promise) => unhandled.delete(promise);
  if (typeof process?.on === "function" && process.versions?.node && !Deno) {
    const note = (
      /** @type {unknown} */ reason,
      /** @type {unknown} */ promise,
    ) => unhandled.set(promise, reason);
    // A test runner around this one would count them as its own failures.
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", note).on("rejectionHandled", handled);
    return () => {
      process.off("unhandledRejection", note).off("rejectionHandled", handled);
      for (const other of others) process.on("unhandledRejection", other);
    };
  }
  const note = (/** @type {any} */ event) => {
    event.preventDefault();
    unhandled.set(event.promise, event.reason);
  };
  const late = (/** @type {any} */ event) => handled(event.promise);
  globalThis.addEventListener("unhandledrejection", note);
  globalThis.addEventListener("rejectionhandled", late);
  return () => {
    globalThis.removeEventListener("unhandledrejection", note);
    globalThis.removeEventListener("rejectionhandled", late);
  };
}
