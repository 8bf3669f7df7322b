// Writes a Convex value as a person would write it.
import { toBase64 } from "./bytes.js";

/**
 * How what JavaScript has no literal for is written.
 *
 * @typedef {object} Style
 * @property {(base64: string) => string} bytes
 * @property {string} proto a field name that JavaScript takes for the prototype
 */

/** As `parseLiteral` reads it. @type {Style} */
export const asLiteral = {
  bytes: (base64) => `bytes("${base64}")`,
  proto: '"__proto__"',
};

/** As any runtime runs it. @type {Style} */
export const asJavaScript = {
  bytes: (base64) =>
    base64 === ""
      ? "new ArrayBuffer(0)"
      : `Uint8Array.from(atob("${base64}"), (c) => c.charCodeAt(0)).buffer`,
  proto: '["__proto__"]',
};

const WIDTH = 72;

/**
 * @param {any} value
 * @param {Style} [style]
 * @param {string} [indent] of the line that the value starts on
 * @returns {string}
 */
export function printValue(value, style = asLiteral, indent = "") {
  if (typeof value !== "object" || value === null) return printScalar(value);
  if (value instanceof ArrayBuffer) return style.bytes(toBase64(value));
  const isArray = Array.isArray(value);
  const inner = `${indent}  `;
  const parts = isArray
    ? value.map((item) => printValue(item, style, inner))
    : Object.entries(value).map(
        ([name, field]) =>
          `${printName(name, style)}: ${printValue(field, style, inner)}`,
      );
  const [start, end, space] = isArray ? ["[", "]", ""] : ["{", "}", " "];
  if (parts.length === 0) return start + end;
  const line = `${start}${space}${parts.join(", ")}${space}${end}`;
  if (indent.length + line.length <= WIDTH && !line.includes("\n")) return line;
  const lines = parts.map((part) => `${inner}${part},\n`).join("");
  return `${start}\n${lines}${indent}${end}`;
}

/** @param {unknown} value */
function printScalar(value) {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "bigint":
      return `${value}n`;
    default:
      return Object.is(value, -0) ? "-0" : String(value);
  }
}

/**
 * @param {string} name
 * @param {Style} style
 */
export function printName(name, style) {
  if (name === "__proto__") return style.proto;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
