import { mock } from "../harness/replies.js";

/**
 * Objects of another realm, whose classes are not this realm's. Where a
 * runtime has no second realm, there are no cases.
 *
 * @typedef {import("../harness/side.js").Side} Side
 * @typedef {any} Realm the global object of the other realm
 */

/** @type {Realm} */
const realm = await secondRealm();

/** @param {Realm} r @param {object} fields */
const object = (r, fields) => r.Object.assign(new r.Object(), fields);
/** @param {Realm} r @param {any[]} items */
const array = (r, ...items) => r.Array.from(items);

/** Tells whether what an array of the other realm makes is of that realm too, as the standard has it. */
export const keepsRealm = () =>
  realm !== undefined && !(new realm.Array(1).map(String) instanceof Array);

/** @type {Record<string, (r: Realm) => any>} */
const values = {
  "an object": (r) => object(r, { a: 1, b: array(r, 2n) }),
  "an array": (r) => array(r, 1, array(r, 2n), object(r, { c: -0 })),
  "an array with a hole": (r) => new r.Array(2),
  "a null prototype": (r) => r.Object.assign(r.Object.create(null), { a: 1 }),
  "an undefined field": (r) => object(r, { a: undefined, b: 1 }),
  "undefined in an array": (r) => array(r, undefined),
  "an ArrayBuffer": (r) => new r.ArrayBuffer(2),
  "a typed array": (r) => new r.Uint8Array([1, 2]),
  "a Date": (r) => new r.Date(0),
  "a Map": (r) => new r.Map([["a", 1]]),
  "a Set": (r) => new r.Set([1]),
  "a RegExp": (r) => new r.RegExp("x"),
  "an object that inherits": (r) => r.Object.create({ a: 1 }),
  "an object that inherits from its own": (r) =>
    r.Object.create(object(r, { a: 1 })),
  "a boxed string": (r) => new r.String("x"),
  "a function": (r) => r.Array.isArray,
  "an Error": (r) => new r.TypeError("x"),
  "a proxy": (r) => new r.Proxy(object(r, { a: 1 }), {}),
  "a promise": (r) => r.Promise.resolve(),
};

/** What json() may hold besides. @type {Record<string, (r: Realm) => any>} */
const wire = {
  ...values,
  "an int64": (r) => object(r, { $integer: "AQAAAAAAAAA=" }),
  "bytes in an array": (r) => array(r, object(r, { $bytes: "AAEC" })),
  "a malformed marker": (r) => object(r, { $integer: 5 }),
};

/** @type {import("../harness/run.js").Case[]} */
const cases = [
  ...Object.entries(values).flatMap(([kind, make]) => [
    {
      name: `${kind} as a value`,
      run: async (/** @type {Side} */ t) => {
        const { convexToJson } = t.api;
        const one = () => make(realm);
        await t.call(() => t.client().query("a:b", { value: one() }));
        await t.call(() => t.client().mutation("a:b", { list: [one()] }));
        t.sync("encode", () => JSON.stringify(convexToJson(one())));
      },
    },
    {
      name: `${kind} as the arguments`,
      run: async (/** @type {Side} */ t) => {
        await t.call(() => t.client().query("a:b", make(realm)));
        const { ConvexError } = t.api;
        t.sync("message", () => new ConvexError(make(realm)).message);
      },
    },
  ]),
  ...Object.entries(wire).map(([kind, make]) => ({
    name: `${kind} in a mocked reply`,
    run: async (/** @type {Side} */ t) => {
      const envelope = { status: "success", value: make(realm) };
      const json = async () => object(realm, envelope);
      t.reply(mock({ ok: true, json }));
      await t.call(() => t.client().query("a:b"), "it");
      t.sync("decode", () => {
        const value = t.api.jsonToConvex(make(realm));
        // Official keeps an array's own class here, which JSON does not show.
        return Array.isArray(value) ? Array.from(value) : value;
      });
    },
  })),
  {
    name: "a promise from fetch",
    run: async (t) => {
      const json = async () => ({ status: "success", value: 1 });
      t.reply(() => realm.Promise.resolve({ ok: true, json }));
      await t.call(() => t.client().query("a:b"), "it");
      t.outcome("it", { resolved: 1 });
    },
  },
  {
    name: "an error from fetch",
    run: async (t) => {
      const reason = t.same("reason", new realm.Error("x"));
      t.reply(() => Promise.reject(reason));
      await t.call(() => t.client().query("a:b"), "it");
      t.outcome("it", { rejected: { identical: "reason" } });
    },
  },
  {
    name: "a reference and options",
    run: async (t) => {
      const ref = object(realm, { [Symbol.for("functionName")]: "a:b" });
      const options = object(realm, { skipQueue: true });
      await t.call(() => t.client().query(ref));
      await t.call(() => t.client().mutation(ref, undefined, options));
    },
  },
];

export default realm ? cases : [];

async function secondRealm() {
  const { document, navigator, process } = /** @type {any} */ (globalThis);
  if (document) {
    const frame = document.createElement("iframe");
    document.documentElement.append(frame);
    return frame.contentWindow;
  }
  const worker = navigator?.userAgent === "Cloudflare-Workers";
  if (worker || !process?.versions?.node) return undefined;
  // Not written out, so that no bundler looks for it.
  const name = ["node", "vm"].join(":");
  const { createContext, runInContext } = await import(name);
  return runInContext("globalThis", createContext({}));
}
