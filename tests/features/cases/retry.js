// What is sent again, when, and how often: on real connections that fail.
import { everyMethod, methods } from "../methods.js";
import { sleep } from "../setting.js";

/** @typedef {import("../setting.js").Setting} Setting */
/** @typedef {import("../setting.js").Fault} Fault */

const HTML = "<!doctype html><title>Bad gateway</title>";

/** Statuses and whether a query is sent again. */
const STATUSES = {
  again: [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527, 529],
  never: [
    400, 401, 403, 404, 405, 409, 413, 422, 451, 499, 501, 505, 511, 519, 530,
  ],
};

/** Codes that prove that a mutation did not commit, by status. @type {Record<number, string[]>} */
const PROOFS = {
  503: [
    "ExpiredInQueue",
    "WorkerOverloaded",
    "IsolateNotClean",
    "InitialPermitTimeoutError",
    "ExecuteFullError",
    "OptimisticConcurrencyControlFailure",
    "CommitterFullError",
  ],
  429: ["TooManyConcurrentRequests", "TooManyWrites"],
};

/** Replies that prove nothing. @type {[number, string][]} */
const OPEN = [
  [500, "InternalServerError"],
  [500, "ExpiredInQueue"],
  [502, "ExpiredInQueue"],
  [503, ""],
  [503, "TooManyWrites"],
  [503, "SomethingElse"],
  [503, "expiredinqueue"],
  [429, ""],
  [429, "RateLimited"],
  [429, "OptimisticConcurrencyControlFailure"],
  [408, "ExpiredInQueue"],
  [504, ""],
  [524, ""],
  [409, "OptimisticConcurrencyControlFailure"],
];

/**
 * @param {number} status
 * @param {string} [code]
 * @param {Partial<Fault>} [more]
 * @returns {Fault}
 */
function reply(status, code, more) {
  const body = code ? JSON.stringify({ code, message: `It is ${code}` }) : "";
  return { do: "reply", status, body, ...more };
}

/** As fast as can be. */
const at = (/** @type {number} */ limit) => ({ limit, backoff: 0 });

/** Has a deployment's admin call where only an admin can. @param {Setting} t @param {any} client @param {string} name */
async function authorize(t, client, name) {
  if (name === "function") client.setAdminAuth(await t.adminKey());
}

/** Runs checks side by side, a few at a time: a page has few connections. @param {any[]} list @param {(one: any) => Promise<void>} check */
async function each(list, check) {
  const left = [...list];
  const work = async () => {
    for (let one; (one = left.shift()) !== undefined;) await check(one);
  };
  await Promise.all([work(), work(), work()]);
}

const reads = everyMethod.filter(([, { repeats }]) => repeats);
const writes = everyMethod.filter(([, { repeats }]) => !repeats);

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "queries are sent again after each status of the table, and no other",
    run: async (t) => {
      for (const [name, { ref, call }] of reads)
        await each([...STATUSES.again, ...STATUSES.never], async (status) => {
          const label = `${name} ${status}`;
          const script = [reply(status, "", { body: HTML }), reply(status)];
          if (name === "consistentQuery") script.unshift({ do: "pass" });
          const session = await t.session(...script);
          const client = t.client({ retry: at(2) }, session);
          const value = { big: 2n ** 62n, random: t.channel };
          const result = call(client, ref, { value });
          const sent = async () =>
            (await session.log()).filter(({ path }) => path !== "/api/query_ts")
              .length;
          if (STATUSES.again.includes(status)) {
            t.equal(await result, value, label);
            t.equal(await sent(), 3, label);
          } else {
            const error = await t.rejection(result, label);
            t.info(
              error,
              { kind: "http", status, attempts: 1, retryable: false },
              label,
            );
            t.equal([error.message, await sent()], [HTML, 1], label);
          }
        });
    },
  },

  {
    name: "queries are sent again after every failure of the network",
    run: async (t) => {
      for (const [name, { ref, call }] of reads)
        await each(["refuse", "drop", "cut"], async (fault) => {
          /** @type {Fault[]} */
          const script = [{ do: fault }, { do: fault }];
          const session = await t.session(...script);
          const client = t.client({ retry: at(2) }, session);
          const value = { list: [1n, NaN], text: "x".repeat(20_000) };
          t.equal(
            await call(client, ref, { value }),
            value,
            `${name} ${fault}`,
          );
        });
    },
  },

  {
    name: "no result of a query is invented of half a reply",
    run: async (t) => {
      for (const [name, { ref, call }] of everyMethod)
        await each(["truncate", "cut"], async (fault) => {
          const session = await t.session({ do: fault });
          const client = t.client({}, session);
          await authorize(t, client, name);
          const value = { text: "x".repeat(5000) };
          const error = await t.rejection(
            call(client, ref, { value }),
            `${name} ${fault}`,
          );
          const kinds =
            fault === "truncate" ? ["protocol"] : ["network", "protocol"];
          const { kind } = t.ours.errorInfo(error);
          t.ok(kinds.includes(kind), `${name} ${fault}: ${kind} ${error}`);
        });
    },
  },

  {
    name: "a query's timestamp is asked for again",
    run: async (t) => {
      const session = await t.session(reply(503), { do: "refuse" });
      const client = t.client({ retry: at(3) }, session);
      t.equal(await client.consistentQuery("values:echo", { value: 1 }), 1);
      const paths = (await session.log()).map(({ path }) => path);
      const ask = "/api/query_ts";
      t.equal(paths, [ask, ask, ask, "/api/query_at_ts"]);
    },
  },

  {
    name: "mutations are sent again after each proof that they did not commit",
    run: async (t) => {
      const proofs = Object.entries(PROOFS).flatMap(([status, codes]) =>
        codes.map((code) => ({ status: Number(status), code })),
      );
      await each(proofs, async ({ status, code }) => {
        const session = await t.session(
          reply(status, code),
          reply(status, code),
        );
        const client = t.client({ retry: at(2) }, session);
        await client.mutation("messages:send", t.message(code));
        t.equal(
          (await session.log()).map(({ forwarded }) => forwarded),
          [false, false, true],
          code,
        );
        await session.meet(reply(status, code));
        const failing = client.mutation("messages:send", t.message("never"), {
          retry: false,
        });
        const error = await t.rejection(failing, code);
        const known = {
          retryable: true,
          outcome: "not-committed",
          attempts: 1,
        };
        t.info(error, { kind: "http", status, code, ...known }, code);
      });
      const codes = proofs.map(({ code }) => code);
      t.equal((await t.committed()).sort(), codes.sort());
    },
  },

  {
    name: "nothing else is sent again, whether it committed or not",
    timeLimit: 40_000,
    run: async (t) => {
      /** @type {string[]} */
      const expected = [];
      const faults = [
        ...OPEN.flatMap(([status, code]) => [
          reply(status, code),
          reply(status, code, { forward: true }),
        ]),
        reply(502, "", {
          body: HTML,
          forward: true,
          headers: { "Content-Type": "text/html" },
        }),
        ...["refuse", "drop", "cut", "truncate"].map((one) => ({
          do: /** @type {any} */ (one),
        })),
      ];
      for (const skipQueue of [false, true])
        await each([...faults.entries()], async ([index, fault]) => {
          const body = `${skipQueue} ${index}`;
          const session = await t.session(fault);
          const client = t.client({ retry: at(5) }, session);
          const sent = client.mutation("messages:send", t.message(body), {
            skipQueue,
          });
          const error = await t.rejection(sent, JSON.stringify(fault));
          const known = { attempts: 1, retryable: false, outcome: "unknown" };
          t.info(error, known, JSON.stringify(fault));
          t.equal((await session.log()).length, 1, JSON.stringify(fault));
          if (fault.do === "reply" ? fault.forward : fault.do !== "refuse")
            expected.push(body);
        });
      t.equal((await t.committed()).sort(), expected.sort());
    },
  },

  {
    name: "actions and functions of unknown kind are never sent again",
    run: async (t) => {
      const key = await t.adminKey();
      const args = t.message("once");
      const faults = [
        ...OPEN.map(([status, code]) => reply(status, code)),
        ...Object.entries(PROOFS).map(([status, [code]]) =>
          reply(Number(status), code),
        ),
        reply(500, "", { forward: true }),
        reply(401, "", {}),
        ...["refuse", "drop", "cut"].map((one) => ({
          do: /** @type {any} */ (one),
        })),
      ];
      let ran = 0;
      for (const name of ["action", "function"])
        await each(faults, async (/** @type {Fault} */ fault) => {
          const session = await t.session(fault);
          const client = t.client({ retry: at(5) }, session);
          client.setAdminAuth(key);
          const ref = name === "action" ? "actions:send" : "messages:send";
          const error = await t.rejection(
            methods[name].call(client, ref, args),
            JSON.stringify(fault),
          );
          const outcome = fault.status === 401 ? "not-committed" : "unknown";
          t.info(
            error,
            { attempts: 1, retryable: false, outcome },
            JSON.stringify(fault),
          );
          t.equal((await session.log()).length, 1);
          if (fault.do === "reply" ? fault.forward : fault.do !== "refuse")
            ran++;
        });
      t.equal((await t.committed()).length, ran);
    },
  },

  {
    name: "a queue keeps its order while a mutation is repeated",
    run: async (t) => {
      const later = reply(503, "OptimisticConcurrencyControlFailure");
      const session = await t.session(
        ...[
          later,
          later,
          { do: "pass", delay: 30 },
          later,
          { do: "pass" },
          { do: "refuse" },
        ],
      );
      const client = t.client({ retry: { limit: 3, backoff: 30 } }, session);
      const bodies = ["1", "2", "3", "4"];
      const calls = bodies.map((body) =>
        client.mutation("messages:send", t.message(body)),
      );
      const skips = client.mutation(
        "values:echoMutation",
        { value: 1 },
        { skipQueue: true, retry: false },
      );
      const results = await Promise.allSettled(calls);
      t.equal(
        results.map(({ status }) => status === "fulfilled"),
        [true, true, false, true],
      );
      await skips.catch(() => {});
      t.equal(await t.committed(), ["1", "2", "4"]);
      const queue = (await session.log()).filter(
        ({ body }) => body.path === "messages:send",
      );
      const order = queue.map(({ body }) => body.args[0].body);
      t.equal([...order].sort(), order, "in the order of the calls");
    },
  },

  {
    name: "every attempt sends the same, however the arguments change",
    run: async (t) => {
      const session = await t.session(
        reply(503, "ExpiredInQueue"),
        reply(503, "ExpiredInQueue"),
      );
      const client = t.client({ retry: { limit: 2, backoff: 20 } }, session);
      const message = t.message("first");
      const call = client.mutation("messages:send", message);
      message.body = "changed";
      await call;
      const log = await session.log();
      t.equal(
        log.map(({ body }) => body.args[0].body),
        ["first", "first", "first"],
      );
      const ids = new Set(
        log.map(({ headers }) => headers["convex-request-id"]),
      );
      t.equal(ids.size, 1);
    },
  },

  {
    name: "how often: false, a number, a limit, and two times unless set",
    run: async (t) => {
      await each(
        [
          [undefined, 1],
          [false, 1],
          [0, 1],
          [1, 2],
          [3, 4],
          [{ ...at(4) }, 5],
          [{ backoff: 0 }, 3],
          [{ limit: 0 }, 1],
        ],
        async ([retry, times]) => {
          const session = await t.session(
            ...Array.from({ length: 10 }, () => reply(503)),
          );
          t.replace(Math, "random", () => 0);
          const error = await t.rejection(
            t.client({ retry }, session).query("a:b"),
          );
          t.equal((await session.log()).length, times, JSON.stringify(retry));
          t.info(error, { status: 503, attempts: times, retryable: true });
          await session.meet(...Array.from({ length: 10 }, () => reply(503)));
          await t.rejection(
            t
              .client({ retry: 7 }, session)
              .query("a:b", {}, { retry: retry ?? false }),
          );
          t.equal(
            (await session.log()).length,
            times * 2,
            JSON.stringify(retry),
          );
        },
      );
    },
  },

  {
    name: "delays double up to the longest, of which a random part is waited for",
    run: async (t) => {
      for (const random of [0, 0.5, 0.999]) {
        t.replace(Math, "random", () => random);
        /** @type {number[]} */
        const delays = [];
        const times = [Date.now()];
        const client = t.client({
          fetch: async () => (
            times.push(Date.now()),
            new Response("", { status: 503 })
          ),
          retry: { limit: 5, backoff: 20, maxDelay: 100 },
          hooks: {
            onRetry: (/** @type {any} */ { delay }) => void delays.push(delay),
          },
        });
        await t.rejection(client.query("a:b"));
        t.equal(
          delays,
          [20, 40, 80, 100, 100].map((longest) => longest * random),
        );
        // Workers see time pass only with their timers and requests.
        const waited = times
          .slice(2)
          .map((time, index) => time - times[index + 1]);
        for (const [index, delay] of delays.entries())
          t.between(
            waited[index],
            delay - 3,
            delay + 1000,
            `delay ${index} of ${random}`,
          );
      }
    },
  },

  {
    name: "delays fill their whole range",
    run: async (t) => {
      /** @type {number[]} */
      const delays = [];
      const client = t.client({
        fetch: async () => new Response("", { status: 503 }),
        retry: { limit: 1, backoff: 10 },
        hooks: {
          onRetry: (/** @type {any} */ { delay }) => void delays.push(delay),
        },
      });
      await Promise.all(
        Array.from({ length: 400 }, () => t.rejection(client.query("a:b"))),
      );
      t.equal(delays.length, 400);
      t.between(Math.min(...delays), 0, 1, "the shortest");
      t.between(Math.max(...delays), 9, 10, "the longest");
      const mean = delays.reduce((sum, delay) => sum + delay, 0) / 400;
      t.between(mean, 4, 6, "the mean");
    },
  },

  {
    name: "Retry-After in seconds and as a date is waited for, beyond the longest delay",
    run: async (t) => {
      const now = Date.now();
      const date = new Date(now + 2500).toUTCString();
      await each(
        [
          ["1", 1000, 1000],
          [date, Date.parse(date) - now, 2500],
          ["0", 0, 0],
          [new Date(now - 60_000).toUTCString(), 0, 0],
        ],
        async ([header, least]) => {
          const headers = { "Retry-After": header };
          const session = await t.session(
            reply(429, "TooManyWrites", { headers }),
          );
          const client = t.client(
            { retry: { limit: 1, backoff: 5, maxDelay: 10 } },
            session,
          );
          await client.mutation("messages:send", t.message(header));
          const [first, second] = (await session.log()).map(({ at }) => at);
          t.between(
            second - first,
            least - 600 * Number(least > 1500) - 20,
            least + 2000,
            header,
          );
        },
      );
    },
  },

  {
    name: "a Retry-After that says nothing, and of an earlier reply, does not count",
    run: async (t) => {
      /** @type {number[]} */
      const delays = [];
      const headers = (/** @type {string} */ value) => ({
        headers: { "Retry-After": value },
      });
      const session = await t.session(
        reply(503, "", headers("soon")),
        reply(503, "", headers("-5")),
        reply(503, "", headers("0")),
        reply(503),
        { do: "refuse" },
      );
      t.replace(Math, "random", () => 0.5);
      const client = t.client(
        {
          retry: { limit: 9, backoff: 10, maxDelay: 20 },
          hooks: {
            onRetry: (/** @type {any} */ { delay }) => void delays.push(delay),
          },
        },
        session,
      );
      await client.query("values:echo", { value: 1 });
      t.equal(delays, [5, 10, 0, 10, 10]);
    },
  },

  {
    name: "a Retry-After before a failure of the network does not count for that",
    run: async (t) => {
      /** @type {number[]} */
      const delays = [];
      const session = await t.session(
        reply(503, "", { headers: { "Retry-After": "1" } }),
        { do: "refuse" },
      );
      const onRetry = (/** @type {any} */ { delay }) => void delays.push(delay);
      t.replace(Math, "random", () => 0.5);
      const client = t.client(
        { retry: { limit: 9, backoff: 10 }, hooks: { onRetry } },
        session,
      );
      await client.query("values:echo", { value: 1 });
      t.equal(delays, [1000, 10]);
    },
  },

  {
    name: "shouldRetry can say no: at once, later, or by what it throws",
    run: async (t) => {
      const fetch = async () => new Response("no", { status: 503 });
      /** @type {[unknown, number][]} */
      const asked = [];
      const no = (
        /** @type {unknown} */ error,
        /** @type {number} */ attempt,
      ) => {
        asked.push([error, attempt]);
        return attempt < 3;
      };
      const client = t.client({
        fetch,
        retry: { limit: 9, backoff: 0, shouldRetry: no },
      });
      const error = await t.rejection(client.query("a:b"));
      t.equal(
        asked.map(([, attempt]) => attempt),
        [1, 2, 3],
      );
      t.same(asked[2][0], error);
      t.ok(error instanceof t.ours.ConvexHttpError, `${error}`);
      t.info(error, { kind: "http", attempts: 3 });
      for (const answer of [
        async () => false,
        async () => (await sleep(10), 0),
        () => undefined,
      ]) {
        const retry = { limit: 9, backoff: 0, shouldRetry: answer };
        const error = await t.rejection(client.query("a:b", {}, { retry }));
        t.info(error, { kind: "http", attempts: 1 });
      }
      const thrown = new Error("from shouldRetry");
      for (const shouldRetry of [
        () => {
          throw thrown;
        },
        () => Promise.reject(thrown),
      ]) {
        const error = await t.rejection(
          client.query("a:b", {}, { retry: { backoff: 0, shouldRetry } }),
        );
        t.same(error, thrown);
        t.equal(t.ours.errorInfo(error).functionPath, "a:b");
      }
      t.equal(client.pendingMutations, 0);
    },
  },

  {
    name: "shouldRetry cannot say yes, nor is it asked beyond the limit",
    run: async (t) => {
      let asked = 0;
      const shouldRetry = () => ((asked += 1), true);
      for (const [ref, status] of [
        ["mutation", 500],
        ["action", 503],
        ["query", 400],
      ]) {
        let sent = 0;
        const fetch = async () => (
          (sent += 1),
          new Response("", { status: Number(status) })
        );
        const client = t.client({
          fetch,
          retry: { limit: 5, backoff: 0, shouldRetry },
        });
        await t.rejection(methods[ref].call(client, "a:b", {}));
        t.equal([asked, sent], [0, 1], `${ref} ${status}`);
      }
      const fetch = async () => new Response("", { status: 503 });
      const client = t.client({
        fetch,
        retry: { limit: 2, backoff: 0, shouldRetry },
      });
      await t.rejection(client.query("a:b"));
      t.equal(asked, 2);
    },
  },

  {
    name: "a failure of the function is never repeated",
    run: async (t) => {
      for (const [ref, name] of [
        ["errors:plain", "query"],
        ["errors:afterWrite", "mutation"],
        ["errors:fromAction", "action"],
      ]) {
        const session = await t.session();
        const client = t.client({ retry: at(5) }, session);
        const args = name === "mutation" ? { text: "x" } : {};
        const error = await t.rejection(methods[name].call(client, ref, args));
        t.info(error, { kind: "function", attempts: 1, retryable: false });
        t.equal((await session.log()).length, 1);
      }
    },
  },

  {
    name: "a timeout bounds all attempts together, and its cause is the last failure",
    run: async (t) => {
      const session = await t.session(
        ...Array.from({ length: 200 }, () => reply(503, "Later")),
      );
      const client = t.client(
        { retry: { limit: 1000, backoff: 40, maxDelay: 40 }, timeout: 400 },
        session,
      );
      const start = Date.now();
      const error = await t.rejection(client.query("a:b"));
      t.between(Date.now() - start, 380, 3000, "It took");
      t.ok(error instanceof t.ours.ConvexTimeoutError, `${error}`);
      t.equal([error.cause?.status, error.cause?.code], [503, "Later"]);
      t.ok(error.attempts > 1, `${error.attempts} attempts`);
      const sent = (await session.log()).length;
      await sleep(150);
      t.equal((await session.log()).length, sent, "after the end");
    },
  },
];
