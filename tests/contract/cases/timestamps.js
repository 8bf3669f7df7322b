import {
  failure,
  held,
  json,
  mock,
  rejects,
  success,
  text,
  throws,
} from "../harness/replies.js";

/** @typedef {import("../harness/side.js").Side} Side */

/** @param {Side} t */
const urls = (t) => t.requests.map(({ url }) => String(url).split("/api/")[1]);

/** Timestamps that are none: the query then runs at the newest one. */
/** @type {Record<string, any>} */
const none = {
  "no ts": {},
  "ts null": { ts: null },
  "ts empty": { ts: "" },
  "ts zero": { ts: 0 },
  "ts false": { ts: false },
  "an array": [],
  "a number": 5,
  "a text": "x",
};

/** @type {Record<string, any>} */
const some = {
  text: "AAAAAAAAAAE=",
  "odd text": 'a"\\\u2028\ud800',
  number: 5,
  "large number": 1e21,
  true: true,
  object: { a: [1, null] },
};

/** Ways in which the timestamp request fails. */
/** @type {Record<string, [make: (t: Side) => import("../harness/replies.js").Reply, engineText?: boolean]>} */
const failing = {
  500: [() => text("no timestamp", 500)],
  400: [() => text('{"code":"X","message":"m"}', 400)],
  "560 is refused as well": [() => text("function error?", 560)],
  "an empty body": [() => text("", 503)],
  "HTML in a 200": [() => text("<html>")],
  "truncated JSON": [() => text('{"ts":"AA')],
  "null body": [() => text("null"), true],
  "rejecting fetch": [(t) => rejects(t.same("reason", { why: "fetch" }))],
  "throwing fetch": [(t) => throws(t.same("reason", { why: "fetch" }))],
  "rejecting json()": [
    (t) => mock({ ok: true, json: () => Promise.reject(t.same("reason", {})) }),
  ],
  "rejecting text()": [
    (t) =>
      mock({ ok: false, text: () => Promise.reject(t.same("reason", {})) }),
  ],
};

/** @type {import("../harness/run.js").Case[]} */
export default [
  {
    name: "asks once, and every query runs at that time",
    run: async (t) => {
      const client = t.client();
      t.replyTimestamp(json({ ts: "first" }), json({ ts: "second" }));
      await t.call(() => client.consistentQuery("a:b", { n: 1n }));
      await t.call(() => client.consistentQuery("c:d"));
      t.fact("urls", urls(t), ["query_ts", "query_at_ts", "query_at_ts"]);
      t.fact(
        "body",
        t.requests[1].body,
        '{"path":"a:b","format":"convex_encoded_json","args":[{"n":{"$integer":"AQAAAAAAAAA="}}],"ts":"first"}',
      );
      t.fact("second", JSON.parse(t.requests[2].body).ts, "first");
    },
  },
  {
    name: "parallel queries share one timestamp request",
    run: async (t) => {
      const client = t.client();
      const done = [1, 2, 3].map((n) =>
        t.call(() => client.consistentQuery(`a:q${n}`)),
      );
      t.fact("at once", urls(t), ["query_ts"]);
      await Promise.all(done);
      t.fact("urls", urls(t), [
        "query_ts",
        "query_at_ts",
        "query_at_ts",
        "query_at_ts",
      ]);
      t.fact(
        "order",
        t.requests.slice(1).map(({ body }) => JSON.parse(body).path),
        ["a:q1", "a:q2", "a:q3"],
      );
    },
  },
  {
    name: "the timestamp request has no body and no credentials",
    run: async (t) => {
      const client = t.client({ auth: "t" });
      client.setFetchOptions({ cache: "no-store" });
      await t.call(() => client.consistentQuery("a:b"));
      const { init, headers } = t.requests[0];
      const { redirect: _, ...members } = init;
      t.fact("members", Object.keys(members), ["cache", "method", "headers"]);
      t.fact(
        "headers",
        headers.map(([key]) => key),
        ["Content-Type", "Convex-Client"],
      );
    },
  },
  {
    name: "each client asks for its own timestamp",
    run: async (t) => {
      await t.call(() => t.client().consistentQuery("a:b"));
      await t.call(() => t.client().consistentQuery("a:b"));
      t.fact("urls", urls(t), [
        "query_ts",
        "query_at_ts",
        "query_ts",
        "query_at_ts",
      ]);
    },
  },
  {
    name: "query is not affected",
    run: async (t) => {
      const client = t.client();
      await t.call(() => client.consistentQuery("a:b"));
      await t.call(() => client.query("a:b"));
      t.fact("urls", urls(t), ["query_ts", "query_at_ts", "query"]);
    },
  },
  ...Object.entries(none).map(([kind, reply]) => ({
    name: `${kind} means an ordinary query`,
    run: async (/** @type {Side} */ t) => {
      t.replyTimestamp(json(reply));
      const client = t.client();
      await t.call(() => client.consistentQuery("a:b"));
      t.fact("urls", urls(t), ["query_ts", "query"]);
      t.fact(
        "body",
        t.requests[1].body,
        '{"path":"a:b","format":"convex_encoded_json","args":[{}]}',
      );
    },
  })),
  ...Object.entries(some).map(([kind, ts]) => ({
    name: `ts that is ${kind} is sent as it is`,
    run: async (/** @type {Side} */ t) => {
      t.replyTimestamp(json({ ts }));
      await t.call(() => t.client().consistentQuery("a:b"));
      t.fact(
        "body",
        t.requests[1].body,
        `{"path":"a:b","format":"convex_encoded_json","args":[{}],"ts":${JSON.stringify(ts)}}`,
      );
    },
  })),
  ...Object.entries(failing).map(([kind, [make, engineText]]) => ({
    name: `the request fails: ${kind}`,
    run: async (/** @type {Side} */ t) => {
      t.replyTimestamp(make(t));
      await t.call(() => t.client().consistentQuery("a:b"), "it", {
        engineText,
      });
      t.fact("urls", urls(t), ["query_ts"]);
      t.fact("rejected", "rejected" in t.outcomes.it, true);
    },
  })),
  {
    name: "parallel queries fail together with their timestamp",
    run: async (t) => {
      t.replyTimestamp(text("no timestamp", 500));
      const client = t.client();
      await Promise.all(
        [1, 2].map((n) =>
          t.call(() => client.consistentQuery(`a:q${n}`), `q${n}`),
        ),
      );
      t.message("q1", "no timestamp");
      t.message("q2", "no timestamp");
    },
  },
  {
    name: "invalid arguments ask for no timestamp",
    run: async (t) => {
      await t.call(() => t.client().consistentQuery("a:b", [1]));
      t.fact("requests", t.requests.length, 0);
    },
  },
  ...[
    ["an unsupported value", ["a:b", { a: new Map() }]],
    ["a bad reference", [{}]],
  ].map(([kind, args]) => ({
    name: `${kind} rejects though the timestamp was asked for`,
    run: async (/** @type {Side} */ t) => {
      const client = t.client();
      const [ref, value] = /** @type {any[]} */ (args);
      await t.call(() => client.consistentQuery(ref, value), "bad");
      await t.call(() => client.consistentQuery("a:b"), "good");
      t.fact("urls", urls(t), ["query_ts", "query_at_ts"]);
    },
  })),
  {
    name: "a failed query keeps the timestamp",
    run: async (t) => {
      t.reply(text("no", 500), failure("no"), success(3));
      const client = t.client();
      for (let i = 0; i < 3; i += 1)
        await t.call(() => client.consistentQuery("a:b"));
      t.fact("urls", urls(t), [
        "query_ts",
        "query_at_ts",
        "query_at_ts",
        "query_at_ts",
      ]);
    },
  },
  {
    name: "what is read at the call and what is read when it is sent",
    run: async (t) => {
      const { reply, release } = held();
      t.replyTimestamp(reply);
      t.patch(globalThis, "fetch", t.fetch);
      const client = t.client({ fetch: undefined, auth: "first" });
      const args = { a: 1 };
      const done = t.call(() => client.consistentQuery("a:b", args));
      args.a = 2;
      client.setAuth("second");
      client.setFetchOptions({ cache: "no-store" });
      t.patch(globalThis, "fetch", () => t.event("the other fetch"));
      release(json({ ts: "x" }));
      await done;
      t.fact("args", t.requests[1] && JSON.parse(t.requests[1].body).args, [
        { a: 1 },
      ]);
      t.fact("token", t.requests[1]?.headers[2]?.[1], "Bearer first");
      t.fact("options", t.requests[1]?.init.cache, "no-store");
    },
  },
  {
    name: "the queue of mutations does not wait for it",
    run: async (t) => {
      const { reply, release } = held();
      t.replyTimestamp(reply);
      const client = t.client();
      const done = t.call(() => client.consistentQuery("a:b"));
      await t.call(() => client.mutation("c:d"));
      release(json({ ts: "x" }));
      await done;
      t.fact("urls", urls(t), ["query_ts", "mutation", "query_at_ts"]);
    },
  },
];
