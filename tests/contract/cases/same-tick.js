import { methods } from "../harness/methods.js";
import { macrotask } from "../harness/side.js";
import { held, json } from "../harness/replies.js";

/** @typedef {import("../harness/side.js").Side} Side */

/** Argument shapes: none may delay the request. */
/** @type {Record<string, any>} */
const shapes = {
  "no arguments": undefined,
  "empty arguments": {},
  "plain arguments": { a: 1, b: ["x"] },
  "special arguments": { n: 1n, list: [-0, new ArrayBuffer(2)] },
};

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...methods.flatMap(({ name, call, endpoint }) => [
    ...Object.entries(shapes).map(([shape, args]) => ({
      name: `${name} calls fetch before it returns, ${shape}`,
      run: async (/** @type {Side} */ t) => {
        const client = t.client({ auth: "token" });
        const done = t.call(() => call(client, "a:b", args));
        t.fact("requests", t.requests.length, 1);
        const path = name === "consistentQuery" ? "query_ts" : endpoint;
        t.fact("url", t.requests[0]?.url.split("/api/")[1], path);
        await done;
      },
    })),
    {
      name: `${name} returns a promise of this realm`,
      run: async (/** @type {Side} */ t) => {
        const promise = call(t.client(), "a:b");
        t.fact("instance", promise instanceof Promise, true);
        t.fact("constructor", promise.constructor === Promise, true);
        await promise;
      },
    },
    {
      name: `${name} reports every failure as a rejection`,
      run: async (/** @type {Side} */ t) => {
        const broken = t.client({
          fetch() {
            throw new Error("no network");
          },
        });
        await t.call(() => call(t.client(), {}), "reference");
        await t.call(() => call(t.client(), null), "null", {
          engineText: true,
        });
        await t.call(() => call(t.client(), "a:b", 5), "args");
        await t.call(() => call(t.client(), "a:b", { a: new Map() }), "value");
        await t.call(() => call(broken, "a:b"), "fetch");
        for (const label of ["reference", "null", "args", "value", "fetch"]) {
          t.fact(label, "rejected" in t.outcomes[label], true);
        }
      },
    },
    {
      name: `${name} does not settle in the same tick`,
      run: async (/** @type {Side} */ t) => {
        const done = call(t.client(), {}).catch(() => t.event("rejected"));
        t.event("returned");
        await done;
      },
    },
  ]),
  {
    name: "two calls send two requests before anything is awaited",
    run: async (t) => {
      const client = t.client();
      const done = [
        t.call(() => client.query("a:b")),
        t.call(() => client.action("a:b")),
      ];
      t.fact("requests", t.requests.length, 2);
      await Promise.all(done);
    },
  },
  {
    name: "a global fetch that is replaced only around the call is used",
    run: async (t) => {
      const client = new t.api.ConvexHttpClient("https://a.b");
      for (const { name, call } of methods.filter(
        ({ name }) => name !== "consistentQuery",
      )) {
        t.patch(globalThis, "fetch", t.fetch);
        const done = t.call(() => call(client, "a:b"), name);
        t.restores.pop()?.();
        await done;
      }
      t.fact("requests", t.requests.length, 5);
    },
  },
  {
    name: "the query of a second consistentQuery is not sent in the same tick",
    run: async (t) => {
      const client = t.client();
      await t.call(() => client.consistentQuery("a:b"));
      const done = t.call(() => client.consistentQuery("a:b"));
      t.record("requests", t.requests.length);
      await done;
    },
  },
  {
    name: "the query is sent soon after its timestamp",
    run: async (t) => {
      const { reply, release } = held();
      t.replyTimestamp(reply);
      const done = t.call(() => t.client().consistentQuery("a:b"));
      await macrotask();
      t.fact("before", t.requests.length, 1);
      release(json({ ts: "x" }));
      await done;
      t.fact("after", t.requests.length, 2);
    },
  },
];
