import { unhandled, watchUnhandled } from "../contract/harness/unhandled.js";
import { cases } from "./groups.js";
import { Setting, sleep } from "./setting.js";

/**
 * @typedef {import("./setting.js").Env & { suite: string, filter: string }} Config
 * @typedef {{ name: string, problem: string }} Failure
 * @typedef {{ runtime: string, version: string, passed: number, failures: Failure[], slowest: string[] }} Report
 */

const TIME_LIMIT = 20_000;
const MAX_LINES = 12;

/**
 * Runs the cases in the runtime that this is called in.
 *
 * @param {{ runtime: string, version: string }} runtime
 * @param {any} official
 * @param {any} ours
 * @param {Config} config
 * @returns {Promise<Report>}
 */
export async function runFeatures(runtime, official, ours, config) {
  const env = { ...config, runtime: runtime.runtime };
  const selected = cases.filter(
    ({ name, where }) =>
      name.includes(config.filter) && (!where || where(env.runtime)),
  );
  /** @type {Failure[]} */
  const failures = [];
  /** @type {[number, string][]} */
  const times = [];
  const stop = watchUnhandled();
  for (const one of selected) {
    const t = new Setting(ours, official, env);
    const start = Date.now();
    const problem = await runCase(one, t);
    times.push([Date.now() - start, one.name]);
    if (problem) failures.push({ name: one.name, problem });
  }
  stop();
  times.sort(([a], [b]) => b - a);
  const slowest = times.slice(0, 5).map((pair) => pair.join(" ms: "));
  const passed = selected.length - failures.length;
  return { ...runtime, passed, failures, slowest };
}

/**
 * @param {import("./setting.js").Case} one
 * @param {Setting} t
 * @returns {Promise<string | undefined>} what is wrong
 */
async function runCase({ run, timeLimit = TIME_LIMIT }, t) {
  unhandled.clear();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    const error = new Error(`It is not over after ${timeLimit} ms.`);
    timer = setTimeout(() => reject(error), timeLimit);
  });
  try {
    await Promise.race([(async () => run(t))(), late]);
    // The timers, if the case has replaced them.
    t.restore();
    // Rejections that nobody handles are reported after the microtasks.
    await sleep(0);
    if (unhandled.size > 0)
      throw new Error(`Nobody handles ${[...unhandled.values()].map(String)}`);
    return undefined;
  } catch (error) {
    const stack = String(error instanceof Error ? error.stack : error);
    const message = String(error);
    return `${stack.includes(message) ? "" : `${message}\n`}${stack}`
      .split("\n", MAX_LINES)
      .join("\n");
  } finally {
    clearTimeout(timer);
    t.restore();
  }
}
