import { mock, success, text } from "../harness/replies.js";
import { ADDRESS } from "../harness/side.js";

/**
 * Values that are nested deeply, and cycles. How deep is too deep is up to the
 * engine and to how much of its stack a client takes, so official's outcome in
 * the same runtime is the measure: where it gets through, ours must; where it
 * does not, ours may, or must fail with an error of the same class. Afterwards
 * the client must work as before.
 *
 * What official does, in each of the ways below:
 *
 * | levels  | Node, Deno, workerd, Chromium | Bun        | Firefox            |
 * | ------- | ----------------------------- | ---------- | ------------------ |
 * | 1,000   | passes                        | passes     | passes             |
 * | 5,000   | RangeError, or passes once    | passes     | InternalError, or  |
 * |         | the engine has optimized it   |            | passes             |
 * | 10,000  | RangeError                    | passes     | InternalError; a   |
 * |         |                               |            | reply's text passes |
 * | 100,000 | RangeError                    | RangeError | InternalError      |
 *
 * @typedef {import("../harness/side.js").Side} Side
 * @typedef {import("../harness/side.js").Env} Env
 */

const DEPTHS = [100, 1_000, 5_000, 10_000, 100_000];

/** @type {Record<string, (inner: any) => any>} */
const shapes = {
  arrays: (inner) => [inner],
  objects: (inner) => ({ a: inner }),
};

/**
 * @param {number} depth
 * @param {any} end
 * @param {(inner: any) => any} wrap
 */
function nested(depth, end, wrap) {
  let value = end;
  for (let level = 0; level < depth; level += 1) value = wrap(value);
  return value;
}

/** @typedef {(api: any) => any} Operation on the exports of one client */

/**
 * What can be done with a value or, where a client gets it, with its JSON.
 *
 * @type {Record<string, (value: any, json: any) => Operation>}
 */
const operations = {
  "as arguments": (value) => (api) => answered(api).query("a:b", { value }),
  "as arguments of a mutation": (value) => (api) =>
    answered(api).mutation("a:b", { value }),
  "as arguments of function()": (value) => (api) =>
    answered(api).function("a:b", undefined, { value }),
  "in a mocked reply": (_, value) => (api) => {
    const json = async () => ({ status: "success", value });
    return answered(api, mock({ ok: true, json })).query("a:b");
  },
  "in errorData": (_, errorData) => async (api) => {
    const json = async () => ({
      status: "error",
      errorMessage: "m",
      errorData,
    });
    try {
      await answered(api, mock({ ok: true, json })).query("a:b");
    } catch (/** @type {any} */ error) {
      if (error.data === undefined) throw error;
    }
  },
  "in an invalid reply": (_, status) => (api) =>
    answered(api, mock({ ok: true, json: async () => ({ status }) })).query(
      "a:b",
    ),
  "through convexToJson": (value) => (api) => void api.convexToJson(value),
  "through jsonToConvex": (_, json) => (api) => void api.jsonToConvex(json),
  "in a ConvexError": (value) => (api) => void new api.ConvexError(value),
};

/**
 * Values that have no end.
 *
 * @type {Record<string, () => any>}
 */
const cycles = {
  "an array in itself": () => {
    /** @type {any[]} */
    const list = [1];
    list.push(list);
    return list;
  },
  "an object in itself": () => {
    /** @type {any} */
    const object = { a: 1 };
    object.self = object;
    return object;
  },
  "two objects in each other": () => {
    /** @type {any} */
    const one = { list: [] };
    one.list.push({ one, n: 1n });
    return one;
  },
};

/**
 * A client whose every request is answered by `reply`, which gets nothing.
 *
 * @param {any} api
 * @param {(nothing: any) => any} [reply]
 */
function answered(api, reply = success(null)) {
  const fetch = async () => reply(undefined);
  return new api.ConvexHttpClient(ADDRESS, { fetch, logger: false });
}

/**
 * @param {any} api
 * @param {Operation} operation
 */
async function outcomeOf(api, operation) {
  try {
    await operation(api);
    return "passes";
  } catch (/** @type {any} */ error) {
    return error?.constructor?.name;
  }
}

/**
 * @param {Side} t
 * @param {Env} env
 * @param {Operation} operation
 */
async function compare(t, env, operation) {
  const official = await outcomeOf(env.official, operation);
  const seen = await outcomeOf(t.api, operation);
  if (seen !== "passes") t.fact("outcome", seen, official);
  // The instance, and the clients that it made before, are as they were.
  const client = answered(t.api, success([{ $integer: "AQAAAAAAAAA=" }]));
  t.fact("a call", await client.mutation("a:b", { n: [-0, 1n] }), [1n]);
  t.fact("encoding", t.api.convexToJson([-0]), env.official.convexToJson([-0]));
}

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...Object.entries(operations).flatMap(([place, prepare]) => [
    ...Object.entries(shapes).flatMap(([shape, wrap]) =>
      DEPTHS.map((depth) => ({
        name: `${depth} levels of ${shape} ${place}`,
        quiet: true,
        run: async (/** @type {Side} */ t, /** @type {Env} */ env) => {
          const operation = prepare(
            nested(depth, 1n, wrap),
            nested(depth, { $integer: "AQAAAAAAAAA=" }, wrap),
          );
          await compare(t, env, operation);
        },
      })),
    ),
    ...Object.entries(cycles).map(([kind, make]) => ({
      name: `${kind} ${place}`,
      quiet: true,
      run: async (/** @type {Side} */ t, /** @type {Env} */ env) =>
        compare(t, env, prepare(make(), make())),
    })),
  ]),
  ...Object.entries(shapes).flatMap(([shape, wrap]) =>
    DEPTHS.map((depth) => ({
      name: `${depth} levels of ${shape} in the text of a reply`,
      quiet: true,
      run: async (/** @type {Side} */ t, /** @type {Env} */ env) => {
        const [open, close] = JSON.stringify(wrap("@")).split('"@"');
        const wire = open.repeat(depth) + "1" + close.repeat(depth);
        const reply = text(`{"status":"success","value":${wire}}`);
        await compare(t, env, (api) => answered(api, reply).query("a:b"));
      },
    })),
  ),
  ...Object.entries(shapes).map(([shape, wrap]) => ({
    name: `a part that is refused below 300 levels of ${shape}`,
    run: async (/** @type {Side} */ t) => {
      const value = nested(300, new Map(), wrap);
      await t.call(() => t.client().query("a:b", { value }));
    },
  })),
  {
    name: "too deep again and again does not wear the client out",
    quiet: true,
    run: async (t) => {
      const client = answered(t.api);
      const value = nested(100_000, 1n, shapes.objects);
      for (let i = 0; i < 10; i += 1) {
        const failed = await client
          .mutation("a:b", { value })
          .catch((/** @type {any} */ error) => error instanceof Error);
        t.fact("failed", failed, true);
      }
      t.fact("afterwards", await client.mutation("a:b", { n: 1n }), null);
    },
  },
];
