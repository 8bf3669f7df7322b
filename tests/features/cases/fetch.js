// A `fetch` with the client's rules, beneath the official client; and beside the client, whose rules they must be.
import * as entry from "convex-http-client/fetch";
import { fakeClock } from "../clocks.js";
import { at, each, reply } from "../faults.js";
import { deaf, quiet } from "../setting.js";

/** @typedef {import("../setting.js").Setting} Setting */

/** @type {any} */
const { resilientFetch } = entry;

/**
 * An official client of a session.
 *
 * @param {Setting} t
 * @param {{ url: string }} session
 * @param {object} options of `resilientFetch`
 */
const officialOf = (t, session, options) =>
  new t.official.ConvexHttpClient(session.url, {
    skipConvexDeploymentUrlCheck: true,
    logger: quiet,
    fetch: resilientFetch(options),
  });

/** How both call a function of each kind. @type {[kind: string, path: string, body: object, ours: (client: any, options: object) => Promise<unknown>][]} */
const KINDS = [
  ["query", "query", call(), (c, o) => c.query("a:b", {}, o)],
  ["mutation", "mutation", call(), (c, o) => c.mutation("a:b", {}, o)],
  ["action", "action", call(), (c, o) => c.action("a:b", {}, o)],
  ["function", "function", call(), (c, o) => c.function("a:b", "", {}, o)],
  [
    "batch",
    "query_batch",
    { queries: [call()] },
    (c, o) => c.batch([["a:b", {}]], o),
  ],
];

function call() {
  return { path: "a:b", format: "convex_encoded_json", args: [{}] };
}

const CODES = [
  ...["ExpiredInQueue", "WorkerOverloaded", "CommitterFullError"],
  ...["TooManyWrites", "TooManyConcurrentRequests", "Other", "toString"],
];

/** Replies, or what comes instead of one. @type {[string, () => Promise<Response>][]} */
const FAILURES = [
  ...[400, 401, 403, 404, 408, 413, 425, 429, 499, 500, 501, 502, 503, 504],
  ...[519, 520, 524, 529, 530, 599],
].flatMap((status) =>
  ["", ...([400, 429, 500, 503].includes(status) ? CODES : [])].map((code) => {
    const body = code && JSON.stringify({ code });
    const answer = async () => new Response(body, { status });
    return /** @type {[string, () => Promise<Response>]} */ ([
      `${status} ${code}`,
      answer,
    ]);
  }),
);
FAILURES.push(
  ["no reply", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["no JSON", async () => new Response("<html>")],
  [
    "half a reply",
    async () => {
      const cut = new ReadableStream({
        pull: (stream) => stream.error(new TypeError("terminated")),
      });
      return new Response(cut);
    },
  ],
);

/**
 * What becomes of a call whose every attempt fails.
 *
 * @param {Setting} t
 * @param {(fetch: () => Promise<Response>, options: object) => Promise<unknown>} run
 * @param {() => Promise<Response>} answer
 */
async function fateOf(t, run, answer) {
  let sent = 0;
  const fetch = () => (sent++, answer());
  const error = await t.rejection(run(fetch, { retry: at(2) }));
  const { kind, status, code, attempts, retryable, outcome, functionPath } =
    t.ours.errorInfo(error) ?? {};
  const isHttp = error instanceof t.ours.ConvexHttpError;
  const said = [error.message, isHttp];
  return [
    ...[sent, kind, status, code, attempts, retryable, outcome],
    ...[functionPath, ...(kind === "http" ? said : [])],
  ];
}

/**
 * Both ways to make a call.
 *
 * @param {Setting} t
 * @param {(typeof KINDS)[number]} kind
 * @param {boolean} isIdempotent
 */
function waysOf(t, [, path, body, ours], isIdempotent) {
  const url = "https://small-mouse-123.convex.cloud";
  const init = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const own = isIdempotent ? { idempotent: true } : {};
  return {
    client: (/** @type {any} */ fetch, /** @type {object} */ options) =>
      ours(t.client({ fetch, ...options }, { url }), own),
    fetch: (/** @type {any} */ fetch, /** @type {object} */ options) =>
      resilientFetch({ fetch, idempotent: () => isIdempotent, ...options })(
        `${url}/api/${path}`,
        init,
      ),
  };
}

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "the official client gets over what may pass, and says what it rejects with",
    run: async (t) => {
      const session = await t.session(reply(503), { do: "cut" });
      const client = officialOf(t, session, { retry: at(3) });
      t.equal(await client.query("values:echo", { value: 1n }), 1n);
      await session.meet(reply(503, "WorkerOverloaded"));
      t.equal(await client.mutation("values:echoMutation", { value: 1 }), 1);
      await session.meet({ do: "drop" });
      const lost = await t.rejection(
        client.mutation("messages:send", t.message("once")),
      );
      t.info(lost, {
        kind: "network",
        functionPath: "messages:send",
        attempts: 1,
        retryable: false,
        outcome: "unknown",
      });
      t.equal(await t.committed(), ["once"]);
      await session.meet({ ...reply(404, "Gone"), delay: 1 });
      const plain = await t.rejection(client.query("values:echo"));
      t.equal(plain.message, reply(404, "Gone").body);
      t.info(plain, { kind: "http", status: 404, code: "Gone" });
    },
  },

  {
    name: "what functions return and throw reaches the official client as it is",
    run: async (t) => {
      const session = await t.session();
      const client = officialOf(t, session, { retry: 1, timeout: 5000 });
      const value = { a: [1.5, -0, "é", null], b: 2n ** 60n };
      t.equal(await client.action("values:echoAction", { value }), value);
      const plain = new t.official.ConvexHttpClient(session.url, {
        skipConvexDeploymentUrlCheck: true,
        logger: quiet,
      });
      for (const path of ["errors:data", "errors:text", "errors:none"]) {
        const [ours, theirs] = await Promise.all(
          [client, plain].map((one) => t.rejection(one.query(path))),
        );
        t.equal(ours.data, theirs.data, path);
        const bare = (/** @type {Error} */ { message }) =>
          message.replace(/Request ID: \w+/, "");
        t.equal(bare(ours), bare(theirs), path);
      }
      t.equal(await client.consistentQuery("values:echo", { value: 1 }), 1);
    },
  },

  {
    name: "its rules are the client's: for each kind, after each failure",
    timeLimit: 60_000,
    run: async (t) => {
      for (const kind of KINDS) {
        const isRead = ["query", "batch"].includes(kind[0]);
        for (const isIdempotent of isRead ? [false] : [false, true]) {
          const ways = waysOf(t, kind, isIdempotent);
          for (const [name, answer] of FAILURES)
            t.equal(
              await fateOf(t, ways.fetch, answer),
              await fateOf(t, ways.client, answer),
              `${kind[0]}, idempotent: ${isIdempotent}, ${name}`,
            );
        }
      }
    },
  },

  {
    name: "its delays are the client's: by the backoff, by what a reply asks for",
    run: async (t) => {
      fakeClock(t);
      const date = (/** @type {number} */ ms) =>
        new Date(Date.now() + ms).toUTCString();
      const headers = [
        ...["", "0", "1", " 2 ", "2.1", "2.0", "60", "61", "soon", "-1", "1."],
        ...[".5", "1.2.3", "1e3", "0x10", "1 2", "+1", date(5000)],
        ...[date(-5000), date(100_000), "Never"],
      ];
      const [, , action] = KINDS;
      const ways = waysOf(t, action, true);
      for (const random of [0, 0.25, 0.999])
        for (const header of headers)
          for (const retry of [
            { backoff: 100, limit: 1 },
            { backoff: 3000, maxDelay: 1000 },
            { maxRetryAfter: 1000 },
          ]) {
            t.replace(Math, "random", () => random);
            const delayBy = async (/** @type {any} */ run) => {
              /** @type {number[]} */
              const delays = [];
              const fetch = async () =>
                new Response("", {
                  status: 503,
                  headers: { "Retry-After": header },
                });
              const onRetry = (/** @type {any} */ { delay }) => {
                delays.push(delay);
                throw new Error("That will do.");
              };
              const error = await t.rejection(
                run(fetch, { retry, hooks: { onRetry } }),
              );
              return [...delays, t.ours.errorInfo(error).kind];
            };
            t.equal(
              await delayBy(ways.fetch),
              await delayBy(ways.client),
              `${random} ${header} ${JSON.stringify(retry)}`,
            );
          }
    },
  },

  {
    name: "delays double with each repetition, as the client's do",
    run: async (t) => {
      t.replace(Math, "random", () => 0.5);
      const ways = waysOf(t, KINDS[0], false);
      const delaysBy = async (/** @type {any} */ run) => {
        /** @type {number[]} */
        const delays = [];
        const onRetry = (/** @type {any} */ { delay }) =>
          void delays.push(delay);
        const fetch = async () => new Response("", { status: 500 });
        const retry = { limit: 6, backoff: 2, maxDelay: 20 };
        await t.rejection(run(fetch, { retry, hooks: { onRetry } }));
        return delays;
      };
      t.equal(await delaysBy(ways.fetch), [1, 2, 4, 8, 10, 10]);
      t.equal(await delaysBy(ways.client), [1, 2, 4, 8, 10, 10]);
    },
  },

  {
    name: "a timeout and a signal end a call, its delay and its request",
    run: async (t) => {
      const session = await t.session(reply(503), { do: "stall head" });
      const client = officialOf(t, session, {
        timeout: { query: 300 },
        retry: at(5),
      });
      const late = await t.rejection(client.query("values:echo", { value: 1 }));
      t.ok(late instanceof t.ours.ConvexTimeoutError, String(late));
      t.ok(late.message.includes("values:echo"), late.message);
      t.equal(late.cause?.status, 503);
      t.info(late, { kind: "timeout", attempts: 2, outcome: "not-committed" });
      await t.until(
        async () => (await session.log())[1]?.aborted,
        "the request is aborted",
      );
      const controller = new AbortController();
      const reason = new Error("enough");
      const { signal } = controller;
      await session.meet({ do: "stall body" });
      const stopped = officialOf(t, session, { signal }).mutation(
        "messages:send",
        t.message("stopped"),
      );
      await t.until(async () => (await t.committed()).length, "it runs");
      controller.abort(reason);
      const error = await t.rejection(stopped);
      t.same(error, reason);
      t.info(error, { kind: "aborted", attempts: 1, outcome: "unknown" });
      const early = officialOf(t, session, { signal });
      t.same(await t.rejection(early.query("values:echo")), reason);
    },
  },

  {
    name: "a mutation that is idempotent is sent again under one id, an action by a function's word alone",
    run: async (t) => {
      await each(
        [
          [true, "mutation", /^idempotent-[\da-f-]{36}$/, 2],
          [true, "action", undefined, 1],
          [() => true, "action", /^idempotent-[\da-f-]{36}$/, 2],
          [() => "order 7", "mutation", /^idempotent-order%207$/, 2],
          [() => false, "mutation", undefined, 1],
        ],
        async ([idempotent, kind, id, times]) => {
          const session = await t.session({ do: "drop" });
          const client = officialOf(t, session, { idempotent, retry: at(1) });
          const path =
            kind === "action" ? "values:echoAction" : "values:echoMutation";
          await client[kind](path, { value: 1 }).catch(() => {});
          const ids = (await session.log()).map(
            ({ headers }) => headers["convex-request-id"],
          );
          t.equal(ids.length, times);
          t.same(ids[0], ids.at(-1));
          if (id) t.ok(id.test(ids[0]), ids[0]);
        },
      );
      const bad = resilientFetch({ idempotent: () => "", fetch: deaf });
      const error = await t.rejection(
        bad("https://a.b/api/mutation", { method: "POST", body: "{}" }),
      );
      t.ok(error.message.includes("1 to 256"), error.message);
    },
  },

  {
    name: "hooks see what the client's see; what they throw ends the call",
    run: async (t) => {
      const session = await t.session(reply(500));
      /** @type {any[]} */
      const events = [];
      const note = (/** @type {string} */ name) => (/** @type {any} */ event) =>
        void events.push([name, event]);
      const hooks = {
        onRequest: note("request"),
        onResponse: note("response"),
        onRetry: note("retry"),
        includeHeaders: true,
      };
      const client = officialOf(t, session, { retry: at(1), hooks });
      await client.query("values:echo", { value: 1 });
      t.equal(
        events.map(([name, { attempt }]) => [name, attempt]),
        [
          ["request", 1],
          ["response", 1],
          ["retry", 1],
          ["request", 2],
          ["response", 2],
        ],
      );
      const [[, first], [, response], [, retry]] = events;
      t.equal([first.kind, first.functionPath], ["query", "values:echo"]);
      t.equal(first.url, `${session.url}/api/query`);
      t.equal(first.headers["content-type"], "application/json");
      t.equal([response.status, response.ok], [500, false]);
      t.between(response.duration, 0, 5000);
      t.equal([retry.error.status, retry.delay], [500, 0]);
      const thrown = new Error("no");
      for (const name of ["onRequest", "onResponse"]) {
        const before = (await session.log()).length;
        const throws = officialOf(t, session, {
          hooks: {
            [name]() {
              throw thrown;
            },
          },
        });
        t.same(await t.rejection(throws.query("values:echo")), thrown, name);
        const sent = (await session.log()).length - before;
        t.equal(sent, name === "onRequest" ? 0 : 1, name);
        t.info(thrown, { kind: "args" });
      }
    },
  },

  {
    name: "it is sent in the tick of the call, and what is no call passes untouched",
    run: async (t) => {
      /** @type {any[]} */
      const sent = [];
      const answer = new Response("null");
      const fetch = (/** @type {any[]} */ ...given) => {
        sent.push(given);
        return Promise.resolve(answer);
      };
      const own = resilientFetch({ fetch, retry: 3, timeout: 1000 });
      const url = "https://small-mouse-123.convex.cloud/api/query";
      const init = { method: "POST", body: "{}" };
      const others = [
        ["https://a.b/api/storage/upload?token=1", init],
        ["https://a.b/query", init],
        [url, { method: "GET" }],
        [url],
        [url, { method: "POST", body: new Uint8Array(1) }],
        [new Request("https://a.b/api/query"), undefined],
      ];
      for (const given of others) {
        const result = own(...given);
        t.equal(sent.length, 1);
        const [seen] = sent.splice(0);
        for (const [index, one] of given.entries()) t.same(seen[index], one);
        t.same(await result, answer);
      }
      const result = own(url, init);
      t.equal(sent.length, 1);
      t.ok(!("signal" in init), "what was given stays as it was");
      t.equal(await (await result).json(), null);
    },
  },

  {
    name: "options that are none are refused when it is made",
    run: async (t) => {
      for (const [options, word] of [
        [{ retries: 1 }, "retries"],
        [{ retry: -1 }, "retry.limit"],
        [{ retry: { limit: 1, backof: 1 } }, "backof"],
        [{ timeout: 0 }, "timeout"],
        [{ timeout: { query: "1" } }, "timeout.query"],
        [{ timeout: { querry: 1 } }, "querry"],
        [{ signal: {} }, "signal"],
        [{ idempotent: "key" }, "idempotent"],
        [{ hooks: { onError() {} } }, "onError"],
        [{ fetch: 1 }, "fetch"],
      ]) {
        let message = "";
        try {
          resilientFetch(options);
        } catch (error) {
          message = String(error);
        }
        t.ok(
          message.startsWith("TypeError") && message.includes(`${word}`),
          `${JSON.stringify(options)}: ${message}`,
        );
      }
      t.equal(typeof resilientFetch(), "function");
    },
  },
];
