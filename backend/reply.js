import { convexToJson } from "convex/values";
import { badRequest } from "./failure.js";

/** @import { JSONValue, Value } from "convex/values" */
/** @import { Outcome } from "./deployment.js" */
/** @import { Envelope } from "./request.js" */

/**
 * How a call is told to the client, apart from system failures. Fields that
 * would be empty are left out, as the real backend leaves them out.
 *
 * @typedef {{ logLines?: string[] } & (
 *   | { status: "success", value: JSONValue }
 *   | { status: "error", errorMessage: string, errorData?: JSONValue })} Reply
 */

/**
 * @param {Outcome} outcome
 * @param {string | null} format
 * @param {Envelope} envelope
 * @returns {Reply}
 */
export function toReply(outcome, format, { requestId, cleanJsonByDefault }) {
  const exportValue = chooseFormat(format, cleanJsonByDefault);
  const logs =
    outcome.logLines.length === 0 ? {} : { logLines: outcome.logLines };
  if (outcome.status === "success") {
    return { status: "success", value: exportValue(outcome.value), ...logs };
  }
  return {
    status: "error",
    errorMessage: `[Request ID: ${requestId}] Server Error\n${outcome.message}`,
    ...(outcome.data === undefined
      ? {}
      : { errorData: exportValue(outcome.data) }),
    ...logs,
  };
}

/**
 * Picks the encoding of values. Like the real backend, callers come here when
 * the function has run: a mutation with an unknown format is refused and yet
 * committed.
 *
 * @param {string | null} format
 * @param {boolean} cleanJsonByDefault
 * @returns {(value: Value) => JSONValue}
 */
function chooseFormat(format, cleanJsonByDefault) {
  switch (format) {
    case null:
      return cleanJsonByDefault ? toCleanJson : convexToJson;
    case "convex_encoded_json":
    case "convex_json":
      return convexToJson;
    case "json":
    case "convex_clean_json":
      return toCleanJson;
    default:
      throw badRequest(
        "BadFormat",
        `format param must be one of [\`json\`]. Got ${format}`,
      );
  }
}

/**
 * Writes a value as plain JSON, which reads well and loses types.
 *
 * @param {Value} value
 * @returns {JSONValue}
 */
function toCleanJson(value) {
  if (typeof value === "bigint") {
    return value.toString();
  }
  if (typeof value === "number") {
    return Number.isFinite(value) ? value : String(value);
  }
  if (value instanceof ArrayBuffer) {
    return Buffer.from(value).toString("base64");
  }
  if (Array.isArray(value)) {
    return value.map(toCleanJson);
  }
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [
        name,
        toCleanJson(/** @type {Value} */ (field)),
      ]);
    return Object.fromEntries(fields);
  }
  return value;
}
