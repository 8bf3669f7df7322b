import { methods } from "../harness/methods.js";

/** @typedef {import("../harness/side.js").Side} Side */

const NAME = Symbol.for("functionName");
const PATH = Symbol.for("toReferencePath");
const EXPECTED =
  'Expected function reference like "api.file.func" or "internal.file.func", but received';

/** @type {Record<string, [make: (api: any) => any, name: string]>} */
const good = {
  string: [() => "messages:list", "messages:list"],
  "string without a colon": [() => "messages", "messages"],
  "string with a directory": [() => "dir/file:func", "dir/file:func"],
  "string of the default export": [
    () => "dir/file:default",
    "dir/file:default",
  ],
  "empty string": [() => "", ""],
  "non-ASCII string": [
    () => "fíle:fünc \u2028 \ud83d\ude00",
    "fíle:fünc \u2028 \ud83d\ude00",
  ],
  "string to escape": [() => 'a"b\\c\n:d', 'a"b\\c\n:d'],
  "lone surrogate": [() => "a:\ud800", "a:\ud800"],
  "dotted string": [() => "api.messages.list", "api.messages.list"],
  anyApi: [(api) => api.anyApi.messages.list, "messages:list"],
  "anyApi in directories": [(api) => api.anyApi.a.b.c.d, "a/b/c:d"],
  "anyApi default export": [(api) => api.anyApi.messages.default, "messages"],
  "anyApi nested default export": [(api) => api.anyApi.a.b.default, "a/b"],
  "anyApi then": [(api) => api.anyApi.messages.then, "messages:then"],
  "anyApi constructor": [
    (api) => api.anyApi.messages.constructor,
    "messages:constructor",
  ],
  "anyApi __proto__": [
    (api) => api.anyApi.messages.__proto__,
    "messages:__proto__",
  ],
  "anyApi empty name": [(api) => api.anyApi.messages[""], "messages:"],
  "anyApi numeric name": [(api) => api.anyApi.messages[0], "messages:0"],
  makeFunctionReference: [
    (api) => api.makeFunctionReference("dir/file:func"),
    "dir/file:func",
  ],
  "makeFunctionReference of a handle": [
    (api) => api.makeFunctionReference("function://x"),
    "function://x",
  ],
  "object with the symbol": [() => ({ [NAME]: "a:b" }), "a:b"],
  "inherited symbol": [() => Object.create({ [NAME]: "a:b" }), "a:b"],
  "class instance with the symbol": [
    () =>
      new (class Ref {
        [NAME] = "a:b";
      })(),
    "a:b",
  ],
  "function with the symbol": [
    () => Object.assign(() => {}, { [NAME]: "a:b" }),
    "a:b",
  ],
  "both symbols": [() => ({ [NAME]: "a:b", [PATH]: "_reference/x" }), "a:b"],
};

/** Its own text is part of the message, whatever a bundler made of it. */
function list() {}

/** @type {Record<string, [make: (api: any) => any, message: string]>} */
const bad = {
  "object literal": [() => ({}), "[object Object] is not a functionReference"],
  "object with other members": [
    () => ({ name: "a:b" }),
    "[object Object] is not a functionReference",
  ],
  array: [() => ["a:b"], "a:b is not a functionReference"],
  number: [() => 5, "5 is not a functionReference"],
  zero: [() => 0, "0 is not a functionReference"],
  true: [() => true, "true is not a functionReference"],
  false: [() => false, "false is not a functionReference"],
  bigint: [() => 5n, "5 is not a functionReference"],
  NaN: [() => NaN, "NaN is not a functionReference"],
  function: [() => list, `${list} is not a functionReference`],
  "String object": [() => new String("a:b"), "a:b is not a functionReference"],
  "empty name": [
    () => ({ [NAME]: "" }),
    "[object Object] is not a functionReference",
  ],
  "own toString": [
    () => ({ toString: () => "mine" }),
    "mine is not a functionReference",
  ],
  "function handle": [
    () => "function://abc;def",
    `${EXPECTED} function handle function://abc;def`,
  ],
  "bare function handle": [
    () => "function://",
    `${EXPECTED} function handle function://`,
  ],
  "component reference": [
    () => ({ [PATH]: "_reference/childComponent/x" }),
    'Expected function reference in the current component like "api.file.func" or "internal.file.func", but received reference _reference/childComponent/x',
  ],
  "empty component reference": [
    () => ({ [PATH]: "" }),
    "[object Object] is not a functionReference",
  ],
  "anyApi itself": [(api) => api.anyApi, tooShort("api")],
  "anyApi module": [(api) => api.anyApi.messages, tooShort("api.messages")],
};

/** @param {string} found */
function tooShort(found) {
  return `API path is expected to be of the form \`api.moduleName.functionName\`. Found: \`${found}\``;
}

/** Errors whose text is the engine's own. */
const engine = {
  null: null,
  undefined: undefined,
  symbol: Symbol("a:b"),
  "null prototype": Object.create(null),
};

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...methods.flatMap(({ name, call }) => [
    ...Object.entries(good).map(([kind, [make, path]]) => ({
      name: `${name} takes ${kind}`,
      run: async (/** @type {Side} */ t) => {
        await t.call(() => call(t.client(), make(t.api)));
        t.fact("path", t.bodies.at(-1)?.path, path);
      },
    })),
    ...Object.entries(bad).map(([kind, [make, message]]) => ({
      name: `${name} given ${kind}`,
      run: async (/** @type {Side} */ t) => {
        await t.call(() => call(t.client(), make(t.api)), "it");
        // function() sends any string as it is.
        if (name === "function" && typeof make(t.api) === "string") return;
        t.message("it", message);
      },
    })),
    ...Object.entries(engine).map(([kind, ref]) => ({
      name: `${name} given ${kind}`,
      run: async (/** @type {Side} */ t) => {
        await t.call(() => call(t.client(), ref), "it", { engineText: true });
      },
    })),
  ]),
  ...Object.entries(good).map(([kind, [make, path]]) => ({
    name: `getFunctionName of ${kind}`,
    run: (/** @type {Side} */ t) => {
      t.sync("name", () => t.api.getFunctionName(make(t.api)));
      t.outcome("name", { returned: path });
    },
  })),
  ...Object.entries(bad).map(([kind, [make, message]]) => ({
    name: `getFunctionName of ${kind}`,
    run: (/** @type {Side} */ t) => {
      t.sync("name", () => t.api.getFunctionName(make(t.api)));
      t.message("name", message);
    },
  })),
  ...Object.entries(engine).map(([kind, ref]) => ({
    name: `getFunctionName of ${kind}`,
    run: (/** @type {Side} */ t) => {
      t.sync("name", () => t.api.getFunctionName(ref), { engineText: true });
    },
  })),
  {
    name: "references of the official package are understood",
    run: async (t, { official }) => {
      const client = t.client();
      await t.call(() => client.query(official.anyApi.dir.file.func));
      await t.call(() => client.query(official.makeFunctionReference("x:y")));
      t.fact(
        "paths",
        t.bodies.map(({ path }) => path),
        ["dir/file:func", "x:y"],
      );
    },
  },
  {
    name: "references of this package are understood by the official one",
    run: (t, { official }) => {
      const { anyApi, makeFunctionReference } = t.api;
      t.fact("anyApi", official.getFunctionName(anyApi.a.b.c), "a/b:c");
      const made = makeFunctionReference("x:y");
      t.fact("made", official.getFunctionName(made), "x:y");
    },
  },
  {
    name: "a throwing name getter rejects with the same object",
    run: async (t) => {
      const reason = t.same("reason", { why: "name" });
      const ref = {
        get [NAME]() {
          throw reason;
        },
      };
      for (const { name, call } of methods) {
        await t.call(() => call(t.client(), ref), name);
      }
    },
  },
  {
    name: "a throwing toString rejects with the same object",
    run: async (t) => {
      const reason = t.same("reason", { why: "toString" });
      const ref = {
        toString() {
          throw reason;
        },
      };
      for (const { name, call } of methods) {
        await t.call(() => call(t.client(), ref), name);
      }
    },
  },
  {
    name: "a bad reference is named before a bad value",
    run: async (t) => {
      for (const { name, call } of methods) {
        await t.call(() => call(t.client(), {}, { a: new Map() }), name);
      }
      t.message("query", "[object Object] is not a functionReference");
    },
  },
  {
    name: "bad arguments are named before a bad reference",
    run: async (t) => {
      for (const { name, call } of methods) {
        await t.call(() => call(t.client(), {}, [1]), name);
      }
    },
  },
];
