// JSON as values. What is special is decoded by the module, which also says what is wrong with what these functions
// refuse.
import { commitTsPlaceholder } from "../errors.ts";
import { Refusal } from "../generated/core.ts";
import { decodeUnits, refuse, refuseField } from "../wasm/module.ts";
import { decodeBase64 } from "./base64.ts";
import {
  type Fields,
  hasOwn,
  isEndless,
  isField,
  isFull,
  isNested,
  isOrdinary,
  leaveForLater,
  stackError,
  type Visit,
  visitAll,
} from "./visit.ts";

/** Whether the JSON may be changed. */
const enum Owner {
  /** It is ours: special values are replaced in place. */
  Us,
  /** Somebody else may hold it too: what has special values in it is copied. */
  Others,
}

/** Replaces special values in JSON. */
export function decode(json: unknown, isShared: boolean): unknown {
  if (!isNested(json)) return isShared ? decodeLeaf(json) : json;
  return visitAll(decodeAt, json, isShared ? Owner.Others : Owner.Us);
}

function decodeAt(json: any, visit: Visit, depth: number): unknown {
  if (!isNested(json))
    return visit.purpose === Owner.Others ? decodeLeaf(json) : json;
  // A text has an end.
  if (visit.purpose === Owner.Others && isEndless(visit)) throw stackError();
  return Array.isArray(json)
    ? decodeItems(json, visit, depth)
    : decodeFields(json, visit, depth);
}

function decodeItems(json: unknown[], visit: Visit, depth: number) {
  const isShared = visit.purpose === Owner.Others;
  const full = isFull(depth);
  // By our realm's method, which makes an array of it.
  const items = isShared ? [].slice.call<any, [], unknown[]>(json) : json;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const nested = isNested(item);
    if (nested && full) leaveForLater(visit, items, index);
    else if (nested || (isShared && index in items)) {
      const value = decodeAt(item, visit, depth + 1);
      if (value !== item) items[index] = value;
    }
  }
  return items;
}

function decodeFields(json: Fields, visit: Visit, depth: number) {
  const isShared = visit.purpose === Owner.Others;
  const full = isFull(depth);
  const fields = isShared ? copyFields(json) : json;
  const known = visit.names[depth] ?? (visit.names[depth] = []);
  let position = 0;
  for (const name in fields) {
    if (visit.isPolluted && !hasOwn.call(fields, name)) continue;
    const field = fields[name];
    // Documents mostly have the fields of the one before.
    if (known[position] !== name) {
      if (!isField(name)) return decodeMarked(fields, name, field);
      known[position] = name;
    }
    position++;
    const nested = isNested(field);
    if (nested && full) leaveForLater(visit, fields, name);
    else if (nested || isShared) {
      const value = decodeAt(field, visit, depth + 1);
      if (value !== field) fields[name] = value;
    }
  }
  return fields;
}

function copyFields(json: object): Fields {
  const hasSymbols = Object.getOwnPropertySymbols(json).length > 0;
  return hasSymbols ? Object.fromEntries(Object.entries(json)) : { ...json };
}

function decodeLeaf(json: unknown): unknown {
  if (["string", "number", "boolean", "object"].includes(typeof json))
    return json;
  throw new Error(`Unexpected type of ${json as any}`);
}

/** What is wrong with an object whose only field has the name of a marker, and another content. */
const MARKERS: Record<string, Refusal | undefined> = {
  __proto__: null as any,
  $integer: Refusal.Malformed,
  $float: Refusal.Malformed,
  $bytes: Refusal.Malformed,
  $commitTs: Refusal.Malformed,
  $set: Refusal.Set,
  $map: Refusal.Map,
};

/** Decodes an object that has a field with the name of a marker, or of nothing. */
function decodeMarked(fields: Fields, name: string, content: unknown) {
  const refusal = MARKERS[name];
  if (refusal === undefined || Object.keys(fields).length > 1)
    throw refuseField(name);
  if (typeof content === "string") {
    if (name === "$integer") return decodeBits(content, name);
    if (name === "$float") return decodeFloat(content);
    if (name === "$bytes") return decodeBase64(content);
  }
  if (name === "$commitTs" && content === null) return commitTsPlaceholder;
  throw refuse(refusal, name, fields);
}

/** What `decodeUnits` returns where it cannot tell. Written so that builds for older targets can read it. */
const LEAST = BigInt("-9223372036854775808");

/** Decodes the 64 bits of a marker's content. */
function decodeBits(text: string, marker: string): bigint {
  const bits =
    text.length === 12
      ? decodeUnits(
          pairAt(text, 0),
          pairAt(text, 2),
          pairAt(text, 4),
          pairAt(text, 6),
          pairAt(text, 8),
          pairAt(text, 10),
        )
      : LEAST;
  if (bits !== LEAST) return bits;
  const buffer = decodeBase64(text);
  const { byteLength } = buffer;
  if (byteLength !== 8) throw refuse(Refusal.Size, byteLength, marker);
  return new DataView(buffer).getBigInt64(0, true);
}

function decodeFloat(text: string): number {
  const [float] = new Float64Array(
    BigInt64Array.of(decodeBits(text, "$float")).buffer,
  );
  if (isOrdinary(float!)) throw refuse(Refusal.Ordinary, float);
  return float!;
}

/** Returns two code units as one number. */
const pairAt = (text: string, at: number) =>
  text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
