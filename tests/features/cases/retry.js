// What is sent again, when, and how often: on real connections that fail.
import { at, each, reply } from "../faults.js";
import { everyMethod, methods } from "../methods.js";

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

/** Has a deployment's admin call where only an admin can. @param {Setting} t @param {any} client @param {string} name */
async function authorize(t, client, name) {
  if (name === "function") client.setAdminAuth(await t.adminKey());
}

const reads = everyMethod.filter(([, { repeats }]) => repeats);

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
      /** @type {Fault[]} */
      const script = [
        later,
        later,
        { do: "pass", delay: 30 },
        later,
        { do: "pass" },
        { do: "refuse" },
      ];
      const session = await t.session(...script);
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
];
