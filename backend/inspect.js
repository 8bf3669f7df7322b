const INDENT = "  ";
const MAX_DEPTH = 5;

/**
 * Prints a value the way Convex's runtime prints the arguments of `console`:
 * strings in single quotes, an object's fields on lines of their own, an array
 * on one line as long as its items are.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function inspect(value) {
  return print(value, 0, []);
}

/**
 * @param {unknown} value
 * @param {number} depth
 * @param {object[]} ancestors
 * @returns {string}
 */
function print(value, depth, ancestors) {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "bigint":
      return `${value}n`;
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "function":
      return `[Function${value.name ? `: ${value.name}` : " (anonymous)"}]`;
    case "object":
      return value === null ? "null" : printObject(value, depth, ancestors);
    default:
      return String(value);
  }
}

/**
 * @param {object} value
 * @param {number} depth
 * @param {object[]} ancestors
 * @returns {string}
 */
function printObject(value, depth, ancestors) {
  if (depth >= MAX_DEPTH) {
    return Array.isArray(value) ? "[Array]" : "[Object]";
  }
  if (ancestors.includes(value)) {
    return "[Circular]";
  }
  if (value instanceof Error) {
    return `[${String(value)}]`;
  }
  if (value instanceof Date || value instanceof RegExp) {
    return String(value);
  }
  const within = [...ancestors, value];
  /** @param {unknown} item */
  const inner = (item) => print(item, depth + 1, within);

  if (Array.isArray(value)) {
    const items = value.map(inner);
    if (items.length === 0) {
      return "[]";
    }
    return items.some((item) => item.includes("\n"))
      ? `[${onLines(items, depth)}]`
      : `[ ${items.join(", ")} ]`;
  }
  if (value instanceof Map) {
    const entries = [...value].map(([k, v]) => `${inner(k)} => ${inner(v)}`);
    return `Map (${value.size}) {${onLines(entries, depth)}}`;
  }
  if (value instanceof Set) {
    return `Set (${value.size}) {${onLines([...value].map(inner), depth)}}`;
  }
  const fields = Object.entries(value).map(
    ([key, field]) =>
      `${/^\w+$/.test(key) ? key : quote(key)}: ${inner(field)}`,
  );
  return `${typeTag(value)}{${onLines(fields, depth)}}`;
}

/**
 * @param {string[]} items
 * @param {number} depth
 */
function onLines(items, depth) {
  if (items.length === 0) {
    return "";
  }
  const outer = `\n${INDENT.repeat(depth)}`;
  const inner = outer + INDENT;
  return inner + items.join(`,${inner}`) + outer;
}

/** @param {object} value */
function typeTag(value) {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null) {
    return "[Object: null prototype] ";
  }
  if (prototype === Object.prototype) {
    return "";
  }
  const name = value.constructor?.name;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return (name ? `${name} ` : "") + (tag === "Object" ? "" : `[${tag}] `);
}

/** @param {string} text */
function quote(text) {
  const escaped = text
    .replace(/['\\]/g, "\\$&")
    // oxlint-disable-next-line no-control-regex
    .replace(/[\x00-\x1f]/g, escapeControl);
  return `'${escaped}'`;
}

/** @param {string} character */
function escapeControl(character) {
  const short = /** @type {Record<string, string>} */ ({
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
  });
  const code = character.charCodeAt(0);
  return (
    short[character] ?? `\\x${code.toString(16).toUpperCase().padStart(2, "0")}`
  );
}
