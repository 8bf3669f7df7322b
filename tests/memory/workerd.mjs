import { resolve } from "node:path";
import { openWorker } from "../runtimes/driver/worker.mjs";
import { cases } from "./cases.js";
import { judge } from "./judge.js";

/** A request of a Worker may not take long, and no server makes more clients in one. */
const MOST_IN_A_REQUEST = 1000;

/**
 * Runs the cases in a Worker.
 *
 * @param {string} date of compatibility: those before 2025-05-05 have no `FinalizationRegistry`
 * @param {string} folder of the consumer project
 * @param {import("./run.js").Config} config
 * @returns {Promise<import("./run.js").Report>}
 */
export async function runWorker(date, folder, { counts, filter, names }) {
  const script = resolve(folder, "memory/worker.js");
  const worker = await openWorker(script, date);
  try {
    const outcomes = [];
    for (const one of cases) {
      if (!`${one.what}: ${one.name}`.includes(filter)) continue;
      const { name } = one;
      const step = async (/** @type {number} */ count) => {
        for (; count > MOST_IN_A_REQUEST; count -= MOST_IN_A_REQUEST) {
          await ask(worker, { name, names, count: MOST_IN_A_REQUEST });
        }
        return ask(worker, { name, names, count });
      };
      const runtime = { collects: false };
      outcomes.push(await judge(one, counts[one.what], step, runtime));
    }
    return { runtime: "workerd", version: `of ${date}`, outcomes };
  } finally {
    await worker.dispose();
  }
}

/**
 * @param {import("miniflare").Miniflare} worker
 * @param {{ name: string, names: import("./probe.js").Names, count: number }} slice
 * @returns {Promise<import("./probe.js").Figures>}
 */
async function ask(worker, slice) {
  const body = JSON.stringify(slice);
  const init = { method: "POST", body };
  const response = await worker.dispatchFetch("http://localhost/", init);
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(text);
  }
}
