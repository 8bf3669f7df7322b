// Timeouts and signals: whatever a call waits for.
import { everyMethod, methods } from "../methods.js";
import { sleep, success } from "../setting.js";

/** @typedef {import("../setting.js").Setting} Setting */

/** Long enough to get to the phase that stalls, on a busy machine as well. */
const SOON = 250;

/** @param {Setting} t */
const byTimeout = (t) => ({
  options: { timeout: SOON },
  kind: "timeout",
  check(/** @type {any} */ error) {
    t.ok(error instanceof t.ours.ConvexTimeoutError, `It is ${error}`);
  },
});

/** @param {Setting} t */
const bySignal = (t) => {
  const controller = new AbortController();
  const reason = { stopped: "by the user" };
  setTimeout(() => controller.abort(reason), SOON);
  return {
    options: { signal: controller.signal },
    kind: "aborted",
    check: (/** @type {unknown} */ error) => t.same(error, reason),
  };
};

/** @type {[string, typeof byTimeout | typeof bySignal][]} */
const causes = [
  ["timeout", byTimeout],
  ["signal", bySignal],
];

/** A fetch that brings nothing, ever, and does not listen to its signal. */
const deaf = () => new Promise(() => {});

/**
 * @param {string} name
 * @param {(t: Setting, cause: ReturnType<typeof byTimeout | typeof bySignal>) => Promise<void>} run
 */
const byBoth = (name, run) =>
  causes.map(([cause, make]) => ({
    name: `${name}, ${cause}`,
    run: async (/** @type {Setting} */ t) => {
      const start = Date.now();
      await run(t, make(t));
      t.between(Date.now() - start, SOON - 20, 8000, "It took");
    },
  }));

/** @type {import("../setting.js").Case[]} */
export default [
  ...byBoth("in the queue: it is never sent", async (t, cause) => {
    const session = await t.session({ do: "pass", delay: SOON * 2 });
    const client = t.client({}, session);
    const first = client.mutation("messages:send", t.message("first"));
    const error = await t.rejection(
      client.mutation("messages:send", t.message("second"), cause.options),
    );
    cause.check(error);
    const known = { outcome: "not-committed", attempts: 0 };
    t.info(error, {
      kind: cause.kind,
      ...known,
      retryable: cause.kind === "timeout",
    });
    t.equal(await t.committed(), [], "before the first one");
    await first;
    await client.mutation("messages:send", t.message("third"));
    await client.idle();
    t.equal(await t.committed(), ["first", "third"]);
    t.equal((await session.log()).length, 2);
  }),

  ...byBoth("in the token fetch: nothing is sent", async (t, cause) => {
    const session = await t.session();
    const client = t.client({ auth: deaf }, session);
    const all = ["query", "consistentQuery", "mutation", "action", "batch"];
    const errors = await Promise.all(
      all.map((name) =>
        t.rejection(
          methods[name].call(
            client,
            methods[name].ref,
            { value: 1 },
            cause.options,
          ),
          name,
        ),
      ),
    );
    for (const error of errors) {
      cause.check(error);
      t.info(error, {
        kind: cause.kind,
        outcome: "not-committed",
        attempts: 0,
      });
    }
    t.equal(await session.log(), []);
    t.equal(client.pendingMutations, 0);
  }),

  ...byBoth("in the delay of a repetition", async (t, cause) => {
    const reply = JSON.stringify({ code: "ExpiredInQueue", message: "later" });
    const session = await t.session(
      {
        do: "reply",
        status: 503,
        body: reply,
        headers: { "Retry-After": "30" },
      },
      { do: "pass" },
    );
    const client = t.client({ retry: 3 }, session);
    const stopped = client.mutation(
      "messages:send",
      t.message("stopped"),
      cause.options,
    );
    const next = client.mutation("messages:send", t.message("next"));
    const error = await t.rejection(stopped);
    cause.check(error);
    t.info(error, { kind: cause.kind, outcome: "not-committed", attempts: 1 });
    await next;
    t.equal(await t.committed(), ["next"]);
    if (cause.kind !== "timeout") return;
    t.ok(
      error.cause instanceof t.ours.ConvexHttpError,
      "the last failure is its cause",
    );
    t.equal(error.cause.code, "ExpiredInQueue");
  }),

  ...byBoth("in shouldRetry, and in a hook that waits", async (t, cause) => {
    const fetch = async () => new Response("", { status: 503 });
    const retry = { limit: 3, backoff: 0, shouldRetry: deaf };
    const one = t.client({ fetch, retry });
    const two = t.client({ fetch, hooks: { onRequest: deaf } });
    const errors = await Promise.all(
      [one, two].map((client) =>
        t.rejection(client.query("a:b", {}, cause.options)),
      ),
    );
    for (const error of errors) cause.check(error);
  }),

  ...["stall head", "stall body"].flatMap((phase) =>
    byBoth(
      `in the response, ${phase}: it is aborted and may have run`,
      async (t, cause) => {
        const session = await t.session({ do: /** @type {any} */ (phase) });
        const client = t.client({}, session);
        const stopped = client.mutation(
          "messages:send",
          t.message("stopped"),
          cause.options,
        );
        const next = client.mutation("messages:send", t.message("next"));
        const error = await t.rejection(stopped);
        cause.check(error);
        const known = { outcome: "unknown", retryable: false, attempts: 1 };
        t.info(error, {
          kind: cause.kind,
          ...known,
          functionPath: "messages:send",
        });
        await next;
        t.equal(await t.committed(), ["stopped", "next"]);
        await t.until(
          async () => (await session.log())[0].aborted,
          "the request's end",
        );
      },
    ),
  ),

  ...byBoth("in the response of every method", async (t, cause) => {
    await Promise.all(
      everyMethod.map(async ([name, { kind, ref, call }]) => {
        /** @type {import("../setting.js").Fault[]} */
        const script = [{ do: "stall head", forward: false }];
        // The timestamp comes first.
        if (name === "consistentQuery") script.unshift({ do: "pass" });
        const session = await t.session(...script);
        const error = await t.rejection(
          call(t.client({}, session), ref, { value: 1 }, cause.options),
          name,
        );
        cause.check(error);
        const isRead = kind === "query" || kind === "batch";
        const outcome = isRead ? "not-committed" : "unknown";
        // All of them have the same reason where a signal stops them.
        if (cause.kind === "timeout")
          t.info(error, { kind: cause.kind, outcome, attempts: 1 }, name);
        await t.until(
          async () => (await session.log()).at(-1)?.aborted,
          `${name}: the request's end`,
        );
      }),
    );
  }),

  ...byBoth("with a fetch that ignores its signal", async (t, cause) => {
    let isDeaf = true;
    const client = t.client({
      fetch: (/** @type {[string, RequestInit]} */ ...call) =>
        isDeaf ? deaf() : fetch(...call),
    });
    const stopped = client.mutation(
      "messages:send",
      t.message("stopped"),
      cause.options,
    );
    isDeaf = false;
    const next = client.mutation("messages:send", t.message("next"));
    const error = await t.rejection(stopped);
    cause.check(error);
    t.info(error, { kind: cause.kind, outcome: "unknown" });
    await next;
    t.equal(await t.committed(), ["next"]);
    t.equal(client.pendingMutations, 0);
  }),

  ...byBoth("a body that ignores its signal", async (t, cause) => {
    const fetch = async () => ({ ok: true, status: 200, json: deaf });
    const error = await t.rejection(
      t.client({ fetch }).query("a:b", {}, cause.options),
    );
    cause.check(error);
  }),

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
      t.equal(typeof error.requestId, "string");
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
      for (const listener of listeners) /** @type {any} */ (listener)();
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
            ...(own && { fetchOptions: { signal: signal(which) } }),
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
