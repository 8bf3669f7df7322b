// Timeouts and signals: whatever a call waits for.
import { everyMethod, methods } from "../methods.js";
import { deaf } from "../setting.js";

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
    let asked = 0;
    const auth = async () => void (asked += 1);
    const error = await t.rejection(
      client.mutation("messages:send", t.message("second"), {
        ...cause.options,
        auth,
      }),
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
    t.equal(asked, 0, "no token is fetched for it when its turn comes");
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

  // A page has six connections.
  ...[everyMethod.slice(0, 4), everyMethod.slice(4)].flatMap((some) =>
    byBoth(
      `in the response of ${some.map(([name]) => name)}`,
      async (t, cause) => {
        await Promise.all(
          some.map(async ([name, { kind, ref, call }]) => {
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
      },
    ),
  ),

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
];
