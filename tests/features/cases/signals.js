// Timeouts and signals: which of them counts, and what a call rejects with.
import { everyMethod } from "../methods.js";
import { deaf, sleep, success } from "../setting.js";

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "a timeout's error says what took how long",
    run: async (t) => {
      const client = t.client({ fetch: deaf, timeout: { query: 30 } });
      const error = await t.rejection(client.query("messages:list", {}));
      const { ConvexTimeoutError, ConvexHttpError } = t.ours;
      t.equal(
        [ConvexTimeoutError, ConvexHttpError, Error].map(
          (one) => error instanceof one,
        ),
        [true, true, true],
      );
      t.equal(error.name, "ConvexTimeoutError");
      t.ok(/\bmessages:list\b/.test(error.message), error.message);
      t.ok(/\b30 ms\b/.test(error.message), error.message);
      t.equal("cause" in error, false, "no request failed before");
      t.equal([error.kind, error.retryable], ["timeout", true]);
      t.equal(error.functionPath, "messages:list");
      t.equal(
        error.requestId,
        undefined,
        "a query has none unless a hook asks",
      );
      const mutation = client.mutation("a:b", {}, { timeout: 30 });
      t.equal(typeof (await t.rejection(mutation)).requestId, "string");
    },
  },

  {
    name: "timeouts by kind, and a call's over the client's",
    run: async (t) => {
      const timeout = { query: 40, mutation: 120, action: 200 };
      const client = t.client({ fetch: deaf, timeout });
      const order = /** @type {string[]} */ ([]);
      const took = /** @type {Record<string, number>} */ ({});
      const start = Date.now();
      await Promise.all(
        everyMethod.map(async ([name, { call }]) => {
          await t.rejection(call(client, "a:b", {}), name);
          took[name] = Date.now() - start;
          order.push(name);
        }),
      );
      t.equal(
        order.slice(0, 3).sort(),
        ["batch", "consistentQuery", "query"],
        "queries first",
      );
      t.equal(order.slice(5).sort(), ["action", "function"], "actions last");
      t.between(took.mutation, 110, 3000, "mutation");
      const quick = await t.rejection(
        client.action("a:b", {}, { timeout: 20 }),
      );
      t.ok(/\b20 ms\b/.test(quick.message), quick.message);
      const other = await t.rejection(
        client.query("a:b", {}, { timeout: { query: 25 } }),
      );
      t.ok(/\b25 ms\b/.test(other.message), other.message);
      // What a call sets takes the place of all that the client sets.
      const none = client.query("a:b", {}, { timeout: { action: 20 } });
      const end = await Promise.race([
        none.catch(() => "rejected"),
        sleep(150),
      ]);
      t.equal(end, undefined, "no timeout for queries");
    },
  },

  {
    name: "no timer for Infinity, and for more than timers can count",
    run: async (t) => {
      const client = t.client();
      for (const timeout of [Infinity, 2 ** 31, 1e12]) {
        const call = client.action("actions:wait", { ms: 50 }, { timeout });
        t.between(await call, 40, 5000, `${timeout}`);
      }
    },
  },

  {
    name: "the signal's reason, whatever it is",
    run: async (t) => {
      for (const reason of [
        new Error("x"),
        "text",
        7,
        null,
        Symbol("s"),
        Object.freeze({}),
      ]) {
        const controller = new AbortController();
        const { signal } = controller;
        const call = t.client({ fetch: deaf }).query("a:b", {}, { signal });
        controller.abort(reason);
        t.same(await t.rejection(call), reason);
        t.same(await t.rejection(call), signal.reason);
      }
      const controller = new AbortController();
      const { signal } = controller;
      const call = t.client({ fetch: deaf }).query("a:b", {}, { signal });
      controller.abort();
      const error = await t.rejection(call);
      t.same(error, signal.reason);
      t.equal(error.name, "AbortError");
      const late = AbortSignal.timeout(30);
      const slow = t.client({ fetch: deaf, signal: late }).query("a:b");
      const timedOut = await t.rejection(slow);
      t.same(timedOut, late.reason);
      t.equal(timedOut.name, "TimeoutError");
      t.info(timedOut, { kind: "aborted" });
    },
  },

  {
    name: "a signal without a reason, as polyfills have it",
    run: async (t) => {
      const listeners = new Set();
      const signal = {
        aborted: false,
        addEventListener: (
          /** @type {string} */ _,
          /** @type {unknown} */ one,
        ) => listeners.add(one),
        removeEventListener: (
          /** @type {string} */ _,
          /** @type {unknown} */ one,
        ) => listeners.delete(one),
      };
      const call = t.client({ fetch: deaf }).query("a:b", {}, { signal });
      for (const listener of listeners) listener();
      const error = await t.rejection(call);
      t.equal([error.name, listeners.size], ["AbortError", 0]);
    },
  },

  {
    name: "every signal counts: the client's, the call's and those for fetch",
    run: async (t) => {
      for (const which of [
        "client",
        "call",
        "fetchOptions",
        "call's fetchOptions",
      ]) {
        const controllers = new Map(
          ["client", "call", "fetchOptions", "call's fetchOptions"].map(
            (name) => [name, new AbortController()],
          ),
        );
        const signal = (/** @type {string} */ name) =>
          controllers.get(name)?.signal;
        const own = which === "call's fetchOptions";
        let heard = false;
        const client = t.client({
          fetch: (/** @type {string} */ _, /** @type {any} */ { signal }) => {
            signal.addEventListener("abort", () => (heard = true));
            return deaf();
          },
          signal: signal("client"),
          fetchOptions: { signal: signal("fetchOptions") },
        });
        const call = client.query(
          "a:b",
          {},
          {
            signal: signal("call"),
            timeout: 5000,
            // Without a signal of its own, the client's counts.
            fetchOptions: own
              ? { signal: signal(which) }
              : { cache: "no-store" },
          },
        );
        const reason = new Error(which);
        controllers.get(which)?.abort(reason);
        t.same(await t.rejection(call), reason, which);
        t.ok(heard, `${which}: the request was not aborted`);
      }
    },
  },

  {
    name: "whichever of timeout and signal comes first",
    run: async (t) => {
      const client = t.client({ fetch: deaf, timeout: 60 });
      const controller = new AbortController();
      const { signal } = controller;
      const late = t.rejection(client.query("a:b", {}, { signal }));
      t.equal((await late).name, "ConvexTimeoutError");
      const early = t.rejection(client.query("a:b", {}, { signal }));
      controller.abort("early");
      t.equal(await early, "early");
    },
  },

  {
    name: "a signal that is aborted already: nothing is sent",
    run: async (t) => {
      let sent = 0;
      const fetch = async () => (sent++, success());
      const reason = new Error("already");
      const signal = AbortSignal.abort(reason);
      const client = t.client({ fetch });
      for (const [name, { call }] of everyMethod) {
        const error = await t.rejection(
          call(client, "a:b", {}, { signal }),
          name,
        );
        t.same(error, reason, name);
        t.info(error, {
          kind: "aborted",
          outcome: "not-committed",
          attempts: 0,
        });
      }
      const other = t.client({ fetch, signal });
      t.same(await t.rejection(other.mutation("a:b", {})), reason);
      t.equal(
        [sent, client.pendingMutations, other.pendingMutations],
        [0, 0, 0],
      );
      await client.mutation("a:b", {});
      t.equal(sent, 1);
    },
  },

  {
    name: "a signal that is aborted while fetch is called",
    run: async (t) => {
      const controller = new AbortController();
      const client = t.client({
        fetch: () => (controller.abort("in fetch"), deaf()),
      });
      const { signal } = controller;
      t.equal(
        await t.rejection(client.mutation("a:b", {}, { signal })),
        "in fetch",
      );
      t.equal(client.pendingMutations, 0);
    },
  },

  {
    name: "a signal that is aborted too late changes nothing",
    run: async (t) => {
      const controller = new AbortController();
      const { signal } = controller;
      const client = t.client();
      const call = client.mutation("messages:send", t.message("done"), {
        signal,
      });
      await call;
      controller.abort(new Error("late"));
      t.equal(typeof (await call), "string");
      t.equal(await t.committed(), ["done"]);
    },
  },

  {
    name: "several calls that one reason stops: the worst outcome is told",
    run: async (t) => {
      const controller = new AbortController();
      const { signal } = controller;
      const client = t.client({ fetch: deaf, signal });
      const calls = [
        client.mutation("a:sent", {}),
        client.mutation("a:waits", {}),
        client.query("a:read", {}),
      ];
      const reason = new Error("all");
      controller.abort(reason);
      for (const call of calls) t.same(await t.rejection(call), reason);
      t.info(reason, { kind: "aborted", outcome: "unknown" });
    },
  },

  {
    name: "many stopped in the queue, and what waits behind them is sent in order",
    run: async (t) => {
      const session = await t.session({ do: "pass", delay: 150 });
      const client = t.client({}, session);
      const controller = new AbortController();
      const { signal } = controller;
      const calls = Array.from({ length: 20 }, (_, index) =>
        client.mutation(
          "messages:send",
          t.message(`${index}`),
          index % 3 === 1 ? { signal } : {},
        ),
      );
      t.equal(client.pendingMutations, 20);
      controller.abort("out");
      const results = await Promise.allSettled(calls);
      const kept = results.flatMap(({ status }, index) =>
        status === "fulfilled" ? [`${index}`] : [],
      );
      t.equal(kept.length, 13);
      t.equal(await t.committed(), kept);
      t.equal(client.pendingMutations, 0);
    },
  },
];
