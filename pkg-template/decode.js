// JSON as values. What is special is decoded in Rust, and Rust says what is wrong with what these functions refuse.
import { commitTsPlaceholder, PlainError } from "./errors.js";
import { decodeMarker, decodeUnits, refuseField } from "./glue.js";
import { take, unwrap } from "./outcome.js";
import { hasOwn, isField, MAX_LEVELS, visitAll } from "./visit.js";

/** @typedef {import("./visit.js").Fields} Fields */
/** @typedef {import("./visit.js").Visit} Visit */

/**
 * Replaces special values in JSON: in place, or in a copy where somebody else may hold it too.
 * @param {unknown} json
 * @param {boolean} shared
 */
export function revive(json, shared) {
  return typeof json !== "object" || json === null
    ? shared
      ? reviveScalar(json)
      : json
    : visitAll(reviveAt, json, shared);
}

/**
 * @param {any} json
 * @param {Visit} visit
 * @param {number} depth
 * @returns {unknown}
 */
function reviveAt(json, visit, depth) {
  const shared = visit.flag;
  if (typeof json !== "object" || json === null)
    return shared ? reviveScalar(json) : json;
  const full = depth % MAX_LEVELS === MAX_LEVELS - 1;
  if (Array.isArray(json)) {
    const items = shared ? json.slice() : json;
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      const isNested = typeof item === "object" && item !== null;
      if (isNested && full) visit.later.push([items, index, depth + 1]);
      else if (isNested || (shared && index in items)) {
        const value = reviveAt(item, visit, depth + 1);
        if (value !== item) items[index] = value;
      }
    }
    return items;
  }
  const fields = /** @type {Fields} */ (shared ? copyFields(json) : json);
  const known = (visit.names[depth] ??= []);
  let position = 0;
  for (const name in fields) {
    const field = fields[name];
    // Documents mostly have the fields of the one before.
    if (known[position] !== name) {
      if (isField(name)) known[position] = name;
      else if (hasOwn.call(fields, name))
        return reviveMarker(fields, name, field);
    }
    position++;
    const isNested = typeof field === "object" && field !== null;
    if (isNested && full) visit.later.push([fields, name, depth + 1]);
    else if (isNested || shared) {
      const value = reviveAt(field, visit, depth + 1);
      if (value !== field) fields[name] = value;
    }
  }
  return fields;
}

/** @param {object} json */
function copyFields(json) {
  const hasSymbols = Object.getOwnPropertySymbols(json).length > 0;
  return hasSymbols ? Object.fromEntries(Object.entries(json)) : { ...json };
}

/** @param {unknown} json */
function reviveScalar(json) {
  switch (typeof json) {
    case "string":
    case "number":
    case "boolean":
    case "object":
      return json;
    default:
      throw new PlainError(`Unexpected type of ${/** @type {any} */ (json)}`);
  }
}

/**
 * @param {Fields} fields
 * @param {string} name
 * @param {unknown} content
 */
function reviveMarker(fields, name, content) {
  if (Object.keys(fields).length > 1) throw take(refuseField(name, "", fields));
  if (typeof content === "string") {
    if (name === "$integer") return reviveInteger(content);
    if (name === "$float") return unwrap(decodeMarker(1, content));
    if (name === "$bytes")
      return nativeBytes(content) ?? unwrap(decodeMarker(2, content));
  }
  if (name === "$commitTs" && content === null) return commitTsPlaceholder;
  throw take(refuseField(name, name, fields));
}

/** What `decodeUnits` returns where it cannot tell. */
const LEAST = -(2n ** 63n);

/** @param {string} text */
function reviveInteger(text) {
  const value =
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
  return value === LEAST ? unwrap(decodeMarker(0, text)) : value;
}

/**
 * Two code units as one number.
 * @param {string} text
 * @param {number} at
 */
function pairAt(text, at) {
  return text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
}

/**
 * Decodes base64 where the runtime can. Text of another form, which it may read differently than Rust, is left.
 * @param {string} text
 * @returns {ArrayBufferLike | undefined}
 */
function nativeBytes(text) {
  // https://tc39.es/proposal-arraybuffer-base64; older Nodes have only their Buffer, whose memory is a shared pool's.
  const { fromBase64 } = /** @type {any} */ (Uint8Array);
  try {
    const bytes = fromBase64
      ? fromBase64(text)
      : new Uint8Array(globalThis.Buffer.from(text, "base64"));
    const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
    return bytes.length === (text.length / 4) * 3 - padding
      ? bytes.buffer
      : undefined;
  } catch {
    return undefined;
  }
}
