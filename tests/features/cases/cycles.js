// Arguments without an end, of any width, and such that have one although their parts stand in many places.
import { everyMethod } from "../methods.js";
import { anyReply } from "../watching.js";

/** In milliseconds, on a machine that does other work: what it took without a search for cycles was for ever. */
const LIMIT = 2000;

/** Objects in a chain, whose ends are given. @param {number} length @param {string[]} names */
function chain(length, names) {
  /** @type {any} */
  const first = {};
  let last = first;
  for (let index = 0; index < length; index++) {
    const next = {};
    for (const name of names) last[name] = next;
    last = next;
  }
  return { first, last };
}

/** Values that contain themselves, and where. @type {Record<string, () => { args: any, path: string | undefined }>} */
const cycles = {
  "two branches": () => {
    /** @type {any} */
    const args = { children: [] };
    args.children.push({ parent: args }, { parent: args });
    return { args, path: ".children[0].parent" };
  },
  "a hundred thousand branches, of which one leads back": () => {
    /** @type {any} */
    const args = { list: Array.from({ length: 100_000 }, () => ({})) };
    args.list.push({ args });
    return { args, path: ".list[100000].args" };
  },
  "a hundred thousand branches that lead back": () => {
    /** @type {any} */
    const args = {};
    args.list = Array.from({ length: 100_000 }, () => ({ args }));
    return { args, path: ".list[0].args" };
  },
  "arrays in each other": () => {
    /** @type {any[]} */
    const one = [];
    const two = [one, one];
    one.push(two, two);
    return { args: { one }, path: ".one[0][0]" };
  },
  "5000 levels": () => {
    const { first, last } = chain(5000, ["next"]);
    last.back = first;
    return { args: first, path: `${".next".repeat(5000)}.back` };
  },
  "5000 levels of two branches": () => {
    const { first, last } = chain(5000, ["a", "b"]);
    last.back = first;
    // Nobody goes down that far.
    return { args: first, path: undefined };
  },
  "300 nodes that all know each other": () => {
    const nodes = Array.from({ length: 300 }, () => ({ edges: [{}] }));
    for (const node of nodes) node.edges = nodes;
    return { args: { node: nodes[0] }, path: ".node.edges[0]" };
  },
  "behind what is fine": () => {
    /** @type {any} */
    const z = { list: [1, { deep: 2 }] };
    z.list.push({ z });
    return { args: { a: [{ b: 1 }], z }, path: ".z.list[2].z" };
  },
};

/** What an engine says of an exhausted stack, as the official client lets it. @param {any} error */
const isStackError = (error) =>
  ["RangeError", "InternalError"].includes(error?.constructor.name);

/** @param {import("../setting.js").Setting} t @param {() => unknown} run @param {string} label */
async function timed(t, run, label) {
  const start = performance.now();
  try {
    await run();
  } catch (error) {
    t.between(performance.now() - start, 0, LIMIT, label);
    return error;
  }
  throw new Error(`${label} was to fail`);
}

/** @type {import("../setting.js").Case[]} */
export default [
  ...Object.entries(cycles).map(([name, make]) => ({
    name: `${name}: refused at once, with the place where it can be known`,
    run: async (/** @type {import("../setting.js").Setting} */ t) => {
      let sent = 0;
      const fetch = async (/** @type {string} */ url) => {
        // A consistent query asks for its timestamp first, as the official client's.
        if (!url.endsWith("/query_ts")) sent++;
        return anyReply();
      };
      const client = t.client({ fetch });
      for (const [method, { kind, call }] of everyMethod) {
        const { args, path } = make();
        const label = `${name}, ${method}`;
        const error = await timed(t, () => call(client, "a:b", args), label);
        t.ok(isStackError(error), `${label}: ${error}`);
        const info = t.info(
          error,
          {
            kind: "args",
            attempts: 0,
            path: kind === "batch" ? `[0]${path ?? ""}` : path,
          },
          label,
        );
        t.ok(
          /contains? (it|themselves)/.test(info.hint),
          `${label}: ${info.hint}`,
        );
      }
      const { args } = make();
      const pages = () =>
        client.paginate("a:b", args, { numItems: 5 }).pages().next();
      t.ok(isStackError(await timed(t, pages, "paginate")), "paginate");
      const { convexToJson, jsonToConvex } = t.ours;
      for (const run of [convexToJson, jsonToConvex])
        t.ok(isStackError(await timed(t, () => run(args), run.name)), run.name);
      t.equal([sent, client.pendingMutations], [0, 0]);
      t.equal(await client.mutation("a:b", {}), null, "it still works");
    },
  })),

  {
    name: "a reply's and an error's data that contain themselves, from a mock: refused at once",
    run: async (t) => {
      for (const make of [
        cycles["two branches"],
        cycles["5000 levels of two branches"],
      ])
        for (const reply of [
          { status: "success", value: make().args },
          { status: "error", errorMessage: "m", errorData: make().args },
        ]) {
          const fetch = async () => ({ ok: true, json: async () => reply });
          const client = t.client({ fetch });
          const error = await timed(t, () => client.query("a:b"), reply.status);
          t.ok(isStackError(error), `${reply.status}: ${error}`);
        }
    },
  },

  {
    name: "what getters make anew for ever: refused",
    run: async (t) => {
      const make = () => ({
        get a() {
          return make();
        },
        get b() {
          return make();
        },
      });
      const client = t.client({ fetch: async () => anyReply() });
      for (const [method, { call }] of everyMethod) {
        const run = () => call(client, "a:b", make());
        t.ok(isStackError(await timed(t, run, method)), method);
      }
    },
  },

  {
    name: "the first fault is told, as the official client finds it",
    run: async (t) => {
      const client = t.client({ fetch: async () => anyReply() });
      /** @type {any} */
      const before = { a: { $x: 1 } };
      before.z = before;
      t.info(await t.rejection(client.query("a:b", before)), { path: ".a.$x" });
      /** @type {any} */
      const after = { z: { $x: 1 } };
      after.a = after;
      const error = await t.rejection(client.query("a:b", after));
      t.ok(isStackError(error), String(error));
      t.info(error, { path: ".a" });
    },
  },

  {
    name: "one object in many places: sent as often as it stands there, and no search finds a cycle",
    run: async (t) => {
      /** @type {any} */
      let body;
      const fetch = async (/** @type {any} */ _, /** @type {any} */ init) => {
        body = init.body;
        return anyReply();
      };
      const client = t.client({ fetch });
      const leaf = { n: 1n, list: [{}] };
      const wide = { items: Array.from({ length: 20_000 }, () => leaf) };
      // 2 to the 14th leaves.
      /** @type {any} */
      let tree = leaf;
      for (let level = 0; level < 14; level++) tree = { a: tree, b: [tree] };
      for (const [args, count] of /** @type {[object, number][]} */ ([
        [wide, 20_000],
        [tree, 16_384],
      ])) {
        for (const [name, { call }] of everyMethod) {
          await call(client, "a:b", args);
          const found = body.split('"$integer"').length - 1;
          t.equal(found, count, name);
        }
        const json = t.ours.convexToJson(args);
        t.equal(JSON.stringify(json).split("$integer").length - 1, count);
        const back = t.ours.jsonToConvex(json);
        t.equal(
          JSON.stringify(t.ours.convexToJson(back)),
          JSON.stringify(json),
        );
      }
    },
  },
];
