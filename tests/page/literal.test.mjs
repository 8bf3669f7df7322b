import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LiteralError, parseLiteral } from "../../www/values/literal.js";
import { asJavaScript, asLiteral, printValue } from "../../www/values/print.js";

/** What the page's literals mean beyond JavaScript's. */
const additions = {
  bytes: (/** @type {string} */ text) =>
    new Uint8Array(Buffer.from(text, "base64")).buffer,
  hex: (/** @type {string} */ text) =>
    new Uint8Array(Buffer.from(text.replace(/\s/g, ""), "hex")).buffer,
};

/**
 * What JavaScript itself makes of a text.
 *
 * @param {string} text
 */
function evaluate(text) {
  const names = Object.keys(additions);
  const strict = `"use strict"; return (${text}\n);`;
  return new Function(...names, strict)(...Object.values(additions));
}

/** Compares what deepEqual does not: bytes, and -0 with NaN it does. */
function same(/** @type {unknown} */ a, /** @type {unknown} */ b) {
  assert.deepStrictEqual(spell(a), spell(b));
}

/** @param {any} value @returns {any} */
function spell(value) {
  if (value instanceof ArrayBuffer) return ["bytes", ...new Uint8Array(value)];
  if (Array.isArray(value)) return ["array", ...value.map(spell)];
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).map(([name, field]) => [name, spell(field)]);
  }
  return value;
}

/** Whether a value has a field `__proto__`, at any depth. @param {any} value @returns {boolean} */
const hasProto = (value) =>
  typeof value === "object" &&
  value !== null &&
  Object.entries(value).some(
    ([name, field]) => name === "__proto__" || hasProto(field),
  );

const accepted = [
  `{}`,
  `{ a: 1, "b": 'two', $c_: [true, false, null, undefined,], }`,
  `{ id: 9007199254740993n, low: -9223372036854775808n, hex: 0xffn, big: 1_000n }`,
  `[NaN, Infinity, -Infinity, +Infinity, -0, +0, -NaN, - 1]`,
  `[.5, 5., 1e3, 1E-7, 0x1F, 0o17, 0b101, 1_000.000_1]`,
  `{ bytes: bytes("AQL/"), short: bytes("AQ=="), hex: hex("00 fF"), none: bytes('') }`,
  `'it\\'s \\x41\\u0042\\u{43}\\u{1F600} \\0 \\b\\f\\n\\r\\t\\v \\/ \\
next'`,
  `"\\ud800 \u2028 \u00e9"`,
  `// first\n{ /* a */ a: /* value */ 1 // last\n}`,
  `{ "with space": 1, été: 2, "": 3, NaN: 4, bytes: 5 }`,
  `\ufeff\u00a0[\n]\t`,
];

for (const text of accepted) {
  test(`reads as JavaScript does: ${JSON.stringify(text)}`, () => {
    same(parseLiteral(text), evaluate(text));
  });
}

/** @type {[text: string, message: RegExp][]} */
const refused = [
  ["", /1, column 1: The end cannot start a value/],
  ["{", /no “}” at its end/],
  ["[1", /no “]” at its end/],
  ["{\n  a 1\n}", /Line 2, column 5: A colon is missing after the field “a”/],
  ["{ a: 1 b: 2 }", /column 8: Before “b”, a comma or “}” is missing/],
  ["{ a: 1,, }", /“,” cannot start a field's name/],
  ["[1,,2]", /An item is missing/],
  ["{ a: 1, a: 2 }", /column 9: The field “a” stands here twice/],
  ["{ 1: 2 }", /“1” cannot start a field's name/],
  ["{ [a]: 2 }", /“\[” cannot start a field's name/],
  ["{ a }", /A colon is missing/],
  ["{ ...a }", /“\.” cannot start/],
  ["hello", /“hello” is not a value. Text goes in quotes/],
  ["'a", /does not end on its line/],
  ["'a\nb'", /does not end on its line/],
  ["'\\1'", /escape does not exist/],
  ["'\\x4'", /escape does not exist/],
  ["'\\u{110000}'", /no character of this number/],
  ["01", /not a number/],
  ["1__0", /not a number/],
  ["1a", /not a number/],
  ["1.5n", /not a number/],
  ["1e5n", /not a number/],
  ["1.2.3", /not a number/],
  [".", /not a number/],
  ["+1n", /An int64 takes no plus sign/],
  ["-true", /sign stands only before a number/],
  ["--1", /cannot start a value/],
  ["1 2", /“2” stands after the end/],
  ["/* never", /comment does not end/],
  ['bytes("A")', /not base64/],
  ['bytes("é")', /not base64/],
  ['hex("0")', /not hex/],
  ["bytes(1)", /text in quotes and brackets is missing/],
  ["bytes", /text in quotes and brackets is missing/],
  ["new Date()", /“new” is not a value/],
  ["alert(1)", /“alert” is not a value/],
  ["`text`", /“`” cannot start a value/],
  ["[".repeat(500), /nested too deeply/],
];

for (const [text, message] of refused) {
  test(`refuses ${JSON.stringify(text.slice(0, 20))}`, () => {
    assert.throws(
      () => parseLiteral(text),
      (error) => error instanceof LiteralError && message.test(error.message),
    );
  });
}

test("a field named __proto__ is a field", () => {
  const value = /** @type {any} */ (parseLiteral(`{ __proto__: { a: 1 } }`));
  assert.deepEqual(Object.keys(value), ["__proto__"]);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
});

const bytes = fc.uint8Array({ maxLength: 40 }).map((view) => {
  return new Uint8Array(view).buffer;
});
const text = fc.oneof(fc.string({ unit: "binary" }), fc.string());
const leaf = fc.oneof(
  ...[fc.double(), fc.bigInt(), fc.boolean(), text, bytes],
  fc.constantFrom(null, undefined, -0, NaN, Infinity, -Infinity, "\ud800"),
);
const { value: anyValue } = fc.letrec((/** @type {any} */ tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(fc.oneof(text, fc.constant("__proto__")), tie("value"), {
      maxKeys: 5,
      noNullPrototype: true,
    }),
  ),
}));

test("what is printed reads as the same value, and runs as it", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      same(parseLiteral(printValue(value, asLiteral)), value);
      same(evaluate(printValue(value, asJavaScript)), value);
    }),
    { numRuns: 2000 },
  );
});

// Most texts that are a few changes away from a right one are wrong; the rest must mean what JavaScript means.
test("a text that is accepted means what JavaScript means", () => {
  const change = fc.record({
    at: fc.nat(200),
    cut: fc.nat(2),
    put: fc.constantFrom(
      ...["", ",", ":", "{", "}", "[", "]", '"', "'", "\\", "n", "-", "+"],
      ...["0", "1", "9", ".", "e", "_", "x", " ", "\n", "/", "*", "a", "$"],
      ...["\u2028", "NaN", "null", "//", "/*", "*/", "\\u", "0x", "é"],
    ),
  });
  const start = fc.oneof(
    fc.constantFrom(...accepted),
    anyValue.map((value) => printValue(value, asLiteral)),
  );
  let right = 0;
  fc.assert(
    fc.property(
      start,
      fc.array(change, { maxLength: 3 }),
      (before, changes) => {
        const text = changes.reduce((text, { at, cut, put }) => {
          const place = at % (text.length + 1);
          return text.slice(0, place) + put + text.slice(place + cut);
        }, before);
        let value;
        try {
          value = parseLiteral(text);
        } catch (error) {
          assert.ok(error instanceof LiteralError, String(error));
          return;
        }
        // The one field that means something else to JavaScript, however it is spelled.
        if (hasProto(value)) return;
        right++;
        same(value, evaluate(text));
      },
    ),
    { numRuns: 5000 },
  );
  assert.ok(right > 500, `only ${right} texts were accepted`);
});

test("nothing that is read is run", () => {
  const text = `{ a: (globalThis.ran = true) }`;
  assert.throws(() => parseLiteral(text), LiteralError);
  assert.equal(/** @type {any} */ (globalThis).ran, undefined);
});
