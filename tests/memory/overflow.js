import { url } from "./clients.js";

/** @typedef {import("./clients.js").Case} Case */

const DEEPEST = 1 << 20;
/** Levels before the deepest one: in the last of them a call cannot even begin, in the first it succeeds. */
const LEVELS = 1500;
const STEP = 3;

/**
 * What is done where the engine's stack ends: anywhere in it a `RangeError` can come, in wasm as well.
 *
 * @type {Record<string, (ours: any) => unknown>}
 */
const acts = {
  "a constructor": (ours) => new ours.ConvexHttpClient(url).free(),
  getFunctionName: (ours) => ours.getFunctionName("a:b"),
  "convexToJson of an unsupported value": (ours) =>
    ours.convexToJson({ list: [{ x: new Date(0) }] }),
  "jsonToConvex of an unsupported value": (ours) =>
    ours.jsonToConvex({ list: [{ $integer: "no" }] }),
};

/**
 * Each count is a walk along the end of the stack.
 *
 * @type {Case[]}
 */
export const overflows = Object.entries(acts).map(([name, act]) => ({
  name: `the stack ends in ${name}`,
  what: "throws",
  part: 8000,
  prepare:
    ({ ours }) =>
    (count) => {
      // The module has started.
      new ours.ConvexHttpClient(url).free();
      let overflowed = 0;
      for (let walk = 0; walk < count; walk++) {
        overflowed += walkAlong(() => act(ours));
      }
      if (overflowed === 0) throw new Error("The stack ended elsewhere.");
      new ours.ConvexHttpClient(url).free();
    },
}));

/**
 * @param {() => unknown} act
 * @returns {number} how often the stack ended
 */
function walkAlong(act) {
  // The first search makes engines compile `at`, which then goes deeper.
  findDeepest();
  const deepest = findDeepest();
  let overflowed = 0;
  for (let level = deepest; level > deepest - LEVELS; level -= STEP) {
    try {
      at(level, act);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
      if (error instanceof RangeError) overflowed++;
    }
  }
  return overflowed;
}

/** How deep `at` can go and still do something. It varies as engines compile it anew. */
function findDeepest() {
  let good = 0;
  let bad = DEEPEST;
  while (bad - good > 1) {
    const level = Math.floor((good + bad) / 2);
    try {
      at(level, () => 0);
      good = level;
    } catch {
      bad = level;
    }
  }
  return good;
}

/**
 * @param {number} level
 * @param {() => unknown} act
 * @returns {unknown}
 */
function at(level, act) {
  // Not a tail call, which JavaScriptCore would make a loop of.
  const result = level === 0 ? act() : at(level - 1, act);
  return result === act ? undefined : result;
}
