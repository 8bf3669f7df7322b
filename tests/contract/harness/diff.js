const CLIP = 160;
const MAX_LINES = 12;

/**
 * @param {any} expected
 * @param {any} actual
 * @returns {string[]} one line for each place where the two differ
 */
export function diff(expected, actual) {
  /** @type {string[]} */
  const lines = [];
  walk(expected, actual, "", lines);
  if (lines.length <= MAX_LINES) return lines;
  const more = lines.length - MAX_LINES;
  return [...lines.slice(0, MAX_LINES), `… and ${more} more`];
}

/**
 * @param {any} a
 * @param {any} b
 * @param {string} path
 * @param {string[]} lines
 */
function walk(a, b, path, lines) {
  if (Object.is(a, b)) return;
  const alike =
    isObject(a) && isObject(b) && Array.isArray(a) === Array.isArray(b);
  if (!alike) {
    lines.push(`${path || "value"}: expected ${clip(a, b)}, got ${clip(b, a)}`);
    return;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    walk(a[key], b[key], path ? `${path}.${key}` : key, lines);
  }
}

/**
 * @param {any} value
 * @returns {boolean}
 */
function isObject(value) {
  return typeof value === "object" && value !== null;
}

/**
 * Long texts are shown from shortly before the first difference.
 *
 * @param {any} value
 * @param {any} other
 */
function clip(value, other) {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  if (text.length <= CLIP) return text;
  const otherText = JSON.stringify(other) ?? "";
  let at = 0;
  while (at < text.length && text[at] === otherText[at]) at += 1;
  const from = Math.max(0, at - 40);
  return `${from ? "…" : ""}${text.slice(from, from + CLIP)}… (${text.length} characters)`;
}
