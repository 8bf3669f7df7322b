/**
 * Turns any value into plain data that can be compared and printed: what a
 * caller could tell apart (bigint, -0, holes, prototypes, identity) stays apart.
 *
 * @typedef {any} Described
 */

const CONVEX_ERROR = Symbol.for("ConvexError");

/** Besides what is compared anyway: where in a source engines made an error. */
const BOOKKEEPING = new Set([
  ...["name", "message", "stack"],
  ...["line", "column", "sourceURL", "originalLine", "originalColumn"],
  ...["fileName", "lineNumber", "columnNumber"],
]);

/**
 * @param {unknown} value
 * @param {Map<unknown, string>} [known] objects that a case made itself, which
 *   must come back as the same object
 * @returns {Described}
 */
export function describe(value, known = new Map()) {
  return describeIn(value, known, []);
}

/**
 * @param {any} value
 * @param {Map<unknown, string>} known
 * @param {unknown[]} parents
 * @returns {Described}
 */
function describeIn(value, known, parents) {
  if (known.has(value)) return { identical: known.get(value) };
  switch (typeof value) {
    case "undefined":
      return { undefined: true };
    case "number":
      return Object.is(value, -0) || !Number.isFinite(value)
        ? { number: Object.is(value, -0) ? "-0" : String(value) }
        : value;
    case "bigint":
      return { bigint: String(value) };
    case "symbol":
      return { symbol: String(value) };
    case "function":
      return { function: value.name };
    case "object":
      break;
    default:
      return value;
  }
  if (value === null) return null;
  if (parents.includes(value)) return { cycle: parents.indexOf(value) };
  return describeObject(value, known, [...parents, value]);
}

/**
 * @param {any} value
 * @param {Map<unknown, string>} known
 * @param {unknown[]} parents
 * @returns {Described}
 */
function describeObject(value, known, parents) {
  /** @param {unknown} inner */
  const inside = (inner) => describeIn(inner, known, parents);
  if (value instanceof Error) return describeError(value, inside);
  if (value instanceof Promise) return { promise: true };
  if (value instanceof ArrayBuffer) return { ArrayBuffer: hex(value) };
  if (ArrayBuffer.isView(value)) {
    return { view: value.constructor.name, bytes: hex(value.buffer) };
  }
  if (Array.isArray(value)) return describeArray(value, inside);
  return {
    prototype: prototypeName(value),
    fields: ownFields(value, inside),
  };
}

/**
 * @param {any[]} array
 * @param {(inner: unknown) => Described} inside
 */
function describeArray(array, inside) {
  const items = [];
  for (let i = 0; i < array.length; i += 1) {
    items.push(i in array ? inside(array[i]) : { hole: true });
  }
  const extra = Object.keys(array).filter((key) => !/^\d+$/.test(key));
  return extra.length === 0 && prototypeName(array) === "Array"
    ? items
    : { prototype: prototypeName(array), items, extra };
}

/**
 * @param {any} error
 * @param {(inner: unknown) => Described} inside
 */
function describeError(error, inside) {
  /** @type {Record<string, Described>} */
  const own = {};
  for (const key of Reflect.ownKeys(error).map(String).sort()) {
    if (BOOKKEEPING.has(key)) continue;
    const symbol = key === String(CONVEX_ERROR) ? CONVEX_ERROR : key;
    own[key] = inside(error[symbol]);
  }
  return {
    error: error.constructor?.name,
    name: error.name,
    message: error.message,
    own,
    convexError: error[CONVEX_ERROR] === true,
  };
}

/** @param {any} object */
export function prototypeName(object) {
  const prototype = Object.getPrototypeOf(object);
  if (prototype === null) return "null";
  if (prototype === Object.prototype) return "Object";
  if (prototype === Array.prototype) return "Array";
  return `other: ${prototype.constructor?.name}`;
}

/**
 * A list of pairs, since a plain object could not hold `__proto__` safely and
 * the order of fields is something that a caller can see.
 *
 * @param {any} object
 * @param {(inner: unknown) => Described} inside
 */
function ownFields(object, inside) {
  return Reflect.ownKeys(object).map((key) => {
    const found = Object.getOwnPropertyDescriptor(object, key);
    return [
      String(key),
      found && "value" in found ? inside(found.value) : { accessor: true },
      ...(found?.enumerable ? [] : ["not enumerable"]),
    ];
  });
}

/** @param {ArrayBufferLike} buffer */
function hex(buffer) {
  let out = "";
  for (const byte of new Uint8Array(buffer)) {
    out += byte.toString(16).padStart(2, "0");
  }
  return out;
}
