import { positions, sendable, unsupported } from "./kinds.js";

/** @typedef {import("../harness/side.js").Side} Side */

const LEARN =
  "To learn about Convex's supported types, see https://docs.convex.dev/using/types.";
const NON_ASCII = "Field names can only contain non-control ASCII characters";

/** @type {Record<string, bigint>} */
const tooLarge = {
  "2^63": 2n ** 63n,
  "-2^63-1": -(2n ** 63n) - 1n,
  "2^64": 2n ** 64n,
  "10^40": 10n ** 40n,
};

/** @type {Record<string, [key: string, message: string]>} */
const badKeys = {
  $x: ["$x", "Field name $x starts with a '$', which is reserved."],
  $: ["$", "Field name $ starts with a '$', which is reserved."],
  $integer: [
    "$integer",
    "Field name $integer starts with a '$', which is reserved.",
  ],
  "non-ASCII": [
    "aäb",
    `Field name aäb has invalid character 'ä': ${NON_ASCII}`,
  ],
  "control character": [
    "a\nb",
    `Field name a\nb has invalid character '\n': ${NON_ASCII}`,
  ],
  NUL: ["\0", `Field name \0 has invalid character '\0': ${NON_ASCII}`],
  DEL: ["a\x7f", `Field name a\x7f has invalid character '\x7f': ${NON_ASCII}`],
  emoji: ["a👍", `Field name a👍 has invalid character '\ud83d': ${NON_ASCII}`],
  "lone surrogate": [
    "\ud800",
    `Field name \ud800 has invalid character '\ud800': ${NON_ASCII}`,
  ],
  "1025 long": [
    "k".repeat(1025),
    `Field name ${"k".repeat(1025)} exceeds maximum field name length 1024.`,
  ],
  "long and reserved": [
    `$${"ä".repeat(1024)}`,
    `Field name $${"ä".repeat(1024)} exceeds maximum field name length 1024.`,
  ],
  "reserved and non-ASCII": [
    "$ä",
    "Field name $ä starts with a '$', which is reserved.",
  ],
};

/** Which of several faults is named: official looks at keys in their order. */
/** @type {Record<string, () => any>} */
const several = {
  "keys out of order": () => ({ b: new Date(0), a: new Map() }),
  "key and value": () => ({ b: new Date(0), $a: 1 }),
  "nested before later": () => ({
    z: { y: new Set() },
    a: { c: 1, b: new Map() },
  }),
  "undefined in two arrays": () => ({ b: [undefined], a: [1, undefined] }),
  "bigint and Date": () => ({ b: new Date(0), a: 2n ** 70n }),
  "two bad keys": () => ({ "\uffff": 1, "\u{1f600}": 2 }),
  "numeric keys": () => ({ 10: new Map(), 9: new Set() }),
  "upper and lower case": () => ({ a: new Map(), B: new Set() }),
  "in an array": () => ({ a: [{ d: new Set(), c: new Date(0) }, new Map()] }),
};

/**
 * The same JSON with its keys in one order.
 *
 * @param {string} text
 */
function ordered(text) {
  return JSON.stringify(JSON.parse(text), (_key, value) =>
    value && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort())
      : value,
  );
}

/**
 * @param {Side} t
 * @param {any} value
 */
async function refuse(t, value, kind = "it", options = {}) {
  await t.call(() => t.client().query("a:b", value), kind, options);
  t.fact("requests", t.requests.length, 0);
}

/** @param {string} named @param {string} path @param {string} original */
function unsupportedMessage(named, path, original) {
  return `${named} is not a supported Convex type (present at path ${path} in original object ${original}). ${LEARN}`;
}

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...Object.entries(sendable).flatMap(([kind, [make, wire]]) =>
    Object.entries(positions).map(([position, [place]]) => ({
      name: `${kind} ${position}`,
      run: async (/** @type {Side} */ t) => {
        await t.call(() => t.client().mutation("a:b", place(make())));
        const text = JSON.stringify(place(0)).replace(
          /0(?=[}\]]*$)/,
          () => wire,
        );
        const body = `{"path":"a:b","format":"convex_encoded_json","args":[${text}]}`;
        t.fact("JSON", ordered(t.requests[0].body), ordered(body));
      },
    })),
  ),
  ...Object.entries(unsupported).flatMap(([kind, [make, named]]) =>
    Object.entries(positions).map(([position, [place, path]]) => ({
      name: `${kind} ${position} is refused`,
      run: async (/** @type {Side} */ t) => {
        await refuse(t, place(make()));
        if (!named) return;
        const shown = /^(Map|Set)/.test(named)
          ? "{}"
          : named.replace(/^[A-Za-z]\w* /, "");
        const original = JSON.stringify(place("@")).replace('"@"', () => shown);
        t.message("it", unsupportedMessage(named, path, original));
      },
    })),
  ),
  ...Object.entries(tooLarge).flatMap(([kind, value]) =>
    Object.entries(positions).map(([position, [place]]) => ({
      name: `bigint ${kind} ${position} is refused`,
      run: async (/** @type {Side} */ t) => {
        await refuse(t, place(value));
        t.message(
          "it",
          `BigInt ${value} does not fit into a 64-bit signed integer.`,
        );
      },
    })),
  ),
  ...Object.entries(badKeys).flatMap(([kind, [key, message]]) =>
    Object.entries(positions).map(([position, [place]]) => ({
      name: `key ${kind} ${position} is refused`,
      run: async (/** @type {Side} */ t) => {
        await refuse(t, place({ [key]: 1 }));
        t.message("it", message);
      },
    })),
  ),
  ...Object.entries(badKeys).map(([kind, [key, message]]) => ({
    name: `key ${kind} at the top`,
    run: async (/** @type {Side} */ t) => {
      await refuse(t, { [key]: 1 });
      t.message("it", message);
      await t.call(
        () => t.client().query("a:b", { [key]: undefined }),
        "dropped",
      );
      t.fact("sent", t.bodies[0].args, [{}]);
    },
  })),
  ...Object.entries(several).map(([kind, make]) => ({
    name: `several faults: ${kind}`,
    run: (/** @type {Side} */ t) => refuse(t, make()),
  })),
  ...["in an array", "in an array of arrays"].map((position) => ({
    name: `undefined ${position} is refused`,
    run: async (/** @type {Side} */ t) => {
      const [place, path] = positions[position];
      await refuse(t, place(undefined));
      const original = JSON.stringify(place("undefined"));
      t.message(
        "it",
        `undefined is not a valid Convex value (present at path ${path} in original object ${original}). ${LEARN}`,
      );
    },
  })),
  ...[
    ["just fits", 16384 - 8],
    ["is cut", 20_000],
    ["is one too long", 16384 - 7],
  ].map(([kind, length]) => ({
    name: `a long original object that ${kind}`,
    run: (/** @type {Side} */ t) =>
      refuse(t, { a: [undefined], b: "x".repeat(Number(length) - 20) }),
  })),
  ...Array.from({ length: 6 }, (_, i) => ({
    name: `a cut near a surrogate pair, ${i}`,
    run: (/** @type {Side} */ t) =>
      refuse(t, {
        b: [undefined],
        a: "x".repeat(16_355 + i) + "😀".repeat(40),
      }),
  })),
  {
    name: "a long class instance is cut",
    run: (t) =>
      refuse(t, {
        a: Object.assign(new (class Big {})(), { b: "é".repeat(20_000) }),
      }),
  },
  {
    name: "an original object with odd values in it",
    run: (t) =>
      refuse(t, {
        u: undefined,
        n: 5n,
        z: -0,
        nan: NaN,
        buffer: new ArrayBuffer(3),
        list: [1, , 2],
        bad: new Date(0),
        f: { toJSON: "x" },
      }),
  },
  {
    name: "a toJSON that throws while explaining",
    run: async (t) => {
      const reason = t.same("reason", { why: "toJSON" });
      class Rude {
        toJSON() {
          throw reason;
        }
      }
      await refuse(t, { a: new Rude() });
      t.outcome("it", { rejected: { identical: "reason" } });
    },
  },
  {
    name: "a cycle in an unsupported value",
    run: (t) => {
      /** @type {any} */
      const value = new (class Node {})();
      value.self = value;
      return refuse(t, { a: value }, "it", { engineText: true });
    },
  },
  {
    name: "a cycle of plain objects",
    run: (t) => {
      /** @type {any} */
      const value = {};
      value.self = value;
      return refuse(t, value, "it", { engineText: true });
    },
  },
  {
    name: "a cycle of arrays",
    run: (t) => {
      /** @type {any[]} */
      const list = [];
      list.push(list);
      return refuse(t, { list }, "it", { engineText: true });
    },
  },
  {
    name: "a client still works after a cycle",
    run: async (t) => {
      const client = t.client();
      /** @type {any} */
      const value = {};
      value.self = value;
      await t.call(() => client.query("a:b", value), "cycle", {
        engineText: true,
      });
      await t.call(() => client.query("a:b", { n: 1n }), "after");
      t.outcome("after", { resolved: null });
    },
  },
  {
    name: "one object in two places",
    run: async (t) => {
      const shared = { n: 1n };
      await t.call(() => t.client().query("a:b", { a: shared, b: [shared] }));
      t.fact("args", t.bodies[0].args[0].b[0], t.bodies[0].args[0].a);
    },
  },
  {
    name: "a detached ArrayBuffer",
    run: (t) => {
      const buffer = new ArrayBuffer(4);
      structuredClone(buffer, { transfer: [buffer] });
      return refuse(t, { buffer }, "it", { engineText: true });
    },
  },
  {
    name: "BigInt.prototype.toJSON is not asked",
    run: async (t) => {
      t.patch(BigInt.prototype, "toJSON", () => "wrong");
      await t.call(() => t.client().query("a:b", { n: 1n }));
      t.fact("body", t.bodies[0].args, [{ n: { $integer: "AQAAAAAAAAA=" } }]);
    },
  },
  {
    name: "a commit timestamp is sent back as its marker",
    run: async (t) => {
      const placeholder = t.api.jsonToConvex({ $commitTs: null });
      await t.call(() => t.client().query("a:b", { at: [placeholder] }));
      t.fact("args", t.bodies[0].args, [{ at: [{ $commitTs: null }] }]);
    },
  },
  {
    name: "many documents with sorted keys are sent to the byte",
    run: async (t) => {
      const list = Array.from({ length: 500 }, (_, i) => ({
        a: i / 7,
        b: `text ${i}`,
        c: BigInt(i),
        d: [i % 2 === 0, null],
        e: -0,
      }));
      await t.call(() => t.client().query("a:b", { list }));
    },
  },
  {
    name: "1000 levels of arrays",
    run: async (t) => {
      let value = /** @type {any} */ (1n);
      for (let i = 0; i < 1000; i += 1) value = [value];
      await t.call(() => t.client().query("a:b", { value }));
    },
  },
];
