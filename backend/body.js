import { badRequest } from "./failure.js";
import { rawItems, rawMembers } from "./raw-json.js";

/**
 * The body of a call.
 *
 * @typedef {object} CallBody
 * @property {string} path
 * @property {unknown[]} args the one argument in an array, as on the wire today,
 *   or unwrapped: both mean the same
 * @property {string} argsText that array, as the request has it
 * @property {string | null} format
 */

/**
 * @param {unknown} json
 * @param {string} text of that JSON
 * @returns {CallBody}
 */
export function readCall(json, text) {
  const { path, args, format = null } = readObject(json);
  if (typeof path !== "string") {
    throw badShape(
      path === undefined ? "missing field `path`" : "invalid `path`",
    );
  }
  if (args === undefined) {
    throw badShape("missing field `args`");
  }
  if (typeof args !== "object" || args === null) {
    throw badShape("`args` is neither an array nor an object");
  }
  if (format !== null && typeof format !== "string") {
    throw badShape("invalid `format`");
  }
  const argsText = rawMembers(text).get("args") ?? "";
  return Array.isArray(args)
    ? { path, args, argsText, format }
    : { path, args: [args], argsText: `[${argsText}]`, format };
}

/**
 * @param {unknown} json
 * @param {string} text of that JSON
 * @returns {CallBody[]}
 */
export function readBatch(json, text) {
  const { queries } = readObject(json);
  if (!Array.isArray(queries)) {
    throw badShape(
      queries === undefined ? "missing field `queries`" : "invalid `queries`",
    );
  }
  const texts = rawItems(rawMembers(text).get("queries") ?? "[]");
  return queries.map((query, index) => readCall(query, texts[index]));
}

/**
 * The `ts` of a query at a timestamp: 8 bytes, little-endian, in base64. The
 * real backend fails with 500 when those bytes are malformed; 400 says whose
 * mistake it is.
 *
 * @param {unknown} json
 * @returns {bigint}
 */
export function readTs(json) {
  const { ts } = readObject(json);
  if (typeof ts !== "string") {
    throw badShape(ts === undefined ? "missing field `ts`" : "invalid `ts`");
  }
  const bytes = Buffer.from(ts, "base64");
  if (bytes.length !== 8 || bytes.toString("base64") !== ts) {
    throw badShape("`ts` is not a timestamp");
  }
  return bytes.readBigUInt64LE();
}

/**
 * @param {bigint} ts
 * @returns {string}
 */
export function writeTs(ts) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(ts);
  return bytes.toString("base64");
}

/**
 * The component to run in; null for the app itself.
 *
 * @param {unknown} json
 * @returns {string | null}
 */
export function readComponentPath(json) {
  const { componentPath = null } = readObject(json);
  if (componentPath !== null && typeof componentPath !== "string") {
    throw badShape("invalid `componentPath`");
  }
  return componentPath === "" ? null : componentPath;
}

/**
 * @param {unknown} json
 * @returns {Record<string, unknown>}
 */
export function readObject(json) {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw badShape("expected an object");
  }
  return /** @type {Record<string, unknown>} */ (json);
}

/** @param {string} reason */
export function badShape(reason) {
  return badRequest(
    "BadJsonBody",
    `Failed to deserialize the JSON body into the target type: ${reason}`,
  );
}
