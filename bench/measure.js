/**
 * Measures several ways of doing the same in one process, one after the other in every round and in the opposite
 * order in every second, so that a slow moment of the machine, or what one leaves to the garbage collector, falls on
 * all of them.
 *
 * @typedef {() => unknown} Run
 *
 * @typedef {object} Plan
 * @property {number} rounds
 * @property {boolean} [sync] the runs return no promises; awaiting would cost more than they do
 * @property {number} [batch] how long one batch of runs should take, in milliseconds
 * @property {number} [warmUp] how long each way runs before it is measured, in milliseconds
 *
 * @typedef {Record<string, number[]>} Times microseconds of one run, by way and round
 */

/** Short, as the fewer milliseconds a batch takes, the fewer batches another program interrupts. */
export const BATCH = 3;
const WARM_UP = 80;
const MOST_RUNS = 1e6;

/**
 * @param {Record<string, Run>} ways
 * @param {Plan} plan
 * @returns {Promise<Times>}
 */
export async function measure(ways, plan) {
  const names = Object.keys(ways);
  /** @type {Record<string, number>} */
  const runs = {};
  for (const name of names) {
    await warmUp(ways[name], plan);
    runs[name] = await countRuns(ways[name], plan);
  }
  /** @type {Times} */
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < plan.rounds; round++) {
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) {
      const spent = await time(ways[name], runs[name], plan);
      times[name].push((spent * 1000) / runs[name]);
    }
  }
  return times;
}

/**
 * @param {Run} run
 * @param {Plan} plan
 */
async function warmUp(run, plan) {
  const { warmUp = WARM_UP } = plan;
  let spent = 0;
  for (let runs = 1; spent < warmUp && runs < MOST_RUNS; runs *= 2) {
    spent += await time(run, runs, plan);
  }
}

/**
 * How many runs fill a batch.
 *
 * @param {Run} run
 * @param {Plan} plan
 */
async function countRuns(run, plan) {
  const { batch = BATCH } = plan;
  for (let runs = 1; ; runs *= 2) {
    let spent = await time(run, runs, plan);
    // Another program may have interrupted it, and a batch would have next to no runs.
    if (spent >= batch / 2) {
      spent = Math.min(spent, await time(run, runs, plan));
    }
    if (spent >= batch / 2 || runs >= MOST_RUNS) {
      return Math.max(1, Math.round((runs * batch) / Math.max(spent, 0.01)));
    }
  }
}

/**
 * @param {Run} run
 * @param {number} runs
 * @param {Plan} plan
 */
async function time(run, runs, { sync }) {
  const start = performance.now();
  if (sync) for (let done = 0; done < runs; done++) run();
  else for (let done = 0; done < runs; done++) await run();
  return performance.now() - start;
}

/** @param {number[]} numbers */
export function median(numbers) {
  return quantile(numbers, 0.5);
}

/**
 * @param {number[]} numbers
 * @param {number} part between 0 and 1
 */
export function quantile(numbers, part) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at % 1);
}
