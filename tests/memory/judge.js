/**
 * Repeats a case in slices and compares what wasm holds after a while with what it holds in the end.
 *
 * @typedef {import("./probe.js").Figures} Figures
 * @typedef {import("./clients.js").Case} Case
 *
 * @typedef {{ clients: number, calls: number, throws: number }} Counts how often, by what is counted
 *
 * @typedef {object} Outcome
 * @property {string} name
 * @property {number} count
 * @property {Figures} [first] after the warm-up
 * @property {Figures} [last]
 * @property {string[]} problems
 */

/** The part after which things must stay as they are. */
const WARM_UP = 0.25;
/** In how many parts clients are dropped, with garbage collected after each; other cases leave no garbage in wasm. */
const SLICES = 20;

/** A leak of one call or client in ten would show, and the engine's own caches do not. */
const HEAP_SLACK = 4 << 20;

/**
 * @param {Case} one
 * @param {number} count
 * @param {(count: number) => Promise<Figures>} step does so many and looks
 * @param {{ collects: boolean }} runtime whether garbage is collected at every look
 * @returns {Promise<Outcome>}
 */
export async function judge(one, count, step, runtime) {
  const slices = one.dropped ? SLICES : 1 / WARM_UP;
  const size = Math.max(1, Math.ceil(count / (one.part ?? 1) / slices));
  const name = `${one.what}: ${one.name}`;
  const outcome = { name, count: size * slices, problems: [] };
  const repeat = async (/** @type {number} */ times) => {
    if (!one.dropped) return step(size * times);
    for (; times > 1; times--) await step(size);
    return step(size);
  };
  try {
    const first = await repeat(slices * WARM_UP);
    const last = await repeat(slices * (1 - WARM_UP));
    const more = size * slices * (1 - WARM_UP);
    const problems = compare(first, last, more, runtime.collects);
    return { ...outcome, first, last, problems };
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? "") : "";
    return { ...outcome, problems: [String(error), problem] };
  }
}

/**
 * @param {Figures} first
 * @param {Figures} last
 * @param {number} count how many came between
 * @param {boolean} collects
 */
function compare(first, last, count, collects) {
  const problems = [];
  const starts = last.starts - first.starts;
  if (starts > 0) problems.push(`the module was replaced ${starts} times`);
  const grown = last.memory - first.memory;
  if (grown > 0) {
    const each = (grown / count).toFixed(1);
    problems.push(`${grown} bytes more of wasm memory, ${each} for each`);
  }
  const heap = (last.heap ?? 0) - (first.heap ?? 0);
  if (heap > HEAP_SLACK) {
    const each = (heap / count).toFixed(1);
    problems.push(`${heap} bytes more in the heap, ${each} for each`);
  }
  if (collects && (last.alive ?? 0) > 10) {
    problems.push(`${last.alive} clients of the last slice are alive`);
  }
  return problems;
}
