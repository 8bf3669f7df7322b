import { BareClient } from "./bare.js";
import { BATCH, measure, median, quantile } from "./measure.js";
import { FLOOR, rows } from "./rows.js";

/**
 * Runs the rows in the runtime that this is called in.
 *
 * @typedef {import("./rows.js").Row} Row
 *
 * @typedef {object} Config
 * @property {string} [backendUrl] rows that need a backend are left out without one
 * @property {string} [filter] only rows whose group and name contain it
 * @property {(row: Row) => boolean} [choose] only rows that it returns true for
 * @property {number} [rounds]
 * @property {{ batch: number, share: number }} [clock] for a clock that is found to be coarse
 *
 * @typedef {object} Result of one row; times are microseconds
 * @property {string} group
 * @property {string} name
 * @property {number} official
 * @property {number} ours
 * @property {number} [bare]
 * @property {number} ratio official / ours
 * @property {{ official: number, ours: number }} middle the times of one round, that whose ratio is in the middle
 * @property {[low: number, high: number]} quartiles of the ratio
 * @property {number} [bareRatio] official / bare
 * @property {number} target
 * @property {number} [toBare] ours / bare
 * @property {number} [nearBare] the most that `toBare` may be
 * @property {boolean} missed
 *
 * @typedef {{ runtime: string, version: string, rounds: number, rows: Result[] }} Report
 */

const ROUNDS = 81;

/**
 * Where the clock is coarse: workerd's knows whole milliseconds. Longer batches make fewer rounds enough.
 *
 * @type {Record<string, { batch: number, share: number }>}
 */
const COARSE = { workerd: { batch: 24, share: 0.25 } };

/**
 * @param {{ runtime: string, version: string }} runtime
 * @param {Record<string, any>} official
 * @param {Record<string, any>} ours
 * @param {Config} config
 * @param {(result: Result) => void} [onRow] hears of each row when it is done
 * @returns {Promise<Report>}
 */
export async function runBench(runtime, official, ours, config, onRow) {
  const { backendUrl, filter = "", choose, rounds = ROUNDS } = config;
  const setting = {
    backendUrl,
    reply: (/** @type {unknown} */ value) =>
      JSON.stringify({
        status: "success",
        value: official.convexToJson(value),
        logLines: [],
      }),
  };
  const clients = {
    official: official.ConvexHttpClient,
    ours: ours.ConvexHttpClient,
    bare: BareClient,
  };
  const { batch = 0, share = 1 } =
    config.clock ?? COARSE[runtime.runtime] ?? {};
  /** @type {Result[]} */
  const results = [];
  for (const row of rows) {
    if (row.backend && backendUrl === undefined) continue;
    if (!nameOf(row).includes(filter) || choose?.(row) === false) continue;
    const ways = waysOf(row, setting, clients);
    const times = await measure(ways, {
      rounds: Math.ceil(
        Math.min(rounds, row.rounds ?? rounds) * (row.times ?? 1) * share,
      ),
      sync: row.sync,
      batch: Math.max(row.batch ?? BATCH, batch),
      warmUp: row.warmUp,
    });
    const result = summarize(row, times, runtime.runtime);
    results.push(result);
    onRow?.(result);
  }
  return { ...runtime, rounds, rows: results };
}

/** @param {{ group: string, name: string }} row */
export function nameOf({ group, name }) {
  return `${group}: ${name}`;
}

/**
 * @param {Row} row
 * @param {import("./rows.js").Setting} setting
 * @param {Record<"official" | "ours" | "bare", any>} clients
 */
function waysOf(row, setting, clients) {
  const prepare = row.prepare(setting);
  return {
    official: prepare(clients.official),
    ours: prepare(clients.ours),
    ...(row.bare ? { bare: prepare(clients.bare) } : {}),
  };
}

/**
 * Medians of the times, and of the ratios of each round.
 *
 * @param {Pick<Row, "group" | "name" | "per" | "target" | "nearBare">} row
 * @param {import("./measure.js").Times} times
 * @param {string} runtime
 * @returns {Result}
 */
export function summarize(row, { official, ours, bare }, runtime) {
  const { group, name, per = 1, nearBare } = row;
  const target =
    typeof row.target === "object"
      ? (row.target[runtime] ?? row.target.default)
      : (row.target ?? FLOOR);
  const ratios = divide(official, ours);
  const ratio = median(ratios);
  const middle = ratios.indexOf(
    ratios.toSorted((a, b) => a - b)[Math.floor((ratios.length - 1) / 2)],
  );
  const toBare = bare && median(divide(ours, bare));
  return {
    group,
    name,
    official: median(official) / per,
    ours: median(ours) / per,
    bare: bare && median(bare) / per,
    ratio,
    middle: { official: official[middle] / per, ours: ours[middle] / per },
    quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    bareRatio: bare && median(divide(official, bare)),
    target,
    toBare,
    nearBare,
    missed:
      ratio < target ||
      (toBare !== undefined && nearBare !== undefined && toBare > nearBare),
  };
}

/**
 * @param {number[]} dividends
 * @param {number[]} divisors
 */
function divide(dividends, divisors) {
  return dividends.map((dividend, index) => dividend / divisors[index]);
}
