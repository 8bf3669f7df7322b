import { methods } from "../harness/methods.js";

/** @typedef {import("../harness/side.js").Side} Side */

class Task {
  text = "x";
}

/** Looks simple to official because of its constructor's name. */
class OtherRealm {
  static name = "Object";
}

/** @type {Record<string, [make: () => any, sent: string]>} */
const good = {
  undefined: [() => undefined, "{}"],
  "empty object": [() => ({}), "{}"],
  "one field": [() => ({ a: 1 }), '{"a":1}'],
  "null prototype": [
    () => Object.assign(Object.create(null), { a: 1 }),
    '{"a":1}',
  ],
  "an object of another realm": [
    () => Object.assign(new OtherRealm(), { a: 1 }),
    '{"a":1}',
  ],
  "an object whose prototype is a plain object": [
    () => Object.assign(Object.create({ inherited: 1 }), { own: 2 }),
    '{"own":2}',
  ],
  "undefined fields": [() => ({ a: undefined, b: 1, c: undefined }), '{"b":1}'],
  "only undefined fields": [() => ({ a: undefined }), "{}"],
  "symbol keys": [() => ({ a: 1, [Symbol("s")]: 2 }), '{"a":1}'],
  "hidden fields": [
    () => Object.defineProperty({ a: 1 }, "b", { value: 2, enumerable: false }),
    '{"a":1}',
  ],
  "a frozen object": [
    () => Object.freeze({ a: Object.freeze([1]) }),
    '{"a":[1]}',
  ],
  "a getter": [
    () => ({
      get a() {
        return 1;
      },
    }),
    '{"a":1}',
  ],
  "a proxy": [() => new Proxy({ a: 1 }, {}), '{"a":1}'],
  "the arguments object": [
    () =>
      (function () {
        return arguments;
        // @ts-expect-error: extra arguments are the point
      })("x"),
    '{"0":"x"}',
  ],
  "a module-like tag": [
    () => ({ [Symbol.toStringTag]: "Module", a: 1 }),
    '{"a":1}',
  ],
};

/** @type {Record<string, () => any>} */
const bad = {
  "an array": () => ["a", { b: 1 }],
  "an empty array": () => [],
  "a number": () => 5,
  "negative zero": () => -0,
  NaN: () => NaN,
  "a string": () => "text",
  "an empty string": () => "",
  true: () => true,
  false: () => false,
  "a bigint": () => 5n,
  "a Date": () => new Date(0),
  "an invalid Date": () => new Date(NaN),
  "a Map": () => new Map([["a", 1]]),
  "a Set": () => new Set([1]),
  "a class instance": () => new Task(),
  "an instance with toString": () =>
    new (class {
      toString() {
        return "mine";
      }
    })(),
  "a function": () => function args() {},
  "a boxed string": () => new String("text"),
  "a boxed number": () => new Number(5),
  "an ArrayBuffer": () => new ArrayBuffer(2),
  "a typed array": () => new Uint8Array([1, 2]),
  "an Error": () => new Error("oops"),
  "a RegExp": () => /x/g,
  "a URL": () => new URL("https://a.b/c"),
  "a Promise": () => Promise.resolve(),
  "a FormData": () => new FormData(),
};

/** Errors whose text is the engine's own. */
/** @type {Record<string, () => any>} */
const engine = {
  null: () => null,
  "a symbol": () => Symbol("s"),
  "an object that cannot be a string": () =>
    Object.create(
      Object.assign(Object.create(null), { constructor: undefined }),
    ),
};

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...methods.flatMap(({ name, call }) => [
    ...Object.entries(good).map(([kind, [make, sent]]) => ({
      name: `${name} sends ${kind}`,
      run: async (/** @type {Side} */ t) => {
        await t.call(() => call(t.client(), "a:b", make()));
        const args = t.bodies.at(-1).args;
        const expected = name === "function" ? sent : `[${sent}]`;
        t.fact("args", JSON.stringify(args), expected);
      },
    })),
    ...Object.entries(bad).map(([kind, make]) => ({
      name: `${name} refuses ${kind}`,
      run: async (/** @type {Side} */ t) => {
        await t.call(() => call(t.client(), "a:b", make()), "it");
        const message = `The arguments to a Convex function must be an object. Received: ${make()}`;
        t.message("it", message);
        t.fact("requests", t.requests.length, 0);
      },
    })),
    ...Object.entries(engine).map(([kind, make]) => ({
      name: `${name} refuses ${kind}`,
      run: async (/** @type {Side} */ t) => {
        await t.call(() => call(t.client(), "a:b", make()), "it", {
          engineText: true,
        });
        t.fact("requests", t.requests.length, 0);
      },
    })),
    {
      name: `${name} passes on what a getter throws`,
      run: async (/** @type {Side} */ t) => {
        const reason = t.same("reason", { why: "getter" });
        const args = {
          get a() {
            throw reason;
          },
        };
        await t.call(() => call(t.client(), "a:b", args), "it");
        t.outcome("it", { rejected: { identical: "reason" } });
      },
    },
    {
      name: `${name} does not change its arguments`,
      run: async (/** @type {Side} */ t) => {
        const buffer = new ArrayBuffer(1);
        const inner = {
          n: 1n,
          zero: -0,
          buffer,
          list: [NaN, { m: 2n }],
          gone: undefined,
        };
        const args = { b: inner, a: [inner, 3n] };
        await t.call(() => call(t.client(), "a:b", args));
        t.record("afterwards", args);
        t.fact("same inner", args.b === inner && args.a[0] === inner, true);
        t.fact("same buffer", inner.buffer === buffer, true);
      },
    },
    {
      name: `${name} omits the arguments`,
      run: async (/** @type {Side} */ t) => {
        const client = t.client();
        const short = name.split(" ")[0];
        await t.call(() => client[short]("a:b"));
        const args = t.bodies.at(-1).args;
        t.fact("args", args, name === "function" ? {} : [{}]);
      },
    },
  ]),
  {
    name: "a getter is read once",
    run: async (t) => {
      let reads = 0;
      const args = {
        get a() {
          return (reads += 1);
        },
      };
      await t.call(() => t.client().query("a:b", args));
      t.fact("reads", reads, 1);
    },
  },
  {
    name: "other third arguments of mutation are ignored",
    run: async (t) => {
      for (const options of [
        undefined,
        null,
        0,
        5,
        "",
        "x",
        true,
        {},
        [],
        { unknown: 1 },
      ]) {
        await t.call(() => t.client().mutation("a:b", {}, options));
      }
      t.fact("requests", t.requests.length, 10);
    },
  },
  {
    name: "a third argument of query and action is ignored",
    run: async (t) => {
      for (const options of [
        undefined,
        null,
        {},
        { unknown: 1 },
        { skipQueue: true },
      ]) {
        await t.call(() => t.client().query("a:b", {}, options));
        await t.call(() => t.client().action("a:b", {}, options));
        await t.call(() => t.client().consistentQuery("a:b", {}, options));
      }
    },
  },
];
