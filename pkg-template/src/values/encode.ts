// Values as JSON, and a request's body. What is special is encoded by the module, which also says what is wrong with what
// these functions refuse.
import { CommitTsPlaceholder, Thrown } from "../errors.ts";
import { Kind } from "../generated/core.ts";
import {
  encodeBytes,
  encodeFloat,
  encodeInt64,
  makeBody,
} from "../wasm/module.ts";
import { printValue } from "./print.ts";
import {
  type Fields,
  hasOwn,
  isField,
  isPlainObject,
  MAX_LEVELS,
  type Visit,
  visitAll,
} from "./visit.ts";

const functionName = Symbol.for("functionName");

/** In which order an object's fields are written. */
const enum Order {
  /** As they are. */
  Any,
  /** By their names, as the server's cache compares the text of a query's arguments. */
  Sorted,
  /** The same, in an object of its own without undefined fields: it is no text that is asked for. */
  Copied,
}

/** Returns a value as JSON can hold it; undefined where it cannot be encoded. */
export const encode = (value: unknown) =>
  visitAll(encodeAt, value, Order.Copied);

/** Returns arguments as JSON can hold them; undefined where they cannot be encoded. Those that are left out are none. */
export function encodeArgs(args: unknown = {}): unknown {
  return visitAll(encodeAt, args, Order.Sorted);
}

/**
 * Arrays and objects are copied before they are looked at, so that a getter or a proxy cannot change what was checked, and
 * no hidden `toJSON` is called.
 */
function encodeAt(value: unknown, visit: Visit, depth: number): unknown {
  if (typeof value !== "object" || value === null) return encodeLeaf(value);
  if (Array.isArray(value)) return encodeItems(value.slice(), visit, depth);
  return isPlainObject(value)
    ? encodeObject(value, visit, depth)
    : encodeLeaf(value);
}

/** Does the same with arguments, which are known to be a plain object. */
const encodeArgsAt = (value: any, visit: Visit, depth: number) =>
  (depth === 0 ? encodeObject : encodeAt)(value, visit, depth);

function encodeObject(value: object, visit: Visit, depth: number) {
  let fields: Fields = { ...value };
  if (
    visit.mode === Order.Copied ||
    (visit.mode === Order.Sorted && !isSorted(fields))
  )
    fields = Object.fromEntries(sortFields(fields));
  return encodeFields(fields, visit, depth);
}

export function encodeLeaf(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $float: encodeFloat(value) };
    case "bigint":
      // Passing it to the module would wrap it around.
      return BigInt.asIntN(64, value) === value
        ? { $integer: encodeInt64(value) }
        : undefined;
    case "object":
      if (value === null) return value;
      if (value instanceof ArrayBuffer)
        return { $bytes: encodeAllBytes(new Uint8Array(value)) };
      if (value instanceof CommitTsPlaceholder) return { $commitTs: null };
  }
}

/** How many bytes are encoded at a time, a multiple of three: the module's memory grows with them, and never shrinks. */
const PART = 3 << 20;

function encodeAllBytes(bytes: Uint8Array): string {
  let text = "";
  // What is longer than a string may be throws here, where no module is on the stack.
  for (let start = 0; start < bytes.length; start += PART)
    text += encodeBytes(bytes.subarray(start, start + PART));
  return text;
}

/** The items are of our own. */
function encodeItems(items: unknown[], visit: Visit, depth: number) {
  const isFull = depth % MAX_LEVELS === MAX_LEVELS - 1;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (isFull && typeof item === "object" && item !== null) {
      visit.later.push([items, index, depth + 1]);
      continue;
    }
    const json = encodeAt(item, visit, depth + 1);
    if (json !== undefined) {
      if (json !== item) items[index] = json;
    } else if (index in items) return undefined;
  }
  return items;
}

/** The fields are of our own. */
function encodeFields(fields: Fields, visit: Visit, depth: number) {
  const isFull = depth % MAX_LEVELS === MAX_LEVELS - 1;
  for (const name in fields) {
    if (visit.isPolluted && !hasOwn.call(fields, name)) continue;
    const field = fields[name];
    if (field === undefined) continue;
    if (!isField(name)) return undefined;
    if (isFull && typeof field === "object" && field !== null) {
      visit.later.push([fields, name, depth + 1]);
      continue;
    }
    const json = encodeAt(field, visit, depth + 1);
    if (json === field) continue;
    if (json === undefined) return undefined;
    fields[name] = json;
  }
  return fields;
}

function isSorted(fields: Fields): boolean {
  let previous = "";
  for (const name in fields) {
    if (name < previous) return false;
    previous = name;
  }
  return true;
}

/** Returns the `[key, value]` pairs of a plain object in the order of its keys. */
export function sortFields(value: object): [string, unknown][] {
  const fields = Object.entries(value).filter(
    ([, field]) => field !== undefined,
  );
  return fields.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Prints a value that is no Convex value, with its type. */
export function printType(value: any): string {
  if (value instanceof Set) return `Set${printValue([...value])}`;
  if (value instanceof Map) return `Map${printValue([...value])}`;
  const name = value?.constructor?.name;
  return `${name ? `${name} ` : ""}${printValue(value)}`;
}

/** Returns a request's body; a `Thrown` where it cannot be sent. */
export function bodyOf(
  kind: Kind,
  reference: any,
  args: unknown = {},
): string | Thrown {
  try {
    if (args !== null && isPlainObject(args)) {
      const path =
        typeof reference === "string" ? reference : reference?.[functionName];
      const isName =
        typeof path === "string" &&
        !path.startsWith("function://") &&
        // Only a plain string may be an empty name.
        (path !== "" || reference === "");
      const order =
        kind === Kind.Query || kind === Kind.Batch ? Order.Sorted : Order.Any;
      const json = isName ? visitAll(encodeArgsAt, args, order) : undefined;
      if (json !== undefined) return writeBody(path, json);
    }
    return makeBody(reference, args);
  } catch (error) {
    return new Thrown(error);
  }
}

/** What requests begin with, by the path of their function; bounded, as a proxy may call any. */
const knownStarts = new Map<unknown, string>();

export function writeBody(path: unknown, args: unknown): string {
  let start = knownStarts.get(path);
  if (start === undefined) {
    start = `{"path":${JSON.stringify(path)},"format":"convex_encoded_json","args":[`;
    if (typeof path === "string" && knownStarts.size < 512)
      knownStarts.set(path, start);
  }
  return `${start}${JSON.stringify(args)}]}`;
}
