// What engines do several times faster than wasm can: visiting their own values, and awaiting. Everything that these
// functions find special or strange is decided in Rust.
import {
  Client,
  decodeBytes,
  decodeInt64,
  encodeBytes,
  encodeFloat,
  encodeInt64,
  failure,
  hasEnvelope,
  jsonToConvex as decode,
  refuseField,
} from "./glue.js";
import { client } from "./version.js";

/** @typedef {import("./client.js").Host} Host */
/** @typedef {Record<string, unknown>} Fields */

const functionName = Symbol.for("functionName");
const toReferencePath = Symbol.for("toReferencePath");

/** Field names that were found valid; bounded, since they may come from users. @type {Set<string>} */
const knownFields = new Set();

/** @param {string} name */
function isField(name) {
  if (knownFields.has(name)) return true;
  if (!/^(?!\$)[ -~]{0,1024}$/.test(name)) return false;
  if (knownFields.size < 512) knownFields.add(name);
  return true;
}

/** @param {object} value */
function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Returns a value as JSON can hold it; undefined where Rust must look closer. Arrays and objects are copied before
 * they are looked at, so that a getter or a proxy cannot change what was checked, and no hidden `toJSON` is called.
 * @param {unknown} value
 * @returns {unknown}
 */
function lower(value) {
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
      if (Array.isArray(value)) return lowerItems(value.slice());
      if (isPlain(value)) return lowerFields({ ...value });
      return value instanceof ArrayBuffer
        ? { $bytes: encodeBytes(new Uint8Array(value)) }
        : undefined;
  }
}

/** @param {unknown[]} items of our own */
function lowerItems(items) {
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const json = lower(item);
    if (json === undefined) return undefined;
    if (json !== item) items[index] = json;
  }
  return items;
}

/** @param {Fields} fields of our own */
function lowerFields(fields) {
  for (const name in fields) {
    const field = fields[name];
    if (field === undefined) continue;
    const json = isField(name) ? lower(field) : undefined;
    if (json === undefined) return undefined;
    if (json !== field) {
      // Somebody may have added fields to every object.
      if (!Object.prototype.hasOwnProperty.call(fields, name)) return undefined;
      fields[name] = json;
    }
  }
  return fields;
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
    if (
      typeof args !== "object" ||
      args === null ||
      Array.isArray(args) ||
      !isPlain(args)
    )
      return undefined;
    const json = lowerFields({ ...args });
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
 * @returns {unknown}
 */
function revive(json, shared) {
  if (typeof json !== "object" || json === null)
    return shared ? reviveScalar(json) : json;
  if (Array.isArray(json)) {
    const items = shared ? json.slice() : json;
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      if ((typeof item !== "object" || item === null) && !shared) continue;
      if (item === undefined && !(index in items)) continue;
      const value = revive(item, shared);
      if (value !== item) items[index] = value;
    }
    return items;
  }
  if (shared && Object.getOwnPropertySymbols(json).length > 0)
    return decode(json);
  const fields = /** @type {Fields} */ (shared ? { ...json } : json);
  for (const name in fields) {
    const field = fields[name];
    if (!isField(name)) return reviveMarker(fields, name, field);
    if ((typeof field !== "object" || field === null) && !shared) continue;
    const value = revive(field, shared);
    if (value !== field) fields[name] = value;
  }
  return fields;
}

/** @param {unknown} json */
function reviveScalar(json) {
  const known =
    json === null ||
    typeof json === "string" ||
    typeof json === "number" ||
    typeof json === "boolean";
  return known ? json : decode(json);
}

/**
 * @param {Fields} fields
 * @param {string} name
 * @param {unknown} content
 */
function reviveMarker(fields, name, content) {
  if (Object.keys(fields).length > 1) refuseField(name);
  if (typeof content === "string") {
    if (
      name === "$integer" &&
      content.length === 12 &&
      content.indexOf("=") === 11
    )
      return decodeInt64(content);
    if (name === "$bytes") return nativeBytes(content) ?? decodeBytes(content);
  }
  return decode(fields);
}

/**
 * Decodes base64 where the runtime can. Text of another form, which it may read differently than Rust, is left.
 * @param {string} text
 */
function nativeBytes(text) {
  // https://tc39.es/proposal-arraybuffer-base64, which not every runtime has.
  const { fromBase64 } = /** @type {any} */ (Uint8Array);
  try {
    const bytes = fromBase64?.(text);
    const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
    const size = (text.length / 4) * 3 - padding;
    return bytes?.length === size ? bytes.buffer : undefined;
  } catch {
    return undefined;
  }
}

const nativeJson = globalThis.Response?.prototype.json;

/**
 * Returns the object that a request passes to `fetch`.
 * @param {string | undefined} body
 * @param {string | undefined} authorization
 * @param {object | undefined} options
 */
export function init(body, authorization, options) {
  /** @type {Record<string, string>} */
  const headers = {
    "Content-Type": "application/json",
    "Convex-Client": client,
  };
  if (authorization !== undefined) headers.Authorization = authorization;
  if (body === undefined) return { ...options, method: "POST", headers };
  return { ...options, body, method: "POST", headers };
}

/**
 * @param {Host} host
 * @param {number} kind
 * @param {boolean} queued
 * @param {unknown} reference
 * @param {Promise<Response> | Response} sent
 */
export async function settle(host, kind, queued, reference, sent) {
  const { client } = host;
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
      if (client.debug) {
        for (const line of respJSON.logLines ?? []) {
          client.log(
            host,
            kind,
            reference,
            typeof line === "string" ? line : printLine(line),
          );
        }
      }
      if (respJSON.status !== "success") {
        const data =
          respJSON.status === "error" ? respJSON.errorData : undefined;
        throw failure(
          respJSON,
          data === undefined ? data : revive(data, shared),
          host.ConvexError,
        );
      }
    }
    const { value } = respJSON;
    return value === undefined ? decode(value) : revive(value, shared);
  } finally {
    if (client.settled(host, queued)) Client.prototype.free.call(client);
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
  return host.client.queryAt(
    host,
    fetch,
    authorization,
    body,
    await host.timestamp,
  );
}

/** Returns the runtime's own fetch of this moment. */
export function currentFetch() {
  return fetch;
}

/** @param {any} functionReference */
export function nameOf(functionReference) {
  return functionReference[functionName];
}

/** @param {any} reference */
export function pathOf(reference) {
  return reference[toReferencePath];
}

/** @param {any} value */
export function typeName(value) {
  return value?.constructor?.name;
}

/**
 * Prints a log line whose level is known: `[LOG] text` has a level of 3 characters.
 * @param {any} logger
 * @param {string} prefix
 * @param {string} color
 * @param {string} line
 * @param {number} level
 */
export function log(logger, prefix, color, line, level) {
  logger ??= console;
  logger.log(
    `%c${prefix} ${line.slice(0, level + 2)}`,
    color,
    line.slice(level + 3),
  );
}

/**
 * @param {any} logger
 * @param {string} text
 */
export function logError(logger, text) {
  logger ??= console;
  logger.error(text);
}
