// Section 6 of the contract: under whose name a call is made, and who waits for whose token.
import { fakeClock, held, turns } from "../clocks.js";
import { bringing, recording, unsigned } from "../fetchers.js";
import { everyMethod } from "../methods.js";
import { success } from "../setting.js";
import { anyReply } from "../watching.js";

const seconds = () => Math.floor(Date.now() / 1000);

/**
 * A client whose requests are answered one after another, the last answer again and again; what they carried; and what
 * happens after each.
 *
 * @param {import("../setting.js").Setting} t
 * @param {Record<string, unknown>} options
 * @param {(() => any)[]} replies
 * @param {(client: any) => void} [after] the first request has come
 */
function answering(t, options, replies, after) {
  /** @type {(string | undefined)[]} */
  const sent = [];
  const fetch = async (
    /** @type {string} */ url,
    /** @type {any} */ { headers },
  ) => {
    if (url.endsWith("/query_ts")) return anyReply();
    sent.push(headers.Authorization);
    if (sent.length === 1) after?.(client);
    return (replies.length > 1 ? replies.shift() : replies[0])?.();
  };
  const client = t.client({ fetch, ...options });
  return { client, sent };
}

const refused = () => new Response('{"code":"X"}', { status: 401 });
const busy = () => new Response('{"code":"ExpiredInQueue"}', { status: 503 });

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "section 6, identity of a call: kept for all its attempts, whatever is set meanwhile",
    run: async (t) => {
      /** @type {Record<string, unknown>} */
      const identities = {
        token: "alice",
        fetcher: async () => "alice",
        none: undefined,
      };
      /** @type {Record<string, (client: any) => void>} */
      const changes = {
        token: (client) => client.setAuth("bob"),
        fetcher: (client) => client.setAuth(async () => "bob"),
        admin: (client) => client.setAdminAuth("bob"),
        none: (client) => client.clearAuth(),
      };
      const retry = { limit: 2, backoff: 0 };
      for (const [from, auth] of Object.entries(identities))
        for (const [to, change] of Object.entries(changes))
          for (const [name, { call, kind, repeats }] of everyMethod) {
            if (!repeats && kind !== "mutation") continue;
            const label = `${name}, ${from} to ${to}`;
            const replies = [busy, busy, anyReply];
            const { client, sent } = answering(
              t,
              { auth, retry },
              replies,
              change,
            );
            await call(client, "a:b", {});
            const own = auth && "Bearer alice";
            t.equal(sent, [own, own, own], label);
            await call(client, "a:b", {});
            if (from !== to || auth)
              t.equal(sent[3] === own, false, `${label}: the next call`);
          }
    },
  },

  {
    name: "section 6, identity of a call: a queued mutation's is that of its turn, for all its attempts",
    run: async (t) => {
      const replies = [success, busy, success];
      const { client, sent } = answering(
        t,
        { auth: "alice", retry: { limit: 1, backoff: 0 } },
        replies,
        (client) => client.setAuth("bob"),
      );
      const calls = [client.mutation("a:b", {}), client.mutation("a:b", {})];
      await calls[0];
      client.setAuth("carol");
      await calls[1];
      t.equal(sent, ["Bearer alice", "Bearer bob", "Bearer bob"]);
    },
  },

  {
    name: "section 6, 401 with a token fetcher: one forced refresh and one resend; later repetitions do not force",
    run: async (t) => {
      const { fetcher, asked } = bringing("1", "2", "3");
      const retry = { limit: 2, backoff: 0 };
      const replies = [refused, busy, busy, success];
      const { client, sent } = answering(t, { auth: fetcher, retry }, replies);
      await client.query("a:b");
      t.equal(asked, [false, true]);
      t.equal(sent, ["Bearer 1", "Bearer 2", "Bearer 2", "Bearer 2"]);
      // A second refusal ends it, and leaves the repetitions alone.
      const twice = answering(t, { auth: fetcher, retry }, [refused]);
      const error = await t.rejection(twice.client.query("a:b"));
      t.info(error, { status: 401, attempts: 2, retryable: false });
    },
  },

  {
    name: "section 6, forced refresh that throws: rejects the waiting calls; the next call asks again, forced",
    run: async (t) => {
      const thrown = new Error("no token");
      const { fetcher, asked } = bringing("1", thrown, "2");
      const { client, sent } = answering(t, { auth: fetcher }, [
        refused,
        refused,
        success,
      ]);
      const calls = [client.query("a:b"), client.mutation("a:b", {})];
      for (const call of calls) t.same(await t.rejection(call), thrown);
      t.equal([asked, sent.length], [[false, true], 2]);
      t.info(thrown, { kind: "args", outcome: "not-committed", attempts: 1 });
      await client.query("a:b");
      t.equal(asked, [false, true, true]);
      t.equal(sent, ["Bearer 1", "Bearer 1", "Bearer 2"]);
    },
  },

  {
    name: "section 6, call during another's renewal: waits for it",
    run: async (t) => {
      const renewal = held();
      /** @type {boolean[]} */
      const asked = [];
      const auth = (/** @type {any} */ { forceRefreshToken }) => {
        asked.push(forceRefreshToken);
        return forceRefreshToken ? renewal.promise : "1";
      };
      const { client, sent } = answering(t, { auth }, [refused, success]);
      const first = client.query("a:b");
      await t.until(() => asked.length === 2, "the renewal");
      const second = client.action("a:b", {});
      await turns();
      t.equal(sent, ["Bearer 1"], "it does not go out with the refused one");
      renewal.resolve("2");
      await Promise.all([first, second]);
      t.equal(
        [asked, sent.slice(1)],
        [
          [false, true],
          ["Bearer 2", "Bearer 2"],
        ],
      );
    },
  },

  {
    name: 'section 6, fetcher returns "" or null: no header; the next call asks again, not forced',
    run: async (t) => {
      for (const none of ["", null, undefined]) {
        const { fetcher, asked } = bringing(none, none, "1");
        const { client, sent } = recording(t, { auth: fetcher });
        for (let call = 0; call < 4; call++) await client.query("a:b");
        t.equal(asked, [false, false, false], `${none}`);
        t.equal(sent, [undefined, undefined, "1", "1"], `${none}`);
      }
    },
  },

  {
    name: "section 6, fetcher that hangs: given up with its last waiting call, not before; the next call asks anew",
    run: async (t) => {
      const clock = fakeClock(t);
      /** @type {ReturnType<typeof held>[]} */
      const fetches = [];
      const auth = () => {
        const one = held();
        fetches.push(one);
        return one.promise;
      };
      const { client, sent } = recording(t, { auth });
      const short = t.rejection(client.query("a:b", {}, { timeout: 10 }));
      const long = t.rejection(client.query("a:b", {}, { timeout: 50 }));
      await clock.pass(9);
      await clock.pass(2);
      t.info(await short, { kind: "timeout", attempts: 0 });
      const third = t.rejection(client.query("a:b", {}, { timeout: 20 }));
      await turns();
      // The owner's deadline has passed: see the row of the owner that is gone.
      t.equal(fetches.length, 2);
      await clock.pass(40);
      await Promise.all([long, third]);
      const last = client.query("a:b");
      await turns();
      t.equal(fetches.length, 3);
      // Late, and something newer was asked for.
      fetches[0].resolve("late");
      fetches[1].resolve("late");
      await turns();
      fetches[2].resolve("newest");
      await last;
      await client.query("a:b");
      t.equal([sent, fetches.length], [["newest", "newest"], 3]);
    },
  },

  {
    name: "section 6, fetcher that hangs: a late result counts if nothing newer was asked for",
    run: async (t) => {
      const fetched = held();
      let asked = 0;
      const auth = () => ((asked += 1), fetched.promise);
      const { client, sent } = recording(t, { auth });
      await t.rejection(client.query("a:b", {}, { timeout: 10 }));
      fetched.resolve("late");
      await turns();
      await client.query("a:b");
      t.equal([sent, asked], [["late"], 1]);
    },
  },

  {
    name: "section 6, fetcher that hangs: a forced refresh that is given up is asked for again, forced",
    run: async (t) => {
      /** @type {boolean[]} */
      const asked = [];
      const auth = (/** @type {any} */ { forceRefreshToken }) => {
        asked.push(forceRefreshToken);
        if (asked.length === 1) return "1";
        return asked.length === 2 ? new Promise(() => {}) : "2";
      };
      const { client, sent } = answering(t, { auth }, [refused, success]);
      const error = await t.rejection(
        client.mutation("a:b", {}, { timeout: 30 }),
      );
      t.info(error, { kind: "timeout", outcome: "not-committed", attempts: 1 });
      await client.query("a:b");
      t.equal(asked, [false, true, true]);
      t.equal(sent, ["Bearer 1", "Bearer 2"]);
    },
  },

  {
    name: "section 6, owner of a shared wait that is gone: a token is asked for again past its deadline, or after 30 s",
    run: async (t) => {
      for (const [options, age] of [
        [{ timeout: 1000 }, 1000],
        [undefined, 30_000],
      ]) {
        const clock = fakeClock(t);
        let asked = 0;
        const auth = () => (
          (asked += 1),
          asked === 1 ? new Promise(() => {}) : "2"
        );
        const { client, sent } = recording(t, { auth });
        void client.query("a:b", {}, options).catch(() => {});
        await turns();
        clock.skip(Number(age) - 500);
        const early = client.query("a:b", {}, { timeout: 100 });
        const gaveUp = t.rejection(early);
        await turns();
        t.equal(asked, 1, `${age}: one waits for the other`);
        clock.skip(600);
        t.equal(await client.query("a:b"), null);
        t.equal([asked, sent], [2, ["2"]], `${age}`);
        await clock.pass(100_000);
        await gaveUp;
        t.restore();
      }
    },
  },

  {
    name: "section 6, owner of a shared wait that is gone: the timestamp is asked for again past its deadline, or after 30 s",
    run: async (t) => {
      for (const [options, age] of [
        [{ timeout: 1000 }, 1000],
        [undefined, 30_000],
      ]) {
        const clock = fakeClock(t);
        let asked = 0;
        const fetch = async (/** @type {string} */ url) =>
          url.endsWith("/query_ts") && (asked += 1) === 1
            ? new Promise(() => {})
            : anyReply();
        const client = t.client({ fetch });
        void client.consistentQuery("a:b", {}, options).catch(() => {});
        clock.skip(Number(age) + 100);
        await client.consistentQuery("a:b", {});
        t.equal(asked, 2, `${age}`);
        await clock.pass(100_000);
        t.restore();
      }
    },
  },

  {
    name: "section 6, owner of a shared wait that is gone: the queue goes on past its deadline, and waits where it has none",
    run: async (t) => {
      const clock = fakeClock(t);
      /** @type {string[]} */
      const sent = [];
      const fetch = async (/** @type {string} */ _, /** @type {any} */ init) =>
        sent.push(JSON.parse(init.body).path) === 1
          ? new Promise(() => {})
          : anyReply();
      const client = t.client({ fetch });
      // Its timer dies with its context.
      const { setTimeout } = globalThis;
      t.replace(globalThis, "setTimeout", () => 0);
      void client.mutation("dead", {}, { timeout: 1000 }).catch(() => {});
      t.replace(globalThis, "setTimeout", setTimeout);
      const second = client.mutation("second", {}, { timeout: 5000 });
      const third = client.mutation("third");
      await clock.pass(800);
      t.equal([sent, client.pendingMutations], [["dead"], 3]);
      await clock.pass(200);
      t.equal([await second, await third], [null, null]);
      t.equal(sent, ["dead", "second", "third"]);
      await client.idle();
      t.equal([client.pendingMutations, clock.live()], [0, 0]);
      // The queue's order is a promise.
      t.restore();
      const other = fakeClock(t);
      sent.length = 0;
      void client.mutation("dead");
      const last = client.mutation("last", {}, { timeout: 1e6 });
      const gaveUp = t.rejection(last);
      await other.pass(900_000);
      t.equal(sent, ["dead"]);
      await other.pass(100_000);
      t.info(await gaveUp, { kind: "timeout", outcome: "not-committed" });
    },
  },

  {
    name: "section 6, per-call auth function: asked at each call, never cached by its identity",
    run: async (t) => {
      let user = "alice";
      let asked = 0;
      /** @type {unknown[]} */
      const callers = [];
      const auth = /** @this {unknown} */ async function () {
        asked++;
        callers.push(this);
        return user;
      };
      for (const [name, { call }] of everyMethod) {
        const { client, sent } = answering(t, {}, [anyReply]);
        [user, asked] = ["alice", 0];
        const first = call(client, "a:b", {}, { auth });
        await first;
        user = "bob";
        await call(client, "a:b", {}, { auth });
        t.equal([sent, asked], [["Bearer alice", "Bearer bob"], 2], name);
      }
      // Two at once as well.
      const { client, sent } = answering(t, {}, [anyReply]);
      const both = ["alice", "bob"].map((name) =>
        client.query("a:b", {}, { auth: async () => name }),
      );
      await Promise.all(both);
      t.equal(sent.sort(), ["Bearer alice", "Bearer bob"]);
      const shared = { get: auth };
      await client.query("a:b", {}, { auth: shared.get });
      const own = t.client({ auth, fetch: async () => anyReply() });
      await own.query("a:b");
      t.equal(new Set(callers), new Set([undefined]), "`this` is undefined");
    },
  },

  {
    name: "section 6, fetcher that calls its own client: refused at once, and neither hangs",
    run: async (t) => {
      /** @type {any} */
      let inner;
      /** @type {any} */
      const client = t.client({
        fetch: async () => anyReply(),
        // Its own call is awaited, and so is its failure its own.
        auth: () => (inner = client.query("a:b")),
      });
      const error = await t.rejection(client.query("a:b"));
      t.same(await t.rejection(inner), error);
      t.ok(/client of its own/.test(error.message), error.message);
      t.info(error, { kind: "args", attempts: 0, outcome: "not-committed" });
    },
  },

  {
    name: "section 6, fetcher that calls its own client: later too it ends with an error that says so",
    run: async (t) => {
      for (const timeout of [undefined, 5000]) {
        const clock = fakeClock(t);
        let asked = 0;
        /** @type {any} */
        const client = t.client({
          fetch: async () => anyReply(),
          auth: async () => {
            asked++;
            await null;
            return client.query("a:token");
          },
          ...(timeout ? { timeout } : {}),
        });
        const calls = [1, 2].map(() => t.rejection(client.query("a:b")));
        await clock.pass(120_000);
        for (const error of await Promise.all(calls)) {
          const isNamed = /calls its own client waits for itself/.test(error);
          t.ok(isNamed || /did not settle within/.test(error), String(error));
          t.equal(isNamed, !timeout);
          t.info(error, { attempts: 0, outcome: "not-committed" });
        }
        const before = asked;
        await clock.pass(1_000_000);
        t.equal([asked - before, clock.live()], [0, 0], `${timeout}`);
        t.restore();
      }
    },
  },

  {
    name: "section 6, owner of a shared wait that is gone: who waits for it already goes on as well",
    run: async (t) => {
      for (const [options, age] of [
        [{ timeout: 1000 }, 1000],
        [undefined, 30_000],
      ]) {
        const clock = fakeClock(t);
        /** @type {Record<string, number>} */
        const asked = { token: 0, timestamp: 0 };
        const fetch = async (/** @type {string} */ url) =>
          url.endsWith("/query_ts") && (asked.timestamp += 1) === 1
            ? new Promise(() => {})
            : anyReply();
        const auth = () => (
          (asked.token += 1),
          asked.token === 1 ? new Promise(() => {}) : "2"
        );
        const clients = [t.client({ fetch, auth }), t.client({ fetch })];
        const start = (/** @type {any} */ given) => [
          clients[0].query("a:b", {}, given),
          clients[1].consistentQuery("a:b", {}, given),
        ];
        // Their timers die with their context.
        const { setTimeout } = globalThis;
        t.replace(globalThis, "setTimeout", () => 0);
        for (const dead of start(options)) dead.catch(() => {});
        t.replace(globalThis, "setTimeout", setTimeout);
        await turns();
        const waiting = [...start({ timeout: 50_000 }), ...start(undefined)];
        await clock.pass(Number(age) - 500);
        t.equal(asked, { token: 1, timestamp: 1 }, `${age}`);
        await clock.pass(500);
        t.equal(await Promise.all(waiting), [null, null, null, null]);
        t.equal(asked, { token: 2, timestamp: 2 }, `${age}`);
        t.equal(clock.live(), 0);
        t.restore();
      }
    },
  },

  {
    name: "section 6, owner of a shared wait that is gone: one that is stopped in the queue is in nobody's way",
    run: async (t) => {
      const clock = fakeClock(t);
      /** @type {string[]} */
      const sent = [];
      const fetch = async (/** @type {string} */ _, /** @type {any} */ init) =>
        sent.push(JSON.parse(init.body).path) === 1
          ? new Promise(() => {})
          : anyReply();
      const client = t.client({ fetch });
      const { setTimeout } = globalThis;
      t.replace(globalThis, "setTimeout", () => 0);
      void client.mutation("dead", {}, { timeout: 1000 }).catch(() => {});
      t.replace(globalThis, "setTimeout", setTimeout);
      const stopping = new AbortController();
      const { signal } = stopping;
      const stopped = t.rejection(client.mutation("stopped", {}, { signal }));
      const third = client.mutation("third");
      const idle = client.idle();
      stopping.abort();
      t.info(await stopped, { kind: "aborted", outcome: "not-committed" });
      await clock.pass(500);
      t.equal([sent, client.pendingMutations], [["dead"], 2]);
      await clock.pass(501);
      await third;
      await idle;
      t.equal([sent, client.pendingMutations], [["dead", "third"], 0]);
      // The last of them dies, and nobody comes after it.
      sent.length = 0;
      t.replace(globalThis, "setTimeout", () => 0);
      void client.mutation("dead", {}, { timeout: 1000 }).catch(() => {});
      t.replace(globalThis, "setTimeout", setTimeout);
      const both = [client.idle(), client.idle()];
      await clock.pass(1001);
      await Promise.all(both);
      t.equal([client.pendingMutations, clock.live()], [0, 0]);
    },
  },

  {
    name: "section 6, exp and iat as numeric strings: read as numbers",
    run: async (t) => {
      for (const [exp, iat, expected] of [
        [`${seconds() - 1}`, `${seconds() - 3}`, [false, false]],
        [`${seconds() + 3600}`, `${seconds()}`, [false]],
      ]) {
        const clock = fakeClock(t);
        const { client } = recording(t, { auth: async () => tokens.shift() });
        const token = unsigned({ exp, iat });
        const tokens = [token, token, token];
        await client.query("a:b");
        // One that lives two seconds is used for most of them.
        clock.skip(1_000);
        await client.query("a:b");
        t.equal(tokens.length, 2, `${exp} after 1 s`);
        clock.skip(2_000);
        await client.query("a:b");
        t.equal(3 - tokens.length, expected.length, `${exp} after 3 s`);
        t.restore();
      }
    },
  },
];
