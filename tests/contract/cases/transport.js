import { methods } from "../harness/methods.js";
import {
  failure,
  json,
  mock,
  rejects,
  success,
  throws,
} from "../harness/replies.js";

import {
  broken,
  fetchOptions,
  mocks,
  primitives,
  reasons,
} from "./transport-kinds.js";

/** @typedef {import("../harness/side.js").Side} Side */

/** Arguments whose keys are in no order, and how they are written. @type {Record<string, [() => any, string]>} */
const unsorted = {
  "keys at every depth": [
    () => ({
      b: 1,
      a: { d: [{ z: 1, y: 2n }, [{ Z: "é", B: null }]], c: "x" },
    }),
    '{"a":{"c":"x","d":[{"y":{"$integer":"AgAAAAAAAAA="},"z":1},[{"B":null,"Z":"é"}]]},"b":1}',
  ],
  "keys like numbers": [
    () => ({ b: 1, 10: 1, 9: { 2: 1, 11: 1, "01": 1 }, "-1": 1 }),
    '{"9":{"2":1,"11":1,"01":1},"10":1,"-1":1,"b":1}',
  ],
  "upper case, punctuation and the empty key": [
    () => ({ a_b: 1, aB: 1, "a b": 1, "": 1, A: 1, _: 1, "~": 1 }),
    '{"":1,"A":1,"_":1,"a b":1,"aB":1,"a_b":1,"~":1}',
  ],
  "undefined fields between": [
    () => ({ c: 1, b: undefined, a: 1 }),
    '{"a":1,"c":1}',
  ],
  "numbers as JSON.stringify writes them": [
    () => ({ n: [1.0, 1e21, 1e-7, -0, 0.1 + 0.2, 2 ** 53] }),
    '{"n":[1,1e+21,1e-7,{"$float":"AAAAAAAAAIA="},0.30000000000000004,9007199254740992]}',
  ],
};

/** @type {import("../harness/run.js").Case[]} */
export default [
  // The server's cache of queries goes by the text of their arguments: a query that is written in another way misses what
  // the web app has filled. convex-backend, `SerializedArgs` and `RequestedCacheKey`.
  ...methods.flatMap(({ name, call, endpoint }) =>
    Object.entries(unsorted).map(([label, [args, written]]) => ({
      name: `${name}: the body is the same to the byte, ${label}`,
      run: async (/** @type {Side} */ t) => {
        await t.call(() => call(t.client(), "dir/a:b", args()));
        const ts = endpoint === "query_at_ts" ? ',"ts":"AAAAAAAAAAE="' : "";
        const body =
          endpoint === "function"
            ? `{"path":"dir/a:b","format":"convex_encoded_json","args":${written}}`
            : `{"path":"dir/a:b","format":"convex_encoded_json","args":[${written}]${ts}}`;
        t.fact("body", t.requests.at(-1)?.body, body);
      },
    })),
  ),
  ...methods.flatMap(({ name, call, endpoint }) => [
    {
      name: `${name}: the request`,
      run: async (/** @type {Side} */ t) => {
        await t.call(() => call(t.client(), "dir/a:b", { x: 1 }));
        const request = /** @type {any} */ (t.requests.at(-1));
        t.fact(
          "url",
          request.url,
          `https://small-mouse-123.convex.cloud/api/${endpoint}`,
        );
        t.fact("method", request.method, "POST");
        const { redirect: _, ...members } = request.init;
        t.fact("members", Object.keys(members), ["body", "method", "headers"]);
        t.fact(
          "headers",
          request.headers.map((/** @type {any[]} */ [key]) => key),
          ["Content-Type", "Convex-Client"],
        );
        t.fact("type", request.headers[0][1], "application/json");
        t.fact(
          "plain headers",
          Object.getPrototypeOf(request.init.headers) === Object.prototype,
          true,
        );
        t.fact(
          "fetch's this",
          t.trace.filter(({ request }) => request).map((entry) => entry.this),
          t.trace
            .filter(({ request }) => request)
            .map(() => ({ undefined: true })),
        );
        t.fact(
          "arguments",
          t.trace
            .filter(({ request }) => request)
            .every((entry) => entry.arguments === 2),
          true,
        );
      },
    },
    ...Object.entries(reasons).flatMap(([kind, make]) => [
      {
        name: `${name}: fetch rejects with ${kind}`,
        run: async (/** @type {Side} */ t) => {
          const reason = t.same("reason", make());
          t.reply(rejects(reason), success(1));
          const client = t.client();
          await t.call(() => call(client, "a:b"), "it");
          t.outcome("it", { rejected: { identical: "reason" } });
          await t.call(() => call(client, "a:b"), "next");
          t.outcome("next", { resolved: 1 });
        },
      },
      {
        name: `${name}: fetch throws ${kind}`,
        run: async (/** @type {Side} */ t) => {
          const reason = t.same("reason", make());
          t.reply(throws(reason), success(1));
          const client = t.client();
          await t.call(() => call(client, "a:b"), "it");
          t.outcome("it", { rejected: { identical: "reason" } });
          await t.call(() => call(client, "a:b"), "next");
          t.outcome("next", { resolved: 1 });
        },
      },
    ]),
    ...Object.entries(primitives).map(([kind, reason]) => ({
      name: `${name}: fetch rejects with the primitive ${kind}`,
      run: async (/** @type {Side} */ t) => {
        t.reply(rejects(reason), throws(reason));
        await t.call(() => call(t.client(), "a:b"), "rejects");
        await t.call(() => call(t.client(), "a:b"), "throws");
      },
    })),
    ...Object.entries(mocks).map(([kind, make]) => ({
      name: `${name}: response with ${kind}`,
      run: async (/** @type {Side} */ t) => {
        t.reply(mock(make()));
        await t.call(() => call(t.client(), "a:b"), "it");
      },
    })),
    ...Object.entries(broken).map(([kind, make]) => ({
      name: `${name}: broken response, ${kind}`,
      run: async (/** @type {Side} */ t) => {
        t.reply(mock(make()), success(1));
        const client = t.client();
        await t.call(() => call(client, "a:b"), "it", { engineText: true });
        await t.call(() => call(client, "a:b"), "next");
        t.outcome("next", { resolved: 1 });
      },
    })),
    ...["json", "text"].map((member) => ({
      name: `${name}: ${member}() rejects with an object of its own`,
      run: async (/** @type {Side} */ t) => {
        const reason = t.same("reason", { why: member });
        const ok = member === "json";
        t.reply(
          mock({
            ok,
            status: ok ? 200 : 500,
            [member]: () => Promise.reject(reason),
          }),
        );
        t.reply(
          mock({
            ok,
            status: ok ? 200 : 500,
            [member]: () => {
              throw reason;
            },
          }),
        );
        await t.call(() => call(t.client(), "a:b"), "rejects");
        await t.call(() => call(t.client(), "a:b"), "throws");
        t.outcome("rejects", { rejected: { identical: "reason" } });
        t.outcome("throws", { rejected: { identical: "reason" } });
      },
    })),
    ...Object.entries(fetchOptions).map(([kind, options]) => ({
      name: `${name}: setFetchOptions, ${kind}`,
      run: async (/** @type {Side} */ t) => {
        const client = t.client();
        t.sync("set", () => client.setFetchOptions(options));
        await t.call(() => call(client, "a:b"));
        t.fact("method", t.requests.at(-1)?.method, "POST");
      },
    })),
    {
      name: `${name}: fetch that gives a response, no promise`,
      run: async (/** @type {Side} */ t) => {
        t.reply(json({ status: "success", value: 1 }));
        await t.call(() => call(t.client(), "a:b"), "it");
        t.outcome("it", { resolved: 1 });
      },
    },
    {
      name: `${name}: fetch that gives a thenable`,
      run: async (/** @type {Side} */ t) => {
        t.reply((request) => ({
          then: (/** @type {any} */ resolve) => resolve(success(1)(request)),
        }));
        await t.call(() => call(t.client(), "a:b"), "it");
        t.outcome("it", { resolved: 1 });
      },
    },
    {
      name: `${name}: the global fetch is looked up at each call`,
      run: async (/** @type {Side} */ t) => {
        const client = new t.api.ConvexHttpClient("https://a.b");
        for (const n of [1, 2]) {
          t.patch(globalThis, "fetch", function (/** @type {any[]} */ ...args) {
            // @ts-expect-error: this is what is looked at
            t.fact(`this of ${n}`, this, undefined);
            t.event(`fetch ${n}`);
            return t.fetch(...args);
          });
          await t.call(() => call(client, "a:b"));
        }
      },
    },
  ]),
  ...[undefined, null, 0, "", false].map((fetch) => ({
    name: `a fetch option that is ${JSON.stringify(fetch) ?? "undefined"} means the global one`,
    run: async (/** @type {Side} */ t) => {
      t.patch(globalThis, "fetch", t.fetch);
      const client = t.client({ fetch });
      await t.call(() => client.query("a:b"));
      t.fact("requests", t.requests.length, 1);
    },
  })),
  ...[5, "x", {}, true].map((fetch) => ({
    name: `a fetch option that is ${JSON.stringify(fetch)} rejects`,
    run: async (/** @type {Side} */ t) => {
      t.patch(globalThis, "fetch", t.fetch);
      for (const { name, call } of methods) {
        await t.call(() => call(t.client({ fetch }), "a:b"), name, {
          engineText: true,
        });
      }
      t.fact("requests", t.requests.length, 0);
    },
  })),
  {
    name: "the fetch option is preferred to the global one",
    run: async (t) => {
      t.patch(globalThis, "fetch", () => t.event("wrong fetch"));
      for (const { call } of methods)
        await t.call(() => call(t.client(), "a:b"));
      t.fact(
        "wrong",
        t.trace.filter(({ event }) => event),
        [],
      );
    },
  },
  {
    name: "a fetch with properties and a bound fetch work",
    run: async (t) => {
      const rich = Object.assign(
        (/** @type {any[]} */ ...args) => t.fetch(...args),
        { preconnect() {} },
      );
      await t.call(() => t.client({ fetch: rich }).query("a:b"));
      await t.call(() =>
        t.client({ fetch: t.fetch.bind({ a: 1 }) }).query("a:b"),
      );
      await t.call(() =>
        t.client({ fetch: new Proxy(t.fetch, {}) }).query("a:b"),
      );
    },
  },
  {
    name: "fetch options that change are read at each call",
    run: async (t) => {
      const options = { cache: "no-store" };
      const client = t.client();
      client.setFetchOptions(options);
      options.cache = "force-cache";
      await t.call(() => client.query("a:b"));
      client.setFetchOptions({ cache: "reload" });
      await t.call(() => client.query("a:b"));
      t.fact(
        "cache",
        t.requests.map(({ init }) => init.cache),
        ["force-cache", "reload"],
      );
    },
  },
  {
    name: "fetch options are not changed",
    run: async (t) => {
      const options = Object.freeze({
        cache: "no-store",
        headers: Object.freeze({ a: "b" }),
      });
      const client = t.client();
      client.setFetchOptions(options);
      await t.call(() => client.query("a:b"));
    },
  },
  {
    name: "a fetch option getter that throws rejects with the same object",
    run: async (t) => {
      const reason = t.same("reason", { why: "options" });
      for (const { name, call } of methods) {
        const client = t.client();
        client.setFetchOptions({
          get cache() {
            throw reason;
          },
        });
        await t.call(() => call(client, "a:b"), name);
        t.outcome(name, { rejected: { identical: "reason" } });
      }
    },
  },
  {
    name: "each request has its own init and headers",
    run: async (t) => {
      const client = t.client({ auth: "t" });
      t.reply((request) => {
        request.init.headers.Authorization = "changed";
        request.init.headers.extra = "x";
        return success(1)(request);
      });
      await t.call(() => client.query("a:b"));
      await t.call(() => client.query("a:b"));
      t.fact(
        "headers",
        t.requests[1].headers.map(([key]) => key),
        ["Content-Type", "Convex-Client", "Authorization"],
      );
      t.fact("token", t.requests[1].headers[2][1], "Bearer t");
    },
  },
  {
    name: "fetch may call the client",
    run: async (t) => {
      /** @type {any} */
      let inner;
      t.reply((request) => {
        inner = t.call(() => client.query("c:d"), "inner");
        client.setAuth("later");
        return success(1)(request);
      }, success(2));
      const client = t.client({ auth: "first" });
      await t.call(() => client.query("a:b"), "outer");
      await inner;
      t.fact(
        "tokens",
        t.requests.map(({ headers }) => headers[2]?.[1]),
        ["Bearer first", "Bearer first"],
      );
    },
  },
  {
    name: "100 calls at once get their own replies",
    run: async (t) => {
      const client = t.client();
      t.reply(
        ...Array.from({ length: 100 }, (_, i) =>
          i % 3 ? success(i) : failure(`no ${i}`),
        ),
      );
      const done = Array.from({ length: 100 }, (_, i) =>
        t.call(() => client.action("a:b"), `n${i}`),
      );
      await Promise.all(done);
      t.outcome("n99", t.outcomes.n99);
      t.outcome("n98", { resolved: 98 });
      t.message("n99", "no 99");
    },
  },
];
