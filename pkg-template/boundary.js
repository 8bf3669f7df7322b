// What engines do several times faster than wasm can: visiting their own values, and awaiting. What these functions find
// special is encoded and decoded in Rust, and Rust says what is wrong with what they refuse.
import {
  CommitTsPlaceholder,
  commitTsPlaceholder,
  makeError,
  printValue,
} from "./errors.js";
import {
  checkField,
  Client,
  decodeBytes,
  decodeFloat,
  decodeInt64,
  encodeBytes,
  encodeFloat,
  encodeInt64,
  getFunctionName,
  hasEnvelope,
  levelLength,
  refuseMarker,
  refuseReply,
  sendAt,
} from "./glue.js";

/** @typedef {import("./client.js").Host} Host */
/** @typedef {Record<string, unknown>} Fields */

const { hasOwnProperty: hasOwn } = Object.prototype;
const functionName = Symbol.for("functionName");

/** Field names that were found valid; bounded, since they may come from users. @type {Set<string>} */
const knownFields = new Set();

/** @param {string} name */
function isField(name) {
  if (knownFields.has(name)) return true;
  if (!/^(?!\$)[ -~]{0,1024}$/.test(name)) return false;
  if (knownFields.size < 512) knownFields.add(name);
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
 * @typedef {{ later: [container: any, key: string | number, depth: number][], flag: boolean }} Visit
 */

/** How many levels are visited before the rest is left for later. */
const MAX_LEVELS = 256;

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
function visitAll(visitor, root, flag, depth = 0) {
  if (depth > MAX_DEPTH) throw stackError();
  /** @type {Visit} */
  const visit = { later: [], flag };
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
  const fields = visit.flag
    ? Object.fromEntries(membersOf(value))
    : { ...value };
  return lowerFields(fields, visit, depth);
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
        : { $float: encodeFloat(value) };
    case "bigint":
      // Passing it to wasm would wrap it around.
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
 * Returns the `[key, value]` pairs of an array, or of an object in the order of its keys.
 * @param {any} value
 * @param {boolean} [isArray]
 * @returns {[string | number, unknown][]}
 */
export function membersOf(value, isArray) {
  if (isArray) {
    // The filter leaves out holes, which JSON has as null.
    return /** @type {unknown[]} */ (value)
      .map((item, index) => /** @type {[number, unknown]} */ ([index, item]))
      .filter(Boolean);
  }
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
 * @param {any} reference
 * @param {unknown} args
 * @returns {string | [unknown] | undefined}
 */
export function body(reference, args = {}) {
  try {
    const path =
      typeof reference === "string" ? reference : reference?.[functionName];
    if (typeof path !== "string" || path.startsWith("function://"))
      return undefined;
    // Only a plain string may be an empty name.
    if (path === "" && reference !== "") return undefined;
    if (args === null || !isPlainObject(args)) return undefined;
    const json = lower(args);
    if (json === undefined) return undefined;
    return `{"path":${JSON.stringify(path)},"format":"convex_encoded_json","args":[${JSON.stringify(json)}]}`;
  } catch (error) {
    return [error];
  }
}

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
  for (const name in fields) {
    const field = fields[name];
    if (!isField(name) && hasOwn.call(fields, name))
      return reviveMarker(fields, name, field);
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
      throw new Error(`Unexpected type of ${/** @type {any} */ (json)}`);
  }
}

/**
 * @param {Fields} fields
 * @param {string} name
 * @param {unknown} content
 */
function reviveMarker(fields, name, content) {
  if (Object.keys(fields).length > 1) checkField(name);
  if (typeof content === "string") {
    if (name === "$integer") return decodeInt64(content);
    if (name === "$float") return decodeFloat(content);
    if (name === "$bytes")
      return nativeBytes(content) ?? decodeBytes(content).buffer;
  }
  if (name === "$commitTs" && content === null) return commitTsPlaceholder;
  throw refuseMarker(name, fields);
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

const nativeJson = globalThis.Response?.prototype.json;

/**
 * @param {Host} host
 * @param {number} kind
 * @param {boolean} queued
 * @param {unknown} reference
 * @param {Promise<Response> | Response} sent
 */
export async function settle(host, kind, queued, reference, sent) {
  try {
    const response = await sent;
    if (!response.ok && !hasEnvelope(response.status))
      throw new Error(await response.text());
    const respJSON = await response.json();
    // A mock may hand out the same object twice, so only what the runtime parsed is changed in place.
    const shared = response.json !== nativeJson;
    const lines = respJSON?.logLines;
    if (
      respJSON?.status !== "success" ||
      (lines !== undefined && lines?.length !== 0)
    ) {
      if (host.debug) printLines(host.logger, kind, reference, respJSON);
      if (respJSON.status === "error") {
        const data = respJSON.errorData;
        throw makeError(
          host.ConvexError,
          respJSON.errorMessage,
          data === undefined ? data : revive(data, shared),
        );
      }
      if (respJSON.status !== "success") throw refuseReply(respJSON);
    }
    const { value } = respJSON;
    return revive(value, shared || value === undefined);
  } finally {
    if (queued) {
      host.client.settled(host);
      if (!host.open) release(host);
    }
  }
}

/**
 * Frees a client that was closed, unless it still sends or has mutations to send: then whoever is last frees it.
 * @param {Host} host
 */
export function release(host) {
  const { client } = host;
  if (host.freed || !client.isIdle) return;
  host.freed = true;
  Client.prototype.free.call(client);
}

/** What stands for each kind of call in printed log lines, by the kind's code. */
const LETTERS = ["Q", "M", "A", "?"];

/**
 * Prints the lines that a function logged.
 * @param {any} logger
 * @param {number} kind
 * @param {unknown} reference
 * @param {any} respJSON
 */
function printLines(logger, kind, reference, respJSON) {
  /** @type {string | undefined} */
  let prefix;
  for (const message of respJSON.logLines ?? []) {
    const line = typeof message === "string" ? message : printLine(message);
    if (logger === false) continue;
    logger ??= console;
    prefix ??= `[CONVEX ${LETTERS[kind]}(${typeof reference === "string" ? reference : getFunctionName(reference)})]`;
    const level = levelLength(line);
    if (level === undefined) {
      logger.error(`${prefix} Could not parse console.log`);
    } else {
      logger.log(
        `%c${prefix} ${line.slice(0, level + 2)}`,
        "color:rgb(0, 145, 255)",
        line.slice(level + 3),
      );
    }
  }
}

/** @param {any} message */
function printLine(message) {
  if (typeof message === "object")
    message = `ConvexError ${JSON.stringify(message.errorData, null, 2)}`;
  return message.match(/^/) && message;
}

/**
 * @param {Host} host
 * @param {unknown} reference
 * @param {string | [unknown]} body
 * @returns {Promise<unknown>}
 */
export function chain(host, reference, body) {
  const run = () => host.client.resume(host, reference, body);
  if (host.tail) return host.tail.then(run, run);
  // The first mutation is being sent right now, by a fetch that calls another one.
  return new Promise((resolve) => {
    host.onSent = (first) => resolve(first.then(run, run));
  });
}

/**
 * @param {Host} host
 * @param {Promise<unknown>} first
 */
export function lead(host, first) {
  if (host.onSent) {
    host.onSent(first);
    host.onSent = undefined;
  } else {
    host.tail = first;
  }
}

/**
 * @param {Host} host
 * @param {Promise<Response>} sent
 */
export function timestamp(host, sent) {
  const promise = readTimestamp(sent);
  promise.catch(() => {
    if (host.timestamp === promise) host.timestamp = undefined;
  });
  return promise;
}

/** @param {Promise<Response>} sent */
async function readTimestamp(sent) {
  const response = await sent;
  if (!response.ok) throw new Error(await response.text());
  const { ts } = await response.json();
  return ts;
}

/**
 * @param {Host} host
 * @param {unknown} fetch
 * @param {string | undefined} authorization
 * @param {string} body
 */
export async function queryAt(host, fetch, authorization, body) {
  return sendAt(host, fetch, authorization, body, await host.timestamp);
}
