// What a row of the tree says of its value.
import { make } from "../dom.js";
import { toHex } from "./bytes.js";
import { countOf, isBranch, isPlaceholder } from "./rows.js";

/** What fits on a line; the whole stands below the tree when its row is chosen. */
const MOST_TEXT = 200;
const MOST_BYTES = 64;

/**
 * @param {any} value
 * @returns {(Node | string)[]}
 */
export function describeValue(value) {
  if (isBranch(value)) {
    const count = countOf(value);
    return Array.isArray(value)
      ? [makeType("array"), ` ${printCount(count, "item")}`]
      : [makeType("object"), ` ${printCount(count, "field")}`];
  }
  if (value instanceof ArrayBuffer) {
    const size = printCount(value.byteLength, "byte");
    const rest = value.byteLength > MOST_BYTES ? " …" : "";
    const hex = `${toHex(value, MOST_BYTES)}${rest}`;
    return [makeType("bytes"), ` ${size} `, make("code", {}, hex)];
  }
  const [type, text] = describeScalar(value);
  return [makeType(type), " ", text !== "" ? make("code", {}, text) : ""];
}

/** @param {any} value @returns {[type: string, text: string]} */
function describeScalar(value) {
  if (value === undefined) return ["undefined", ""];
  if (value === null) return ["null", ""];
  switch (typeof value) {
    case "string": {
      const rest = value.length > MOST_TEXT ? " …" : "";
      return ["string", JSON.stringify(value.slice(0, MOST_TEXT)) + rest];
    }
    case "bigint":
      return ["int64", `${value}n`];
    case "number":
      return ["float64", Object.is(value, -0) ? "-0" : String(value)];
    case "boolean":
      return ["boolean", String(value)];
    default:
      return [isPlaceholder(value) ? "timestamp" : "object", String(value)];
  }
}

/** @param {string} type */
function makeType(type) {
  return make("span", { class: `type type-${type}` }, type);
}

/**
 * @param {number} count
 * @param {string} word
 */
function printCount(count, word) {
  return `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
}
