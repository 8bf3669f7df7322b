import { positions, sendable, unsupported } from "./kinds.js";

/** @typedef {import("../harness/side.js").Side} Side */

/** @type {Record<string, () => any>} */
const errorData = {
  text: () => "text",
  "empty text": () => "",
  "long text": () => "x".repeat(20_000),
  object: () => ({ code: "X", n: 1n, gone: undefined }),
  "long object": () => ({ a: "x".repeat(20_000) }),
  array: () => [1, "a", undefined],
  number: () => 5,
  NaN: () => NaN,
  "negative zero": () => -0,
  bigint: () => 5n,
  true: () => true,
  null: () => null,
  undefined: () => undefined,
  symbol: () => Symbol("s"),
  function: () => () => 1,
  Date: () => new Date(0),
  Map: () => new Map(),
  ArrayBuffer: () => new ArrayBuffer(1),
  "class instance": () =>
    new (class Task {
      a = 1;
    })(),
  "long with surrogates": () => ["x".repeat(16_366) + "😀".repeat(20)],
  "long with surrogates, shifted": () => ["x".repeat(16_367) + "😀".repeat(20)],
};

/** @type {import("../harness/run.js").Case[]} */
export default [
  {
    name: "all are there",
    run: (t) => {
      for (const name of [
        "ConvexHttpClient",
        "ConvexError",
        "makeFunctionReference",
        "getFunctionName",
        "convexToJson",
        "jsonToConvex",
      ]) {
        t.fact(name, typeof t.api[name], "function");
      }
      t.fact("anyApi", typeof t.api.anyApi, "object");
    },
  },
  ...Object.entries(errorData).map(([kind, make]) => ({
    name: `ConvexError with ${kind}`,
    run: (/** @type {Side} */ t) => {
      const { ConvexError } = t.api;
      const data = make();
      const error = t.sync("new", () => new ConvexError(data));
      t.fact("data", Object.is(error.data, data), true);
      t.fact("name", error.name, "ConvexError");
      t.fact("brand", error[Symbol.for("ConvexError")], true);
      t.fact(
        "Error",
        error instanceof Error && error instanceof ConvexError,
        true,
      );
      if (typeof data === "string") t.fact("message", error.message, data);
      t.record("text", String(error));
      t.record("keys", Object.keys(error));
      t.record("symbols", Object.getOwnPropertySymbols(error).map(String));
      t.record("tag", Object.prototype.toString.call(error));
      t.record("stack", typeof error.stack);
      t.sync("JSON", () => JSON.stringify(error));
    },
  })),
  {
    name: "ConvexError without data",
    run: (t) => void t.sync("new", () => new t.api.ConvexError()),
  },
  {
    name: "ConvexError with a cycle",
    run: (t) => {
      /** @type {any} */
      const data = {};
      data.self = data;
      t.sync("new", () => new t.api.ConvexError(data), { engineText: true });
    },
  },
  {
    name: "ConvexError needs new",
    run: (t) =>
      void t.sync("call", () => t.api.ConvexError("x"), { engineText: true }),
  },
  {
    name: "ConvexError can be extended",
    run: (t) => {
      class Mine extends t.api.ConvexError {}
      const error = t.sync("new", () => Reflect.construct(Mine, [{ a: 1 }]));
      t.fact("instance", error instanceof t.api.ConvexError, true);
      t.fact("name", error.name, "ConvexError");
    },
  },
  {
    name: "ConvexError's members can be written",
    run: (t) => {
      const error = new t.api.ConvexError("x");
      error.data = { a: 1 };
      error.name = "Mine";
      error.message = "mine";
      t.record("error", error);
    },
  },
  {
    name: "ConvexError's class",
    run: (t) => {
      const { ConvexError } = t.api;
      t.fact("name", ConvexError.name, "ConvexError");
      t.fact("parent", Object.getPrototypeOf(ConvexError) === Error, true);
      t.fact(
        "constructor",
        ConvexError.prototype.constructor === ConvexError,
        true,
      );
    },
  },
  // Official keeps an array's own class here, which JSON does not show.
  ...Object.entries(sendable)
    .filter(([kind]) => kind !== "array of a subclass")
    .map(([kind, [make, wire]]) => ({
      name: `convexToJson and jsonToConvex of ${kind}`,
      run: (/** @type {Side} */ t) => {
        const { convexToJson, jsonToConvex } = t.api;
        const encoded = t.sync("encode", () => convexToJson(make()));
        if (typeof encoded !== "object" || encoded === null)
          t.fact("wire", encoded, JSON.parse(wire));
        else
          t.fact(
            "fields",
            Object.keys(JSON.parse(JSON.stringify(encoded))).sort(),
            Object.keys(JSON.parse(wire)).sort(),
          );
        t.sync("decode", () => jsonToConvex(JSON.parse(wire)));
        t.sync("and back", () => jsonToConvex(encoded));
      },
    })),
  ...Object.entries(unsupported).flatMap(([kind, [make, named]]) => [
    {
      name: `convexToJson of ${kind}`,
      run: (/** @type {Side} */ t) => {
        t.sync("alone", () => t.api.convexToJson(make()));
        if (named)
          t.message("alone", `${named} is not a supported Convex type.`);
        for (const [position, [place]] of Object.entries(positions)) {
          t.sync(position, () => t.api.convexToJson(place(make())));
        }
        t.sync("in an array at the top", () => t.api.convexToJson([0, make()]));
      },
    },
  ]),
  {
    name: "convexToJson of undefined",
    run: (t) => {
      const { convexToJson } = t.api;
      t.sync("alone", () => convexToJson(undefined));
      t.sync("nothing", () => convexToJson());
      t.sync("in an array", () => convexToJson([undefined]));
      t.sync("in an object", () => convexToJson({ a: undefined }));
      t.message(
        "alone",
        "undefined is not a valid Convex value. To learn about Convex's supported types, see https://docs.convex.dev/using/types.",
      );
      t.message(
        "in an array",
        'undefined is not a valid Convex value (present at path [0] in original object ["undefined"]). To learn about Convex\'s supported types, see https://docs.convex.dev/using/types.',
      );
    },
  },
  {
    name: "convexToJson keeps holes",
    run: (t) => void t.sync("encode", () => t.api.convexToJson([, 1, [, -0]])),
  },
  {
    name: "convexToJson gives new objects",
    run: (t) => {
      const inner = { a: [1] };
      const value = { inner, list: [inner] };
      const encoded = t.api.convexToJson(value);
      t.fact(
        "new",
        encoded !== value &&
          encoded.inner !== inner &&
          encoded.list !== value.list,
        true,
      );
      t.fact(
        "new inside",
        encoded.inner.a !== inner.a && encoded.list[0] !== encoded.inner,
        true,
      );
    },
  },
  {
    name: "jsonToConvex gives new objects",
    run: (t) => {
      const inner = { a: [1] };
      const value = { inner, list: [inner], n: { $integer: "AQAAAAAAAAA=" } };
      const decoded = t.api.jsonToConvex(value);
      t.fact(
        "new",
        decoded !== value &&
          decoded.inner !== inner &&
          decoded.list !== value.list,
        true,
      );
      t.fact(
        "new inside",
        decoded.inner.a !== inner.a && decoded.list[0] !== decoded.inner,
        true,
      );
      t.record("afterwards", value);
    },
  },
  {
    name: "jsonToConvex of what is no JSON",
    run: (t) => {
      for (const [kind, value] of Object.entries({
        undefined: undefined,
        bigint: 5n,
        function: () => 1,
        Date: new Date(0),
        holes: [, 1],
        hidden: Object.defineProperty({}, "a", { value: 1 }),
      })) {
        t.sync(kind, () => t.api.jsonToConvex(value));
      }
      t.sync("symbol", () => t.api.jsonToConvex(Symbol("s")), {
        engineText: true,
      });
    },
  },
  {
    name: "jsonToConvex of malformed markers",
    run: (t) => {
      for (const name of [
        "$bytes",
        "$integer",
        "$float",
        "$commitTs",
        "$set",
        "$map",
        "$other",
      ]) {
        for (const value of [5, null, undefined, "", "A", "AAAA", [], {}]) {
          t.sync(`${name} ${JSON.stringify(value)}`, () =>
            t.api.jsonToConvex([{ [name]: value }]),
          );
        }
      }
    },
  },
  {
    name: "a proxy of anyApi",
    run: async (t) => {
      const { anyApi } = t.api;
      t.fact(
        "tag",
        Object.prototype.toString.call(anyApi.a.b),
        "[object FunctionReference]",
      );
      t.fact("keys", Object.keys(anyApi.a), []);
      t.fact("in", "a" in anyApi, false);
      t.fact("fresh", anyApi.a === anyApi.a, false);
      t.fact("other symbols", anyApi.a[Symbol.iterator], undefined);
      t.fact("JSON", JSON.stringify(anyApi.a.b), "{}");
      t.fact("awaited", t.api.getFunctionName(await anyApi.a.b), "a:b");
      t.sync("name", () => anyApi.a.b[Symbol.for("functionName")]);
      t.sync("reference path", () => anyApi.a.b[Symbol.for("toReferencePath")]);
      t.sync("too short", () => anyApi.a[Symbol.for("functionName")]);
      t.sync("text", () => `${anyApi.a.b}`, { engineText: true });
      t.sync("call", () => anyApi.a.b(), { engineText: true });
      t.sync("assign", () => void (anyApi.x = 1));
    },
  },
  {
    name: "what makeFunctionReference makes",
    run: (t) => {
      const { makeFunctionReference, getFunctionName } = t.api;
      const ref = makeFunctionReference("a:b");
      t.record("reference", ref);
      t.fact("keys", Object.keys(ref), []);
      t.fact("symbol", ref[Symbol.for("functionName")], "a:b");
      t.fact("spread", getFunctionName({ ...ref }), "a:b");
      t.sync("nothing", () => makeFunctionReference());
      t.sync("name of nothing", () => getFunctionName(makeFunctionReference()));
      t.sync("empty", () => getFunctionName(makeFunctionReference("")));
    },
  },
];
