// Everything that the module calls. What may throw returns what it catches, in a `Thrown`: an exception that leaves the
// module costs the next call a new instance.
import { Thrown } from "../errors.ts";
import {
  encodeArgs,
  encodeLeaf,
  printType,
  writeBody,
} from "../values/encode.ts";
import { printValue } from "../values/print.ts";
import { isPlainObject } from "../values/visit.ts";
import { enter } from "../values/walk.ts";

export { makeInit, prepare, settle } from "../call/plain.ts";
export { fail, fill, isThrown, Refused, Thrown } from "../errors.ts";
export { stackError } from "../values/visit.ts";
export {
  advance,
  keyOf,
  levels,
  memberOf,
  printPath,
  Walk,
} from "../values/walk.ts";
export {
  handOver,
  handOverBytes,
  handOverGroups,
  handOverText,
} from "./results.ts";

const functionName = Symbol.for("functionName");
const toReferencePath = Symbol.for("toReferencePath");

function caught<Args extends any[], Result>(run: (...args: Args) => Result) {
  return (...args: Args): Result | Thrown => {
    try {
      return run(...args);
    } catch (error) {
      return new Thrown(error);
    }
  };
}

export const tryIsPlainObject = caught(isPlainObject);
export const tryEncodeArgs = caught(encodeArgs);
export const tryEncodeLeaf = caught(encodeLeaf);
export const tryEnter = caught(enter);
export const tryPrintType = caught(printType);
export const tryPrintValue = caught(printValue);
export const tryStringify = caught((value: unknown) => JSON.stringify(value));
export const tryWriteBody = caught(writeBody);
export const tryWriteFunctionBody = caught(
  (componentPath: unknown, path: unknown, args: unknown) =>
    JSON.stringify({
      componentPath,
      path,
      format: "convex_encoded_json",
      args,
    }),
);
export const tryNameOf = caught((reference: any) => reference[functionName]);
export const tryPathOf = caught((reference: any) => reference[toReferencePath]);

/** Tells whether a string is a handle, which only a deployment's own functions can call. */
export const isHandle = (reference: string) =>
  reference.startsWith("function://");

/** Tells whether a URL parser accepts an address. */
export function isUrl(address: string): boolean {
  try {
    return Boolean(new URL(address));
  } catch {
    return false;
  }
}

/** Returns the engine's error for an array of negative length. */
export function arrayLengthError(): unknown {
  try {
    return new Uint8Array(-1);
  } catch (error) {
    return error;
  }
}
