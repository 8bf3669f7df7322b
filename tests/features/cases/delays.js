// How often and when calls are sent again, and who has a say in it.
import { at, each, reply } from "../faults.js";
import { methods } from "../methods.js";
import { sleep } from "../setting.js";

/** @type {import("../setting.js").Case[]} */
export default [
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
    name: "a Retry-After that says nothing, less than the backoff, and of an earlier reply, does not count",
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
      t.equal(delays, [5, 10, 10, 10, 10]);
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
