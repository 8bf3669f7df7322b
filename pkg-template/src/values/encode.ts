// Values as JSON, and a request's body. What is special is encoded by the module, which also says why a value cannot be
// sent.
import { printType, printValue } from "@names";
import { CommitTsPlaceholder, Refused, Thrown } from "../errors.ts";
import { Kind, Refusal } from "../generated/core.ts";
import { nameOf } from "../reference.ts";
import {
  encodeBytes,
  encodeFloat,
  encodeInt64,
  refuse,
  refuseField,
} from "../wasm/module.ts";
import {
  type Fields,
  hasOwn,
  isField,
  isPlainObject,
  leaveForLater,
  isFull,
  isNested,
  isOrdinary,
  type Visit,
  visitAll,
} from "./visit.ts";

/** In which order an object's fields are visited and written. */
const enum Order {
  /** As they are. */
  Any,
  /** By their names, as the server's cache compares the text of a query's arguments. */
  Sorted,
  /** The same, and undefined fields are left out: what is asked for is no text. */
  Copied,
}

/** Returns a value as JSON can hold it, or throws why it cannot be encoded. */
export const encode = (value: unknown): unknown =>
  encodeAll(encodeAt, value, Order.Copied);

type Visitor = (value: any, visit: Visit, depth: number) => unknown;

function encodeAll(visitor: Visitor, value: unknown, order: Order): unknown {
  const json = visitAll(visitor, value, order);
  if (json !== undefined) return json;
  // Not found out on the way: most values can be encoded.
  visitAll(explainAt, value, Order.Any);
  throw new Error("The value changed while it was being read.");
}

/**
 * Arrays and objects are copied before they are looked at, so that a getter or a proxy cannot change what was checked, and
 * no hidden `toJSON` is called.
 */
function encodeAt(value: unknown, visit: Visit, depth: number): unknown {
  if (typeof value === "object" && value !== null) {
    if (Array.isArray(value)) return encodeItems(value.slice(), visit, depth);
    if (isPlainObject(value)) return encodeObject(value, visit, depth);
  }
  return encodeLeaf(value);
}

/** Throws why a value cannot be encoded, of the part that the official client would find first. */
function explainAt(value: any, visit: Visit, depth: number): unknown {
  const members: [string | number, unknown][] | undefined = Array.isArray(value)
    ? // The filter leaves out holes, which JSON has as null.
      value
        .map((item, index): [number, unknown] => [index, item])
        .filter(Boolean)
    : typeof value === "object" && value !== null && isPlainObject(value)
      ? sortFields(value)
      : undefined;
  if (!members) {
    if (encodeLeaf(value) === undefined) throw refusalOf(value, visit);
    return null;
  }
  for (const member of members) {
    const [key, part] = member;
    const isName = typeof key === "string";
    if (isName && !isField(key)) throw refuseField(key);
    visit.path[depth] = isName ? `.${key}` : `[${key}]`;
    if (isFull(depth) && isNested(part)) leaveForLater(visit, member, 1);
    else explainAt(part, visit, depth + 1);
  }
  visit.path.length = depth;
  return members;
}

/** Returns why a value cannot be encoded, and where it stands. */
function refusalOf(value: unknown, { path, root }: Visit): unknown {
  if (typeof value === "bigint") return refuse(Refusal.BigInt, value);
  const isWhole = path.length === 0;
  const place = isWhole
    ? ""
    : ` (present at path ${path.join("")} in original object ${printValue(root)})`;
  if (value === undefined) return refuse(Refusal.Undefined, place);
  const refusal = isWhole ? Refusal.Unsupported : Refusal.UnsupportedPart;
  return refuse(refusal, printType(value), place);
}

/** Does the same with arguments, which are known to be a plain object. */
const encodeArgsAt = (value: any, visit: Visit, depth: number) =>
  (depth === 0 ? encodeObject : encodeAt)(value, visit, depth);

function encodeObject(value: object, visit: Visit, depth: number) {
  let fields: Fields = { ...value };
  if (
    visit.mode >= Order.Copied ||
    (visit.mode === Order.Sorted && !isSorted(fields))
  )
    fields = Object.fromEntries(sortFields(fields));
  return encodeFields(fields, visit, depth);
}

function encodeLeaf(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return isOrdinary(value) ? value : { $float: encodeFloat(value) };
    case "bigint":
      // Passing it to the module would wrap it around.
      return BigInt.asIntN(64, value) === value
        ? { $integer: encodeInt64(value) }
        : undefined;
    case "object":
      if (value === null) return value;
      if (value instanceof ArrayBuffer)
        return { $bytes: encodeBytes(new Uint8Array(value)) };
      if (value instanceof CommitTsPlaceholder) return { $commitTs: null };
  }
}

/** The items are of our own. */
function encodeItems(items: unknown[], visit: Visit, depth: number) {
  const full = isFull(depth);
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (full && isNested(item)) {
      leaveForLater(visit, items, index);
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
  const full = isFull(depth);
  for (const name in fields) {
    if (visit.isPolluted && !hasOwn.call(fields, name)) continue;
    const field = fields[name];
    if (field === undefined) continue;
    if (!isField(name)) return undefined;
    if (full && isNested(field)) {
      leaveForLater(visit, fields, name);
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

/** Returns a request's body; a `Thrown` where it cannot be sent, which is `Refused` where the arguments are no object. */
export function bodyOf(
  kind: Kind,
  reference: any,
  args: unknown = {},
): string | Thrown {
  try {
    if (!isPlainObject(args)) return new Refused(refuse(Refusal.Args, args));
  } catch (error) {
    return new Refused(error);
  }
  try {
    const name = nameOf(reference);
    const isRead = kind === Kind.Query || kind === Kind.Batch;
    const order = isRead ? Order.Sorted : Order.Any;
    return writeBody(name, encodeAll(encodeArgsAt, args, order));
  } catch (error) {
    return new Thrown(error);
  }
}

/** Returns the body of a request to a function of unknown kind, of a component if its path is given, or `Refused`. */
export function functionBodyOf(
  reference: any,
  componentPath: unknown,
  args: unknown = {},
): string | Refused {
  try {
    if (!isPlainObject(args)) throw refuse(Refusal.Args, args);
    const path = typeof reference === "string" ? reference : nameOf(reference);
    const json = encodeAll(encodeArgsAt, args, Order.Sorted);
    const format = "convex_encoded_json";
    return JSON.stringify({ componentPath, path, format, args: json });
  } catch (error) {
    return new Refused(error);
  }
}

/** What requests begin with, by the path of their function; bounded, as a proxy may call any. */
const knownStarts = new Map<unknown, string>();

function writeBody(path: unknown, args: unknown): string {
  let start = knownStarts.get(path);
  if (start === undefined) {
    start = `{"path":${JSON.stringify(path)},"format":"convex_encoded_json","args":[`;
    if (typeof path === "string" && knownStarts.size < 512)
      knownStarts.set(path, start);
  }
  return `${start}${JSON.stringify(args)}]}`;
}
