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
 * Returns a value as JSON can hold it: itself where it already is JSON, else a copy in which special values are
 * replaced; undefined where Rust must look closer.
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
      if (Array.isArray(value)) return lowerItems(value);
      if (isPlain(value)) return lowerFields(/** @type {Fields} */ (value));
      return value instanceof ArrayBuffer
        ? { $bytes: encodeBytes(new Uint8Array(value)) }
        : undefined;
  }
}

/** @param {unknown[] & { toJSON?: unknown }} items */
function lowerItems(items) {
  if (items.toJSON !== undefined) return undefined;
  let copy = items;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const json = lower(item);
    if (json === undefined) return undefined;
    if (json !== item) {
      if (copy === items) copy = items.slice();
      copy[index] = json;
    }
  }
  return copy;
}

/** @param {Fields} fields */
function lowerFields(fields) {
  let copy = fields;
  for (const name in fields) {
    const field = fields[name];
    if (field === undefined) continue;
    const json = isField(name) ? lower(field) : undefined;
    if (json === undefined) return undefined;
    if (json !== field) {
      if (!Object.prototype.hasOwnProperty.call(fields, name)) return undefined;
      if (copy === fields) copy = { ...fields };
      copy[name] = json;
    }
  }
  return copy;
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
    if (
      typeof args !== "object" ||
      args === null ||
      Array.isArray(args) ||
      !isPlain(args)
    )
      return undefined;
    const json = lowerFields(/** @type {Fields} */ (args));
    if (json === undefined) return undefined;
    return `{"path":${JSON.stringify(path)},"format":"convex_encoded_json","args":[${JSON.stringify(json)}]}`;
  } catch (error) {
    return [error];
  }
}

/**
 * Replaces special values in JSON that nobody else has seen.
 * @param {unknown} json
 * @returns {unknown}
 */
function revive(json) {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) {
    for (let index = 0; index < json.length; index++) {
      const item = json[index];
      if (typeof item === "object" && item !== null) {
        const value = revive(item);
        if (value !== item) json[index] = value;
      }
    }
    return json;
  }
  const fields = /** @type {Fields} */ (json);
  for (const name in fields) {
    const field = fields[name];
    if (!isField(name)) return reviveMarker(fields, name, field);
    if (typeof field === "object" && field !== null) {
      const value = revive(field);
      if (value !== field) fields[name] = value;
    }
  }
  return fields;
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
  try {
    // @ts-expect-error: https://tc39.es/proposal-arraybuffer-base64, not in every runtime
    const bytes = Uint8Array.fromBase64(text);
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
  const { client } = host;
  try {
    const response = await sent;
    if (!response.ok && !hasEnvelope(response.status))
      throw new Error(await response.text());
    const respJSON = await response.json();
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
      if (respJSON.status !== "success") throw failure(respJSON);
    }
    // A mock may hand out the same object twice, so only what the runtime parsed is changed in place.
    return response.json === nativeJson
      ? revive(respJSON.value)
      : decode(respJSON.value);
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
 */
export function chain(host, reference, body) {
  const run = () => host.client.resume(host, reference, body);
  return /** @type {Promise<unknown>} */ (host.tail).then(run, run);
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
 * @param {object} headers
 * @param {string} body
 */
export async function queryAt(host, fetch, headers, body) {
  return host.client.queryAt(host, fetch, headers, body, await host.timestamp);
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
 * @param {any} logger
 * @param {...unknown} line
 */
export function log(logger, ...line) {
  logger ??= console;
  logger.log(...line);
}

/**
 * @param {any} logger
 * @param {string} text
 */
export function logError(logger, text) {
  logger ??= console;
  logger.error(text);
}
