// Visiting values, which engines do several times faster than wasm can.

/** @typedef {Record<string, unknown>} Fields */

export const { hasOwnProperty: hasOwn } = Object.prototype;

/** Field names that were found valid; bounded, since they may come from users. @type {Set<string>} */
const knownFields = new Set();

/** @param {string} name */
export function isField(name) {
  if (knownFields.has(name)) return true;
  // Markers come often, and some runtimes interpret patterns.
  if (name[0] === "$" || !/^[ -~]{0,1024}$/.test(name)) return false;
  if (knownFields.size < 2048) knownFields.add(name);
  return true;
}

/**
 * Tells whether a value is a plain object of any realm: one without a prototype, or one made by an `Object`.
 * @param {unknown} value
 */
export function isPlainObject(value) {
  const prototype = Object.getPrototypeOf(value);
  if (typeof value !== "object") return false;
  return (
    prototype === Object.prototype ||
    prototype === null ||
    prototype.constructor?.name === "Object"
  );
}

/**
 * What a visit leaves for later: members of arrays and objects of our own that are nested too deep for the engine's
 * stack, which must not end while wasm is on it.
 * @typedef {{ later: [container: any, key: string | number, depth: number][], names: string[][], flag: boolean }} Visit
 */

/** How many levels are visited before the rest is left for later. */
export const MAX_LEVELS = 256;

/** How deep a value may be nested: deeper than the official client can follow one. The server takes 64 levels. */
const MAX_DEPTH = 32768;

/**
 * Visits a value, and then what was left for later.
 * @param {(value: unknown, visit: Visit, depth: number) => unknown} visitor gives undefined where it refuses
 * @param {unknown} root
 * @param {boolean} flag for the visitor
 * @param {number} [depth]
 * @returns {unknown}
 */
export function visitAll(visitor, root, flag, depth = 0) {
  if (depth > MAX_DEPTH) throw stackError();
  /** @type {Visit} */
  const visit = { later: [], names: [], flag };
  let result;
  try {
    result = visitor(root, visit, depth);
  } finally {
    // What was left for later stands before what the visitor failed at, so its own failure comes first.
    for (const [container, key, at] of visit.later) {
      const value = visitAll(visitor, container[key], flag, at);
      if (value === undefined) result = undefined;
      else container[key] = value;
    }
  }
  return result;
}

/** Returns the engine's error for an exhausted stack, by exhausting it here, where no wasm is on top. */
export function stackError() {
  /** @type {() => number} */
  const descend = () => descend() + 1;
  try {
    return descend();
  } catch (error) {
    return error;
  }
}
