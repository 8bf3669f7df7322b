import fc from "fast-check";

/**
 * Values are generated as recipes: plain data that can be printed and shrunk,
 * and from which each client gets a value of its own.
 *
 * @typedef {any} Recipe a scalar, or one of `{ bytes }`, `{ array }`,
 *   `{ object }` and `{ make }`
 *
 * @typedef {object} Fields
 * @property {"plain" | "null" | "inherits" | "frozen"} prototype
 * @property {[key: string, value: Recipe, how: "value" | "getter" | "undefined" | "hidden"][]} fields
 */

/** Numbers whose text or wire form has something special about it. */
const NUMBERS = [
  ...[0, -0, 1, -1, NaN, Infinity, -Infinity, 0.1, 1e21, 1e-7, 123456789e-20],
  ...[2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 - 1, -(2 ** 53), 5e-324, 1.5e300],
];
const BIGINTS = [0n, 1n, -1n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)];
const TEXTS = [
  ...[
    "",
    "$integer",
    "\ud800",
    "\udc00x",
    "\0\x1f\x7f",
    "\u2028",
    "👩‍👩‍👧",
    '"\\/',
  ],
  ...["x".repeat(300), "é".repeat(90)],
];

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(...TEXTS),
);

export const scalar = fc.oneof(
  fc.constantFrom(null, true, false),
  fc.constantFrom(...NUMBERS),
  fc.double(),
  fc.integer(),
  fc.constantFrom(...BIGINTS),
  int64,
  text,
  fc.uint8Array({ maxLength: 12 }).map((bytes) => ({ bytes: [...bytes] })),
);

/**
 * Valid field names: integer-like ones among them, which objects put first.
 * What official does to `__proto__` is a deliberate difference.
 */
export const key = fc
  .oneof(
    fc.constantFrom("a", "b", "c", "_id", "0", "1", "2", "10", "01", "-1"),
    fc.constantFrom("4294967294", "4294967295", "constructor", "toJSON", "~"),
    fc.constantFrom("then", "length", "toString", "value", "status"),
    fc.string({ unit: fc.integer({ min: 32, max: 126 }).map(character) }),
  )
  .filter((name) => name !== "__proto__" && !name.startsWith("$"));

/** @param {number} code */
function character(code) {
  return String.fromCharCode(code);
}

const prototype = fc.oneof(
  { weight: 5, arbitrary: fc.constant("plain") },
  fc.constantFrom("null", "inherits", "frozen"),
);
const how = fc.oneof(
  { weight: 8, arbitrary: fc.constant("value") },
  fc.constantFrom("getter", "undefined", "hidden"),
);

/**
 * @param {fc.Arbitrary<any>} leaf what stands at the ends, beside valid scalars
 * @returns {fc.Arbitrary<Recipe>}
 */
export function recipes(leaf = scalar) {
  return fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, depthSize: "small" },
      leaf,
      fc.record({ array: fc.array(item(tie("value")), { maxLength: 6 }) }),
      fc.record({ object: fields(tie("value")) }),
    ),
  })).value;
}

/** @param {fc.Arbitrary<any>} value */
function item(value) {
  const hole = fc.constant({ hole: true });
  return fc.oneof({ weight: 15, arbitrary: value }, hole);
}

/** @param {fc.Arbitrary<any>} value */
function fields(value) {
  return fc.record({
    prototype,
    fields: fc.uniqueArray(fc.tuple(key, value, how), {
      maxLength: 6,
      selector: ([name]) => name,
    }),
  });
}

/** The arguments of a call, whose values come from `leaf`. */
export function argsOf(/** @type {fc.Arbitrary<any>} */ leaf = scalar) {
  return fields(recipes(leaf)).map((object) => ({ object }));
}

/**
 * Makes the value of a recipe; each time a new one.
 *
 * @param {Recipe} recipe
 * @returns {any}
 */
export function build(recipe) {
  if (typeof recipe !== "object" || recipe === null) return recipe;
  if (recipe.bytes) return new Uint8Array(recipe.bytes).buffer;
  if (recipe.array) return buildArray(recipe.array);
  if (recipe.object) return buildObject(recipe.object);
  return recipe.make();
}

/** @param {Recipe[]} items */
function buildArray(items) {
  const array = new Array(items.length);
  for (const [index, inner] of items.entries()) {
    if (!inner?.hole) array[index] = build(inner);
  }
  return array;
}

/** @param {Fields} recipe */
function buildObject({ prototype, fields }) {
  const parents = { null: null, inherits: { inherited: 1 } };
  const parent =
    prototype in parents
      ? parents[/** @type {"null"} */ (prototype)]
      : Object.prototype;
  const object = Object.create(parent);
  for (const [name, inner, how] of fields) {
    const value = how === "undefined" ? undefined : build(inner);
    const shown = { enumerable: how !== "hidden", configurable: true };
    Object.defineProperty(
      object,
      name,
      how === "getter"
        ? { get: () => value, ...shown }
        : { value, writable: true, ...shown },
    );
  }
  return prototype === "frozen" ? Object.freeze(object) : object;
}
