import {
  failure,
  held,
  mock,
  rejects,
  success,
  text,
  throws,
} from "../harness/replies.js";
import { macrotask } from "../harness/side.js";

import skipQueue from "./queue-skip.js";

/** @typedef {import("../harness/side.js").Side} Side */

/** @param {Side} t */
const paths = (t) => t.bodies.map(({ path }) => path);

/** @param {Side} t */
const tokens = (t) => t.requests.map(({ headers }) => headers[2]?.[1]);

/** Ways in which a mutation can fail, after which the next one must be sent. */
/** @type {Record<string, (t: Side) => import("../harness/replies.js").Reply>} */
const failing = {
  "function error": () => failure("no"),
  "function error with data": () => failure("no", { errorData: { a: 1 } }),
  500: () => text("oops", 500),
  "reply that is not JSON": () => text("oops"),
  "reply with an unknown status": () => text('{"status":"maybe"}'),
  "rejecting fetch": (t) => rejects(t.same("reason", { why: "fetch" })),
  "throwing fetch": (t) => throws(t.same("reason", { why: "fetch" })),
  "rejecting json()": (t) =>
    mock({
      ok: true,
      json: () => Promise.reject(t.same("reason", { why: "json" })),
    }),
  "rejecting text()": (t) =>
    mock({
      ok: false,
      status: 500,
      text: () => Promise.reject(t.same("reason", { why: "text" })),
    }),
  "malformed value": () => success({ $set: [] }),
};

/** Calls that fail before anything is sent. */
/** @type {Record<string, [args: [any, any?], engineText?: boolean]>} */
const invalid = {
  "unsupported value": [["bad:value", { a: [new Map()] }]],
  "large bigint": [["bad:bigint", { a: 2n ** 64n }]],
  "bad key": [["bad:key", { $a: 1 }]],
  "bad reference": [[{}]],
  "function handle": [["function://x"]],
  "null reference": [[null], true],
  "array as arguments": [["bad:args", [1]]],
  "null as arguments": [["bad:args", null], true],
};

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...skipQueue,
  {
    name: "sends one at a time, in call order",
    run: async (t) => {
      const client = t.client();
      const done = [1, 2, 3, 4, 5].map((n) =>
        t.call(() => client.mutation(`a:m${n}`)),
      );
      t.fact("at once", paths(t), ["a:m1"]);
      await Promise.all(done);
      t.fact("order", paths(t), ["a:m1", "a:m2", "a:m3", "a:m4", "a:m5"]);
      t.fact("in flight", t.transport.mostInFlight, 1);
    },
  },
  {
    name: "the second waits for the first reply",
    run: async (t) => {
      const { reply, release } = held();
      t.reply(reply);
      const client = t.client();
      const done = [
        t.call(() => client.mutation("a:one")),
        t.call(() => client.mutation("a:two")),
      ];
      await macrotask();
      t.fact("before", paths(t), ["a:one"]);
      release();
      await Promise.all(done);
      t.fact("after", paths(t), ["a:one", "a:two"]);
    },
  },
  {
    name: "the second waits for the first body",
    run: async (t) => {
      const { reply: body, release } = held();
      t.reply(mock({ ok: true, json: () => body(/** @type {any} */ (null)) }));
      const client = t.client();
      const done = [
        t.call(() => client.mutation("a:one")),
        t.call(() => client.mutation("a:two")),
      ];
      await macrotask();
      t.fact("before", paths(t), ["a:one"]);
      release(() => ({ status: "success", value: 1 }));
      await Promise.all(done);
      t.fact("after", paths(t), ["a:one", "a:two"]);
    },
  },
  {
    name: "results go to their own promises",
    run: async (t) => {
      const client = t.client();
      t.reply(success(1), failure("two"), success(3));
      const done = [1, 2, 3].map((n) =>
        t.call(() => client.mutation(`a:m${n}`), `m${n}`),
      );
      await Promise.all(done);
      t.outcome("m1", { resolved: 1 });
      t.message("m2", "two");
      t.outcome("m3", { resolved: 3 });
    },
  },
  ...Object.entries(failing).map(([kind, make]) => ({
    name: `goes on after a ${kind}`,
    run: async (/** @type {Side} */ t) => {
      const client = t.client();
      t.reply(make(t), success(2), success(3));
      const done = [1, 2, 3].map((n) =>
        t.call(() => client.mutation(`a:m${n}`), `m${n}`),
      );
      await Promise.all(done);
      t.fact("order", paths(t), ["a:m1", "a:m2", "a:m3"]);
      t.fact("first", "rejected" in t.outcomes.m1, true);
      t.outcome("m3", { resolved: 3 });
      t.reply(success(4));
      await t.call(() => client.mutation("a:m4"), "m4");
      t.outcome("m4", { resolved: 4 });
    },
  })),
  ...Object.entries(invalid).flatMap(([kind, [args, engineText]]) => [
    {
      name: `${kind} in the middle rejects in its turn`,
      // The order of promises counts here, not that of single microtasks.
      quiet: true,
      run: async (/** @type {Side} */ t) => {
        const client = t.client();
        const { reply, release } = held();
        t.reply(reply);
        /** @type {string[]} */
        const order = [];
        const note = (/** @type {string} */ label) => () => order.push(label);
        const one = t.call(() => client.mutation("a:one"), "one");
        const bad = t.call(() => client.mutation(...args), "bad", {
          engineText,
        });
        const two = t.call(() => client.mutation("a:two"), "two");
        const noted = [
          one.then(note("one")),
          bad.then(note("bad")),
          two.then(note("two")),
        ];
        await macrotask();
        t.record("bad while one is in flight", t.outcomes.bad);
        release();
        await Promise.all(noted);
        t.record("bad", t.outcomes.bad);
        t.record("order", order);
        t.fact("sent", paths(t), ["a:one", "a:two"]);
      },
    },
    {
      name: `${kind} on an idle queue rejects, and the next is sent at once`,
      run: async (/** @type {Side} */ t) => {
        const client = t.client();
        const bad = t.call(() => client.mutation(...args), "bad", {
          engineText,
        });
        const two = t.call(() => client.mutation("a:two"), "two");
        t.record("sent in the same tick", paths(t));
        await Promise.all([bad, two]);
        t.fact("sent", paths(t), ["a:two"]);
      },
    },
    {
      name: `${kind} with skipQueue rejects while another is in flight`,
      run: async (/** @type {Side} */ t) => {
        const client = t.client();
        const { reply, release } = held();
        t.reply(reply);
        const one = t.call(() => client.mutation("a:one"), "one");
        const [ref, value] = args;
        await t.call(
          () => client.mutation(ref, value, { skipQueue: true }),
          "bad",
          { engineText },
        );
        t.fact("pending", t.outcomes.one, { pending: true });
        release();
        await one;
      },
    },
  ]),
  {
    name: "queries and actions pass the queue",
    run: async (t) => {
      const client = t.client();
      const { reply, release } = held();
      t.reply(reply);
      const queued = [
        t.call(() => client.mutation("a:one")),
        t.call(() => client.mutation("a:two")),
      ];
      await t.call(() => client.query("a:q"));
      await t.call(() => client.action("a:a"));
      await t.call(() => client.function("a:f"));
      t.fact("order", paths(t), ["a:one", "a:q", "a:a", "a:f"]);
      release();
      await Promise.all(queued);
    },
  },
  {
    name: "each client has its own queue",
    run: async (t) => {
      const [one, two] = [t.client(), t.client()];
      const { reply, release } = held();
      t.reply(reply);
      const first = t.call(() => one.mutation("a:one"));
      await t.call(() => two.mutation("a:two"));
      t.fact("order", paths(t), ["a:one", "a:two"]);
      release();
      await first;
    },
  },
  {
    name: "credentials are read when a mutation is sent",
    run: async (t) => {
      const client = t.client({ auth: "first" });
      const { reply, release } = held();
      t.reply(reply);
      const done = [
        t.call(() => client.mutation("a:one")),
        t.call(() => client.mutation("a:two")),
      ];
      client.setAuth("second");
      release();
      await Promise.all(done);
      t.fact("tokens", tokens(t), ["Bearer first", "Bearer second"]);
    },
  },
  {
    name: "credentials that are cleared while waiting are not sent",
    run: async (t) => {
      const client = t.client({ auth: "first" });
      const done = [
        t.call(() => client.mutation("a:one")),
        t.call(() => client.mutation("a:two")),
      ];
      client.clearAuth();
      await Promise.all(done);
      t.fact("tokens", tokens(t), ["Bearer first", undefined]);
    },
  },
  {
    name: "the next is sent before the caller learns of the first",
    run: async (t) => {
      const client = t.client({ auth: "first" });
      const { reply, release } = held();
      t.reply(reply);
      const one = t.call(() =>
        client.mutation("a:one").then(() => {
          t.event("one is done");
          client.setAuth("second");
        }),
      );
      const two = t.call(() => client.mutation("a:two"));
      release();
      await Promise.all([one, two]);
      t.fact("tokens", tokens(t), ["Bearer first", "Bearer first"]);
    },
  },
  {
    name: "the next is sent before the caller learns of a failure",
    run: async (t) => {
      const client = t.client({ auth: "first" });
      t.reply(failure("no"));
      const one = t.call(() =>
        client.mutation("a:one").catch(() => {
          t.event("one failed");
          client.setAuth("second");
        }),
      );
      const two = t.call(() => client.mutation("a:two"));
      await Promise.all([one, two]);
      t.fact("tokens", tokens(t), ["Bearer first", "Bearer first"]);
    },
  },
  {
    name: "a mutation called from then waits for those before it",
    run: async (t) => {
      const client = t.client();
      const one = t.call(() =>
        client.mutation("a:one").then(() => client.mutation("a:last")),
      );
      const two = t.call(() => client.mutation("a:two"));
      const three = t.call(() => client.mutation("a:three"));
      await Promise.all([one, two, three]);
      t.fact("order", paths(t), ["a:one", "a:two", "a:three", "a:last"]);
    },
  },
  {
    name: "idle again, it sends in the same tick, from then",
    run: async (t) => {
      const client = t.client();
      await client.mutation("a:one").then(() => {
        const done = t.call(() => client.mutation("a:two"));
        t.fact("same tick", paths(t), ["a:one", "a:two"]);
        return done;
      });
    },
  },
  {
    name: "idle again, it sends in the same tick, from catch",
    run: async (t) => {
      const client = t.client();
      t.reply(text("no", 500));
      await client.mutation("a:one").catch(() => {
        const done = t.call(() => client.mutation("a:two"));
        t.fact("same tick", paths(t), ["a:one", "a:two"]);
        return done;
      });
    },
  },
  {
    name: "idle again, it sends in the same tick, after await",
    run: async (t) => {
      const client = t.client();
      for (const n of [1, 2, 3]) {
        const done = t.call(() => client.mutation(`a:m${n}`));
        t.fact("sent", t.requests.length, n);
        await done;
      }
    },
  },
  {
    name: "idle again after many, it sends in the same tick",
    run: async (t) => {
      const client = t.client();
      await Promise.all([1, 2, 3].map((n) => client.mutation(`a:m${n}`)));
      const last = t.call(() => client.mutation("a:m4"));
      t.fact("sent", t.requests.length, 4);
      await last;
    },
  },
  {
    name: "a mutation called while fetch runs waits",
    run: async (t) => {
      /** @type {any} */
      let inner;
      t.reply((request) => {
        inner = t.call(() => client.mutation("a:inner"), "inner");
        t.fact("requests", t.requests.length, 1);
        return success(1)(request);
      }, success(2));
      const client = t.client();
      await t.call(() => client.mutation("a:outer"), "outer");
      await inner;
      t.fact("order", paths(t), ["a:outer", "a:inner"]);
      t.outcome("inner", { resolved: 2 });
    },
  },
  {
    name: "fetch options and the global fetch are read when a mutation is sent",
    run: async (t) => {
      t.patch(globalThis, "fetch", t.fetch);
      const client = t.client({ fetch: undefined });
      const { reply, release } = held();
      t.reply(reply);
      const done = [
        t.call(() => client.mutation("a:one")),
        t.call(() => client.mutation("a:two")),
      ];
      client.setFetchOptions({ cache: "no-store" });
      t.patch(globalThis, "fetch", (/** @type {any[]} */ ...args) => {
        t.event("the other fetch");
        return t.fetch(...args);
      });
      release();
      await Promise.all(done);
      t.fact(
        "options",
        t.requests.map(({ init }) => init.cache),
        [undefined, "no-store"],
      );
    },
  },
  {
    name: "50 mutations keep their order while others are called",
    run: async (t) => {
      const client = t.client();
      const done = Array.from({ length: 50 }, (_, i) =>
        client.mutation("a:m", { i }),
      );
      for (let i = 0; i < 10; i += 1) await client.query("a:q");
      await Promise.all(done);
      const order = t.bodies
        .filter(({ path }) => path === "a:m")
        .map(({ args }) => args[0].i);
      t.fact(
        "order",
        order,
        Array.from({ length: 50 }, (_, i) => i),
      );
      t.trace.length = 0;
    },
  },
  {
    name: "a rejection that nobody handles is reported as such",
    run: async (t) => {
      t.reply(rejects(new Error("no")));
      void t.client().mutation("a:one");
      await macrotask();
    },
  },
  {
    name: "a dropped client still sends what waits",
    run: async (t) => {
      const done = (() => {
        const client = t.client();
        return [
          t.call(() => client.mutation("a:one")),
          t.call(() => client.mutation("a:two")),
        ];
      })();
      await Promise.all(done);
      t.fact("sent", t.requests.length, 2);
    },
  },
];
