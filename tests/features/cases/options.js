// Options of a call, on every method, and of a client.
import { everyMethod } from "../methods.js";

/** @typedef {import("../setting.js").Setting} Setting */

/**
 * A client whose requests are answered here, and what `fetch` got.
 *
 * @param {Setting} t
 * @param {object} [options]
 */
function recording(t, options) {
  /** @type {any[]} */
  const sent = [];
  const client = t.client({
    fetch: async (/** @type {string} */ url, /** @type {any} */ init) => {
      if (url.endsWith("/api/query_ts")) return Response.json({ ts: "AAE=" });
      sent.push(init);
      const reply = { status: "success", value: null };
      return Response.json(
        url.endsWith("_batch") ? { results: [reply] } : reply,
      );
    },
    ...options,
  });
  return { client, sent };
}

/** Values that no option of the name takes. @type {Record<string, unknown[]>} */
const INVALID = {
  timeout: [0, -1, NaN, "5", true, null, () => {}],
  "timeout.query": [{ query: "5" }, { query: 0 }, { query: null }],
  "timeout.mutation": [{ mutation: -1 }],
  "timeout.action": [{ action: NaN }],
  retry: [true, "3", -1, NaN, null],
  "retry.limit": [
    { limit: -1 },
    { limit: "1" },
    { limit: NaN },
    { limit: null },
  ],
  "retry.backoff": [{ backoff: -1 }, { backoff: "1" }],
  "retry.maxDelay": [{ maxDelay: -1 }, { maxDelay: {} }],
  "retry.shouldRetry": [{ shouldRetry: true }, { shouldRetry: null }],
  signal: [{}, "x", 5, true, new AbortController()],
  headers: ["x", 5, null, true],
  auth: [5, true, {}, ["x"]],
  fetchOptions: ["no-store", 5, true],
};

/** @param {string} name */
const given = (name) => name.split(".")[0];

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "fetchOptions and headers of a call, over the client's, on every method",
    run: async (t) => {
      for (const [name, { call }] of everyMethod) {
        const { client, sent } = recording(t, {
          fetchOptions: { cache: "force-cache", mode: "cors" },
          headers: { "X-Both": "client", "X-Client": "1" },
        });
        await call(
          client,
          "a:b",
          {},
          {
            fetchOptions: { cache: "no-store", keepalive: true },
            headers: { "X-Both": "call", "X-Call": "2", "X-None": undefined },
          },
        );
        await call(client, "a:b", {});
        const [one, two] = sent;
        t.equal(
          [one.cache, one.mode, one.keepalive, one.method],
          ["no-store", "cors", true, "POST"],
          name,
        );
        t.equal(
          [two.cache, two.mode, two.keepalive],
          ["force-cache", "cors", undefined],
          name,
        );
        const headers = sent.map(({ headers }) =>
          Object.fromEntries(new Headers(headers)),
        );
        const of = (/** @type {number} */ index) =>
          ["x-both", "x-client", "x-call", "x-none"].map(
            (name) => headers[index][name],
          );
        t.equal(of(0), ["call", "1", "2", undefined], name);
        t.equal(of(1), ["client", "1", undefined, undefined], name);
        t.equal(headers[0]["content-type"], "application/json");
        t.ok(
          headers[0]["convex-client"]?.startsWith("convex-http-client"),
          headers[0]["convex-client"],
        );
      }
    },
  },

  {
    name: "headers arrive, whatever they are written as",
    run: async (t) => {
      const session = await t.session();
      const given = [
        { "X-Mine": "1" },
        new Headers({ "X-Mine": "1" }),
        [["X-Mine", "1"]],
        new Map([["X-Mine", "1"]]),
      ];
      for (const headers of given) {
        await t.client({ headers }, session).query("values:noArgs");
        await t.client({}, session).query("values:noArgs", {}, { headers });
      }
      t.equal(
        (await session.log()).map(({ headers }) => headers["x-mine"]),
        Array(8).fill("1"),
      );
    },
  },

  {
    name: "a call's header takes the place of the client's in any case of its letters",
    run: async (t) => {
      const session = await t.session();
      const client = t.client({ headers: { "X-Mine": "client" } }, session);
      await client.query(
        "values:noArgs",
        {},
        { headers: { "x-mine": "call" } },
      );
      t.equal((await session.log())[0].headers["x-mine"], "call");
    },
  },

  {
    name: "headers that are the client's own are refused",
    run: async (t) => {
      for (const name of [
        "Authorization",
        "authorization",
        "Content-Type",
        "CONVEX-CLIENT",
      ]) {
        const error = await t.rejection(
          t.client().query("a:b", {}, { headers: { [name]: "x" } }),
        );
        t.ok(
          error.message.includes("`headers`") && error.message.includes(name),
          error.message,
        );
        t.equal(
          throwing(() => t.client({ headers: { [name]: "x" } }))?.includes(
            name,
          ),
          true,
        );
      }
    },
  },

  {
    name: "timeout, signal, retry and auth of a call, on every method",
    run: async (t) => {
      for (const [name, { ref, call, repeats }] of everyMethod) {
        const session = await t.session();
        const client = t.client({}, session);
        const ts =
          name === "consistentQuery"
            ? [/** @type {const} */ ({ do: "pass" })]
            : [];
        await session.meet(...ts, { do: "stall head" }, { do: "stall head" });
        t.info(
          await t.rejection(
            call(client, ref, { value: 1 }, { timeout: 100 }),
            name,
          ),
          { kind: "timeout" },
        );
        const signal = AbortSignal.timeout(100);
        t.info(
          await t.rejection(call(client, ref, { value: 1 }, { signal }), name),
          { kind: "aborted" },
        );
        await session.meet(
          { do: "reply", status: 500 },
          { do: "reply", status: 500 },
        );
        const retry = { limit: 1, backoff: 0 };
        const auth = "x.y.z";
        const error = await t.rejection(
          call(client, ref, { value: 1 }, { retry, auth }),
          name,
        );
        t.info(
          error,
          { kind: "http", status: 500, attempts: repeats ? 2 : 1 },
          name,
        );
        const { headers } = (await session.log()).at(-1) ?? {};
        t.equal(headers?.authorization, "Bearer x.y.z", name);
      }
    },
  },

  {
    name: "skipQueue with other options, and beside the queue",
    run: async (t) => {
      const session = await t.session({ do: "pass", delay: 150 });
      const client = t.client({}, session);
      const slow = client.mutation("messages:send", t.message("queued"));
      await t.until(
        async () => (await session.log()).length === 1,
        "the first",
      );
      const options = {
        skipQueue: true,
        timeout: 5000,
        headers: { "X-Mine": "1" },
      };
      await client.mutation("messages:send", t.message("skips"), options);
      await slow;
      t.equal(await t.committed(), ["skips", "queued"]);
      t.equal((await session.log())[1].headers["x-mine"], "1");
    },
  },

  {
    name: "undefined leaves an option as the client's says",
    run: async (t) => {
      const fetch = () => new Promise(() => {});
      const client = t.client({ fetch, timeout: 30 });
      const all = {
        timeout: undefined,
        signal: undefined,
        retry: undefined,
        auth: undefined,
        headers: undefined,
        fetchOptions: undefined,
      };
      t.info(await t.rejection(client.query("a:b", {}, all)), {
        kind: "timeout",
      });
      t.info(await t.rejection(client.query("a:b", {}, { signal: null })), {
        kind: "timeout",
      });
    },
  },

  {
    name: "what is no options object is ignored, as the official client does",
    run: async (t) => {
      const { client, sent } = recording(t);
      for (const options of [null, undefined, 5, "x", true, () => {}])
        await client.query("a:b", {}, options);
      t.equal(sent.length, 6);
    },
  },

  {
    name: "unknown names are ignored",
    run: async (t) => {
      const others = {
        requestKey: 1,
        verbose: true,
        fetcher: 1,
        onError: 1,
        expectAuth: true,
        x: 1,
      };
      const { client, sent } = recording(t, others);
      for (const [, { call }] of everyMethod)
        await call(client, "a:b", {}, others);
      t.equal(sent.length, everyMethod.length);
      // Nor is anything read of them.
      await client.query(
        "a:b",
        {},
        {
          get later() {
            throw new Error("it is nobody's");
          },
        },
      );
      t.equal(sent.length, everyMethod.length + 1);
    },
  },

  {
    name: "invalid values of a call are refused by name, and nothing is sent",
    run: async (t) => {
      const { client, sent } = recording(t);
      for (const [name, values] of Object.entries(INVALID))
        for (const value of values)
          for (const [method, { call }] of everyMethod) {
            const options = { [given(name)]: value };
            const error = await t.rejection(
              call(client, "a:b", {}, options),
              `${method} ${name} ${String(value)}`,
            );
            t.ok(
              error.message.includes(`\`${name}\``),
              `${method} ${String(value)}: ${error.message}`,
            );
            t.info(error, { kind: "args", attempts: 0 });
          }
      t.equal(sent, []);
      t.equal(client.pendingMutations, 0);
    },
  },

  {
    name: "invalid values of a client are refused by name",
    run: (t) => {
      // An `auth` that is no string is printed, as the official client does.
      const { auth: _, ...values } = INVALID;
      const hooks = {
        hooks: [5, "x", true],
        "hooks.onRequest": [{ onRequest: 5 }],
        "hooks.onRetry": [{ onRetry: "x" }],
        "hooks.onResponse": [{ onResponse: {} }],
      };
      for (const [name, list] of Object.entries({ ...values, ...hooks }))
        for (const value of list) {
          const message = throwing(() => t.client({ [given(name)]: value }));
          t.ok(
            message?.includes(`\`${name}\``),
            `${name} ${String(value)}: ${message}`,
          );
        }
    },
  },

  {
    name: "valid values at the edge are taken",
    run: async (t) => {
      const { client, sent } = recording(t);
      const valid = [
        { timeout: 1e9 },
        { timeout: Infinity },
        { timeout: {} },
        { timeout: { query: undefined } },
        { retry: 0 },
        { retry: Infinity },
        { retry: {} },
        { retry: { limit: 0, backoff: 0, maxDelay: 0 } },
        { headers: {} },
        { signal: null },
        { auth: null },
        { auth: "" },
        { fetchOptions: {} },
        { retry: false },
      ];
      for (const options of valid) {
        await client.query("a:b", {}, options);
        t.client(options).free();
      }
      t.equal(sent.length, valid.length);
    },
  },

  {
    name: "options are read at the call",
    run: async (t) => {
      const session = await t.session({ do: "pass", delay: 60 });
      const client = t.client({}, session);
      const first = client.mutation("values:echoMutation", { value: 1 });
      const options = {
        headers: { "X-Mine": "call" },
        retry: { limit: 0 },
        timeout: { mutation: 5000 },
      };
      const second = client.mutation(
        "values:echoMutation",
        { value: 2 },
        options,
      );
      options.headers["X-Mine"] = "changed";
      options.timeout.mutation = 1;
      t.equal(await Promise.all([first, second]), [1, 2]);
      t.equal((await session.log())[1].headers["x-mine"], "call");
    },
  },
];

/** What a function throws. @param {() => unknown} run @returns {string | undefined} */
function throwing(run) {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return undefined;
}
