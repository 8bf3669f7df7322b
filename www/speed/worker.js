// Measures in a worker: a row keeps its thread busy for a second, and the page has to stay usable.
import { ConvexHttpClient } from "convex/browser";
import { convexToJson } from "convex/values";
import { rows } from "../../bench/rows.js";
import { runBench } from "../../bench/run.js";
import * as ours from "convex-http-client";

/**
 * @typedef {import("../../bench/run.js").Result} Result
 * @typedef {{ groups: string[], rounds: number, backendUrl: string | undefined }} Order
 * @typedef {{ kind: "row", row: Result } | { kind: "start", rows: number, tick: number } | { kind: "end" }
 *   | { kind: "problem", message: string }} Report
 */

/** A clock that ticks more rarely than this, in milliseconds, needs longer batches. */
const COARSE_TICK = 0.2;

addEventListener("message", async ({ data }) => {
  try {
    await run(data);
  } catch (error) {
    tell({ kind: "problem", message: String(error) });
  }
});

/** @param {Order} order */
async function run({ groups, rounds, backendUrl }) {
  const tick = measureTick();
  const clock =
    tick > COARSE_TICK ? { batch: 24 * tick, share: 0.5 } : undefined;
  const choose = (/** @type {{ group: string, backend?: boolean }} */ row) =>
    groups.includes(row.group) && (!row.backend || backendUrl !== undefined);
  tell({ kind: "start", rows: rows.filter(choose).length, tick });
  const runtime = { runtime: "browser", version: "" };
  const config = { backendUrl, rounds, choose, clock };
  await runBench(
    runtime,
    { ConvexHttpClient, convexToJson },
    ours,
    config,
    (row) => tell({ kind: "row", row }),
  );
  tell({ kind: "end" });
}

/** How far apart two readings of the clock are at the least, in milliseconds. */
function measureTick() {
  let least = Infinity;
  for (let reading = 0; reading < 5; reading++) {
    const start = performance.now();
    let next = start;
    while (next === start) next = performance.now();
    least = Math.min(least, next - start);
  }
  return least;
}

/** @param {Report} report */
function tell(report) {
  postMessage(report);
}
