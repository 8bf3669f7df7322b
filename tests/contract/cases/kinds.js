/**
 * The kinds of values and the positions in which cases put them; a table each,
 * multiplied by the cases of encoding and decoding.
 */

const zeros = (/** @type {number} */ n) => new ArrayBuffer(n);

/** @param {number[]} bytes */
const buffer = (...bytes) => new Uint8Array(bytes).buffer;

/**
 * Values that can be sent, with the text that must be sent.
 *
 * @type {Record<string, [make: () => any, wire: string]>}
 */
export const sendable = {
  null: [() => null, "null"],
  true: [() => true, "true"],
  false: [() => false, "false"],
  zero: [() => 0, "0"],
  integer: [() => 42, "42"],
  negative: [() => -1, "-1"],
  fraction: [() => 0.1, "0.1"],
  "large number": [() => 1e21, "1e+21"],
  "small number": [() => 1e-7, "1e-7"],
  "largest safe": [() => Number.MAX_SAFE_INTEGER, "9007199254740991"],
  "2^53": [() => 2 ** 53, "9007199254740992"],
  "2^53+2": [() => 2 ** 53 + 2, "9007199254740994"],
  "1e20": [() => 1e20, "100000000000000000000"],
  "many digits": [() => 0.1 + 0.2, "0.30000000000000004"],
  "smallest normal": [() => 2 ** -1022, "2.2250738585072014e-308"],
  "largest number": [() => Number.MAX_VALUE, "1.7976931348623157e+308"],
  "smallest number": [() => 5e-324, "5e-324"],
  "negative zero": [() => -0, '{"$float":"AAAAAAAAAIA="}'],
  NaN: [() => NaN, '{"$float":"AAAAAAAA+H8="}'],
  Infinity: [() => Infinity, '{"$float":"AAAAAAAA8H8="}'],
  "-Infinity": [() => -Infinity, '{"$float":"AAAAAAAA8P8="}'],
  "bigint zero": [() => 0n, '{"$integer":"AAAAAAAAAAA="}'],
  "bigint one": [() => 1n, '{"$integer":"AQAAAAAAAAA="}'],
  "bigint minus one": [() => -1n, '{"$integer":"//////////8="}'],
  "bigint 2^53+1": [() => 9007199254740993n, '{"$integer":"AQAAAAAAIAA="}'],
  "bigint 2^32": [() => 4294967296n, '{"$integer":"AAAAAAEAAAA="}'],
  "largest int64": [() => 2n ** 63n - 1n, '{"$integer":"/////////38="}'],
  "smallest int64": [() => -(2n ** 63n), '{"$integer":"AAAAAAAAAIA="}'],
  "empty string": [() => "", '""'],
  string: [() => "text", '"text"'],
  "string with quotes": [() => 'a"b\\c/', '"a\\"b\\\\c/"'],
  "control characters": [
    () => "\0\b\t\n\f\r\x1f\x7f",
    '"\\u0000\\b\\t\\n\\f\\r\\u001f\x7f"',
  ],
  "line separators": [() => "\u2028\u2029", '"\u2028\u2029"'],
  "non-ASCII string": [() => "äöü漢字", '"äöü漢字"'],
  emoji: [() => "👩‍👩‍👧", '"👩‍👩‍👧"'],
  "lone high surrogate": [() => "a\ud800b", '"a\\ud800b"'],
  "lone low surrogate": [() => "\udfff", '"\\udfff"'],
  "swapped surrogates": [() => "\ude00\ud83d", '"\\ude00\\ud83d"'],
  "marker-like string": [() => "$integer", '"$integer"'],
  "long string": [
    () => "x€".repeat(20_000),
    JSON.stringify("x€".repeat(20_000)),
  ],
  "no bytes": [() => zeros(0), '{"$bytes":""}'],
  "one byte": [() => buffer(255), '{"$bytes":"/w=="}'],
  "two bytes": [() => buffer(255, 254), '{"$bytes":"//4="}'],
  "three bytes": [() => buffer(251, 239, 190), '{"$bytes":"++++"}'],
  "four bytes": [() => buffer(0, 1, 2, 3), '{"$bytes":"AAECAw=="}'],
  "50000 bytes": [() => zeros(49_152), `{"$bytes":"${"A".repeat(65_536)}"}`],
  "empty array": [() => [], "[]"],
  array: [() => [1, "a", null], '[1,"a",null]'],
  "array of arrays": [
    () => [[[]], [1n]],
    '[[[]],[{"$integer":"AQAAAAAAAAA="}]]',
  ],
  "array with a hole": [() => [, 1], "[null,1]"],
  "array with extra members": [() => Object.assign([1], { extra: 2 }), "[1]"],
  "array of a subclass": [() => class List extends Array {}.from([1]), "[1]"],
  "empty object": [() => ({}), "{}"],
  object: [
    () => ({ a: 1, b: [2n] }),
    '{"a":1,"b":[{"$integer":"AgAAAAAAAAA="}]}',
  ],
  "null prototype": [
    () => Object.assign(Object.create(null), { a: 1 }),
    '{"a":1}',
  ],
  "other prototype that is plain": [() => Object.create({ a: 1 }), "{}"],
  "namespace-like object": [() => Math, "{}"],
  "undefined field": [() => ({ a: undefined, b: 1 }), '{"b":1}'],
  "toJSON that is a string": [() => ({ toJSON: "x" }), '{"toJSON":"x"}'],
  "hidden toJSON": [
    () => Object.defineProperty({ a: 1 }, "toJSON", { value: () => "wrong" }),
    '{"a":1}',
  ],
  "inherited toJSON": [
    () => Object.assign(Object.create({ toJSON: () => "wrong" }), { a: 1 }),
    '{"a":1}',
  ],
  "array with toJSON": [
    () => Object.assign([1], { toJSON: () => "wrong" }),
    "[1]",
  ],
  "fields that look inherited": [
    () => ({ constructor: 1, hasOwnProperty: 2, toString: 3 }),
    '{"constructor":1,"hasOwnProperty":2,"toString":3}',
  ],
  "unsorted keys": [
    () => ({ b: 1, a: -0, C: 3 }),
    '{"b":1,"a":{"$float":"AAAAAAAAAIA="},"C":3}',
  ],
  "empty key": [() => ({ "": 1 }), '{"":1}'],
  "keys with quotes": [
    () => ({ 'a"b': 1, "c\\d": 2 }),
    '{"a\\"b":1,"c\\\\d":2}',
  ],
  "keys at the edges of ASCII": [() => ({ " ": 1, "~": 2 }), '{" ":1,"~":2}'],
  "dollar inside a key": [() => ({ a$: 1 }), '{"a$":1}'],
  "key of 1024": [
    () => ({ ["k".repeat(1024)]: 1 }),
    `{"${"k".repeat(1024)}":1}`,
  ],
  "deep nesting": [() => nested(200), JSON.stringify(nested(200))],
};

/** @param {number} depth @returns {any} */
function nested(depth) {
  return depth === 0 ? "end" : { a: [nested(depth - 1)] };
}

class Task {
  text = "x";
}

/**
 * Values that are refused, with the way official names them ("" where that is
 * up to the engine).
 *
 * @type {Record<string, [make: () => any, named: string]>}
 */
export const unsupported = {
  Date: [() => new Date(0), 'Date "1970-01-01T00:00:00.000Z"'],
  "invalid Date": [() => new Date(NaN), "Date null"],
  RegExp: [() => /x/, "RegExp {}"],
  Map: [() => new Map([["a", 1]]), 'Map[["a",1]]'],
  "empty Map": [() => new Map(), "Map[]"],
  "Map of Maps": [() => new Map([[new Map(), new Set()]]), "Map[[{},{}]]"],
  Set: [() => new Set([1, "a", 2n]), 'Set[1,"a","2n"]'],
  WeakMap: [() => new WeakMap(), "WeakMap {}"],
  Promise: [() => Promise.resolve(), "Promise {}"],
  Error: [() => new Error("oops"), "Error {}"],
  TypeError: [() => new TypeError("oops"), "TypeError {}"],
  URL: [() => new URL("https://a.b/c"), 'URL "https://a.b/c"'],
  function: [() => function named() {}, 'Function "[Function]"'],
  "arrow function": [() => () => 1, 'Function "[Function]"'],
  "async function": [() => async () => 1, 'AsyncFunction "[Function]"'],
  class: [() => Task, 'Function "[Function]"'],
  symbol: [() => Symbol("s"), 'Symbol "Symbol(s)"'],
  "registered symbol": [() => Symbol.for("s"), 'Symbol "Symbol(s)"'],
  "class instance": [() => new Task(), 'Task {"text":"x"}'],
  "anonymous class instance": [() => new (class {})(), "{}"],
  "instance with toJSON": [
    () =>
      new (class Money {
        toJSON() {
          return { amount: 5n, gone: undefined };
        }
      })(),
    'Money {"amount":"5n","gone":"undefined"}',
  ],
  "instance whose toJSON gives nothing": [
    () =>
      new (class Money {
        toJSON() {}
      })(),
    'Money "undefined"',
  ],
  "prototype without constructor": [
    () => Object.create(Object.create(null)),
    "{}",
  ],
  "instance with odd members": [
    () =>
      Object.assign(new Task(), {
        n: -0,
        m: NaN,
        f: () => 1,
        s: Symbol("s"),
        u: undefined,
        b: 1n,
      }),
    'Task {"text":"x","n":0,"m":null,"f":"[Function]","s":"Symbol(s)","u":"undefined","b":"1n"}',
  ],
  "boxed string": [() => new String("x"), 'String "x"'],
  "boxed number": [() => new Number(5), "Number 5"],
  "boxed boolean": [() => new Boolean(false), "Boolean false"],
  "boxed symbol": [() => Object(Symbol("s")), "Symbol {}"],
  Uint8Array: [() => new Uint8Array([1, 2]), 'Uint8Array {"0":1,"1":2}'],
  Int8Array: [() => new Int8Array([-1]), 'Int8Array {"0":-1}'],
  Uint8ClampedArray: [
    () => new Uint8ClampedArray([300]),
    'Uint8ClampedArray {"0":255}',
  ],
  Int16Array: [() => new Int16Array(1), 'Int16Array {"0":0}'],
  Uint16Array: [() => new Uint16Array(1), 'Uint16Array {"0":0}'],
  Int32Array: [() => new Int32Array(1), 'Int32Array {"0":0}'],
  Uint32Array: [() => new Uint32Array(1), 'Uint32Array {"0":0}'],
  Float32Array: [() => new Float32Array([0.5]), 'Float32Array {"0":0.5}'],
  Float64Array: [() => new Float64Array([NaN]), 'Float64Array {"0":null}'],
  BigInt64Array: [() => new BigInt64Array(1), 'BigInt64Array {"0":"0n"}'],
  BigUint64Array: [() => new BigUint64Array(1), 'BigUint64Array {"0":"0n"}'],
  DataView: [() => new DataView(zeros(1)), "DataView {}"],
  generator: [() => (function* () {})(), ""],
};

/**
 * Positions, with the path that the message of an error must name.
 *
 * @type {Record<string, [place: (value: any) => any, path: string]>}
 */
export const positions = {
  "as an argument": [(value) => ({ a: value }), ".a"],
  "in an object": [(value) => ({ a: { b: value } }), ".a.b"],
  "in an array": [(value) => ({ a: [0, value] }), ".a[1]"],
  "in an array of arrays": [(value) => ({ a: [[], [[value]]] }), ".a[1][0][0]"],
  "deep inside": [
    (value) => ({ a: { b: [{ c: { d: value } }] } }),
    ".a.b[0].c.d",
  ],
  "under an odd key": [(value) => ({ "x.y [0]": value }), ".x.y [0]"],
};
