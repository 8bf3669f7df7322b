// Everything that Rust calls. What may throw returns what it catches: an exception that wasm-bindgen passes on by itself
// (`catch`) loses a handle each time, since the value that the import did not return keeps one.
import { lower, lowerLeaf, printType, writeBody } from "./encode.js";
import { printValue, Thrown } from "./errors.js";
import { isPlainObject } from "./visit.js";
import { enter } from "./walk.js";

export { drive } from "./drive.js";
export { body } from "./encode.js";
export { fail, fill, isThrown, Refused, Thrown } from "./errors.js";
export {
  handOver,
  handOverBytes,
  handOverGroups,
  handOverText,
} from "./outcome.js";
export { init, makeInit, urlOf } from "./request.js";
export { askTimestamp, sendAt, settleCall } from "./settle.js";
export { stackError } from "./visit.js";
export { advance, keyOf, levels, memberOf, printPath, Walk } from "./walk.js";

const functionName = Symbol.for("functionName");
const toReferencePath = Symbol.for("toReferencePath");

/**
 * @template {any[]} Args
 * @template Result
 * @param {(...args: Args) => Result} f
 * @returns {(...args: Args) => Result | Thrown}
 */
export function attempt(f) {
  return (...args) => {
    try {
      return f(...args);
    } catch (error) {
      return new Thrown(error);
    }
  };
}

export const tryIsPlainObject = attempt(isPlainObject);
export const tryLower = attempt((/** @type {unknown} */ args = {}) =>
  lower(args),
);
export const tryLowerLeaf = attempt(lowerLeaf);
export const tryEnter = attempt(enter);
export const tryPrintType = attempt(printType);
export const tryPrintValue = attempt(printValue);
export const tryStringify = attempt((/** @type {unknown} */ value) =>
  JSON.stringify(value),
);
export const tryWriteBody = attempt(writeBody);
export const tryWriteAnyBody = attempt(
  (
    /** @type {unknown} */ componentPath,
    /** @type {unknown} */ path,
    /** @type {unknown} */ args,
  ) =>
    JSON.stringify({
      componentPath,
      path,
      format: "convex_encoded_json",
      args,
    }),
);
export const tryNameOf = attempt(
  (/** @type {any} */ functionReference) => functionReference[functionName],
);
export const tryPathOf = attempt(
  (/** @type {any} */ reference) => reference[toReferencePath],
);

/** @param {string} reference */
export function isHandle(reference) {
  return reference.startsWith("function://");
}

/**
 * Tells whether a URL parser accepts an address.
 * @param {string} address
 */
export function isUrl(address) {
  try {
    return Boolean(new URL(address));
  } catch {
    return false;
  }
}

/** Returns the engine's error for an array of negative length. */
export function arrayLengthError() {
  try {
    return new Uint8Array(-1);
  } catch (error) {
    return error;
  }
}
