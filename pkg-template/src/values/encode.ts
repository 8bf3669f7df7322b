// Values as JSON, and a request's body. What is special is encoded by the module, which also says why a value cannot be
// sent.
import { printType, printValue } from "@names";
import { Bare } from "../bare.ts";
import { CommitTsPlaceholder, cut, Refused, Thrown } from "../errors.ts";
import { Refusal } from "../generated/core.ts";
import { nameOf } from "../reference.ts";
import {
  encodeFloat,
  encodeInt64,
  refuse,
  refuseField,
} from "../wasm/module.ts";
import { encodeBase64 } from "./base64.ts";
import {
  type Fields,
  isField,
  isPlainObject,
  leaveForLater,
  isFull,
  isNested,
  isEndless,
  isOrdinary,
  printPath,
  stackError,
  type Visit,
  visitAll,
} from "./visit.ts";

/** What becomes of the JSON. */
const enum Use {
  /** It is written. */
  Text,
  /** The caller gets it. */
  Objects,
}

/** Returns a value as JSON can hold it, or throws why it cannot be encoded. */
export const encode = (value: unknown): unknown =>
  encodeAll(encodeAt, value, Use.Objects);

type Visitor = (value: any, visit: Visit, depth: number) => unknown;

function encodeAll(visitor: Visitor, value: unknown, use: Use): unknown {
  const json = visitAll(visitor, value, use);
  if (json !== undefined) return json;
  // Not found out on the way: most values can be encoded.
  visitAll(explainAt, value, use);
  throw new Error("The value changed while it was being read.");
}

/**
 * Arrays and objects are copied before they are looked at, so that a getter or a proxy cannot change what was checked, and
 * no hidden `toJSON` is called.
 */
function encodeAt(value: unknown, visit: Visit, depth: number): unknown {
  if (typeof value === "object" && value !== null) {
    if (isEndless(visit)) return undefined;
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
  const isInside = visit.path.some(([, container]) => container === value);
  // Or it may be further down than is followed at once.
  if (isInside || (isFull(depth) && isEndless(visit))) throw stackError();
  for (const member of members) {
    const [key, part] = member;
    const isName = typeof key === "string";
    visit.path[depth] = [isName ? `.${key}` : `[${key}]`, value];
    if (isName && !isField(key)) throw refuseField(key);
    if (isFull(depth) && isNested(part)) leaveForLater(visit, member, 1);
    else explainAt(part, visit, depth + 1);
  }
  visit.path.length = depth;
  return members;
}

/** Returns why a value cannot be encoded, and where it stands. */
function refusalOf(value: unknown, visit: Visit): unknown {
  if (typeof value === "bigint") return refuse(Refusal.BigInt, value);
  const path = printPath(visit);
  const place = path
    ? ` (present at path ${path} in original object ${printValue(visit.whole)})`
    : "";
  if (value === undefined) return refuse(Refusal.Undefined, place);
  const refusal = path ? Refusal.UnsupportedPart : Refusal.Unsupported;
  return refuse(refusal, printType(value), place);
}

/** Does the same with arguments, which are known to be a plain object. */
const encodeArgsAt = (value: any, visit: Visit, depth: number) =>
  (depth === 0 ? encodeObject : encodeAt)(value, visit, depth);

function encodeObject(value: object, visit: Visit, depth: number) {
  // Both inherit nothing: no setter runs, and `__proto__` is a name as any other.
  const fields: any = Object.assign(new Bare(), value);
  const json: any = new Bare();
  const { isValid, sorted } = shapeOf(fields, depth);
  const full = isFull(depth);
  for (const name of sorted) {
    const field = fields[name];
    if (field === undefined) continue;
    if (!isValid && !isField(name)) return undefined;
    if (full && isNested(field)) {
      json[name] = field;
      leaveForLater(visit, json, name);
      continue;
    }
    const part = encodeAt(field, visit, depth + 1);
    if (part === undefined) return undefined;
    json[name] = part;
  }
  return visit.purpose === Use.Objects
    ? Object.setPrototypeOf(json, Object.prototype)
    : json;
}

/** The names of an object's fields: the next one at its depth mostly has the same. */
interface Shape {
  readonly names: readonly string[];
  /** In the order in which they are sent: the server's cache compares the text of a query's arguments. */
  readonly sorted: readonly string[];
  readonly isValid: boolean;
}

/** The last ones, by their depth. */
const shapes: Shape[] = [];

function shapeOf(fields: Fields, depth: number): Shape {
  const names = Object.keys(fields);
  const place = depth % 8;
  const last = shapes[place];
  if (last && isSame(last.names, names)) return last;
  const isValid = names.every(isField);
  const shape = { names, sorted: [...names].sort(), isValid };
  // The server takes no more than 1024 fields.
  if (names.length <= 1024) shapes[place] = shape;
  return shape;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++)
    if (a[index] !== b[index]) return false;
  return true;
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
      if (value instanceof ArrayBuffer) return { $bytes: encodeBase64(value) };
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

/** Returns the `[key, value]` pairs of a plain object in the order of its keys. */
function sortFields(value: object): [string, unknown][] {
  const fields = Object.entries(value).filter(
    ([, field]) => field !== undefined,
  );
  return fields.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Returns a request's body; a `Thrown` where it cannot be sent, which is `Refused` where the arguments are no object. */
export function bodyOf(reference: any, args: unknown = {}): string | Thrown {
  try {
    if (!isPlainObject(args)) return new Refused(refuse(Refusal.Args, args));
  } catch (error) {
    return new Refused(args === null ? cut(error) : error);
  }
  try {
    const name = nameOf(reference);
    return writeBody(name, encodeAll(encodeArgsAt, args, Use.Text));
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
    const json = encodeAll(encodeArgsAt, args, Use.Text);
    const format = "convex_encoded_json";
    return JSON.stringify({ componentPath, path, format, args: json });
  } catch (error) {
    return new Refused(args === null ? cut(error) : error);
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
