// Values as JSON, and a request's body. What is special is encoded in Rust, and Rust says what is wrong with what these
// functions refuse.
import { CommitTsPlaceholder, printValue, Thrown } from "./errors.js";
import { encodeBytes, encodeFloat, encodeInt64, makeBody } from "./glue.js";
import { take, takeText } from "./outcome.js";
import {
  hasOwn,
  isField,
  isPlainObject,
  MAX_LEVELS,
  visitAll,
} from "./visit.js";

/** @typedef {import("./visit.js").Fields} Fields */
/** @typedef {import("./visit.js").Visit} Visit */

const functionName = Symbol.for("functionName");

/**
 * Returns a value as JSON can hold it; undefined where it cannot be encoded. Arrays and objects are copied before they
 * are looked at, so that a getter or a proxy cannot change what was checked, and no hidden `toJSON` is called.
 * @param {unknown} value
 * @param {boolean} [sorted] whether keys are sorted
 */
export function lower(value, sorted = false) {
  return visitAll(lowerAt, value, sorted);
}

/**
 * @param {unknown} value
 * @param {Visit} visit
 * @param {number} depth
 * @returns {unknown}
 */
function lowerAt(value, visit, depth) {
  if (typeof value !== "object" || value === null) return lowerLeaf(value);
  if (Array.isArray(value)) return lowerItems(value.slice(), visit, depth);
  if (!isPlainObject(value)) return lowerLeaf(value);
  return visit.flag
    ? lowerFields(Object.fromEntries(sortFields(value)), visit, depth)
    : lowerPlain(value, visit, depth);
}

/**
 * Does the same with arguments, which are known to be a plain object.
 * @param {any} value
 * @param {Visit} visit
 * @param {number} depth
 */
const lowerArgs = (value, visit, depth) =>
  (depth === 0 ? lowerPlain : lowerAt)(value, visit, depth);

/**
 * @param {any} value a plain object
 * @param {Visit} visit
 * @param {number} depth
 */
function lowerPlain(value, visit, depth) {
  return lowerFields({ ...value }, visit, depth);
}

/**
 * @param {unknown} value
 * @returns {unknown}
 */
export function lowerLeaf(value) {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $float: takeText(encodeFloat(value)) };
    case "bigint":
      // Passing it to wasm would wrap it around.
      return BigInt.asIntN(64, value) === value
        ? { $integer: takeText(encodeInt64(value)) }
        : undefined;
    case "object":
      if (value === null) return value;
      if (value instanceof ArrayBuffer)
        return { $bytes: lowerBytes(new Uint8Array(value)) };
      if (value instanceof CommitTsPlaceholder) return { $commitTs: null };
  }
}

/** How many bytes are encoded at a time, a multiple of three: wasm's memory grows with them, and never shrinks. */
const PART = 3 << 20;

/** @param {Uint8Array} bytes */
function lowerBytes(bytes) {
  let text = "";
  // What is longer than a string may be throws here, where no wasm is on the stack.
  for (let start = 0; start < bytes.length; start += PART)
    text += takeText(encodeBytes(bytes.subarray(start, start + PART)));
  return text;
}

/**
 * @param {unknown[]} items of our own
 * @param {Visit} visit
 * @param {number} depth
 */
function lowerItems(items, visit, depth) {
  const full = depth % MAX_LEVELS === MAX_LEVELS - 1;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (full && typeof item === "object" && item !== null) {
      visit.later.push([items, index, depth + 1]);
      continue;
    }
    const json = lowerAt(item, visit, depth + 1);
    if (json !== undefined) {
      if (json !== item) items[index] = json;
    } else if (index in items) return undefined;
  }
  return items;
}

/**
 * @param {Fields} fields of our own
 * @param {Visit} visit
 * @param {number} depth
 */
function lowerFields(fields, visit, depth) {
  const full = depth % MAX_LEVELS === MAX_LEVELS - 1;
  for (const name in fields) {
    const field = fields[name];
    if (field === undefined) continue;
    if (full && typeof field === "object" && field !== null && isField(name)) {
      if (hasOwn.call(fields, name))
        visit.later.push([fields, name, depth + 1]);
      continue;
    }
    const json = isField(name) ? lowerAt(field, visit, depth + 1) : undefined;
    if (json === field) continue;
    // Somebody may have added fields to every object.
    if (!hasOwn.call(fields, name)) continue;
    if (json === undefined) return undefined;
    fields[name] = json;
  }
  return fields;
}

/**
 * Returns the `[key, value]` pairs of a plain object in the order of its keys.
 * @param {object} value
 */
export function sortFields(value) {
  const fields = Object.entries(value).filter(
    ([, field]) => field !== undefined,
  );
  return fields.sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Prints a value that is no Convex value, with its type.
 * @param {any} value
 */
export function printType(value) {
  if (value instanceof Set) return `Set${printValue([...value])}`;
  if (value instanceof Map) return `Map${printValue([...value])}`;
  const name = value?.constructor?.name;
  return `${name ? `${name} ` : ""}${printValue(value)}`;
}

/**
 * Returns a request's body; a `Thrown` where it cannot be sent.
 * @param {any} reference
 * @param {unknown} args
 * @returns {string | Thrown}
 */
export function body(reference, args = {}) {
  try {
    if (args !== null && isPlainObject(args)) {
      const path =
        typeof reference === "string" ? reference : reference?.[functionName];
      const isName =
        typeof path === "string" &&
        !path.startsWith("function://") &&
        // Only a plain string may be an empty name.
        (path !== "" || reference === "");
      const json = isName ? visitAll(lowerArgs, args, false) : undefined;
      if (json !== undefined) return writeBody(path, json);
    }
  } catch (error) {
    return new Thrown(error);
  }
  return take(makeBody(reference, args));
}

/** What requests begin with, by the path of their function; bounded, as a proxy may call any. @type {Map<unknown, string>} */
const knownStarts = new Map();

/**
 * @param {unknown} path
 * @param {unknown} args
 */
export function writeBody(path, args) {
  let start = knownStarts.get(path);
  if (start === undefined) {
    start = `{"path":${JSON.stringify(path)},"format":"convex_encoded_json","args":[`;
    if (typeof path === "string" && knownStarts.size < 512)
      knownStarts.set(path, start);
  }
  return `${start}${JSON.stringify(args)}]}`;
}
