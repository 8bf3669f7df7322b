// What becomes of calls whose token the backend refuses.
import { bringing, sentTokens, whoami } from "../fetchers.js";
import { everyMethod, methods } from "../methods.js";

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "after a 401, one forced refresh and one resend, for every method",
    run: async (t) => {
      for (const [name, { ref, call }] of everyMethod) {
        const [bad, good] = [
          await t.token({}, -5),
          await t.token({ sub: "ada" }),
        ];
        const { fetcher, asked } = bringing(bad, good);
        const session = await t.session();
        const client = t.client({ auth: fetcher }, session);
        if (name === "function") {
          // Only an admin may call it; that the second token arrives is enough.
          const error = await t.rejection(call(client, ref, { value: 1 }));
          t.info(error, { status: 403, attempts: 2 }, name);
        } else t.equal(await call(client, ref, { value: 1 }), 1, name);
        t.equal(asked, [false, true], name);
        const log = (await session.log()).filter(
          ({ path }) => path !== "/api/query_ts",
        );
        t.equal(sentTokens(log), [bad, good], name);
      }
    },
  },

  {
    name: "a queue goes on in order after a 401, and each mutation commits once",
    run: async (t) => {
      const { fetcher, asked } = bringing(
        await t.token({}, -5),
        await t.token(),
      );
      const client = t.client({ auth: fetcher });
      const bodies = ["1", "2", "3"];
      await Promise.all(
        bodies.map((body) => client.mutation("messages:send", t.message(body))),
      );
      t.equal(await t.committed(), bodies);
      t.equal(asked, [false, true]);
    },
  },

  {
    name: "parallel calls that are refused share one refresh",
    run: async (t) => {
      const { fetcher, asked } = bringing(
        await t.token({}, -5),
        await t.token({ sub: "ada" }),
      );
      const client = t.client({ auth: fetcher });
      const users = await Promise.all(
        Array.from({ length: 20 }, () => client.query(whoami)),
      );
      t.equal(
        users.map(({ subject }) => subject),
        Array(20).fill("ada"),
      );
      t.equal(asked, [false, true]);
    },
  },

  {
    name: "a second 401 rejects, and the next call may succeed",
    run: async (t) => {
      const bad = await t.token({}, -5);
      for (const name of ["query", "mutation", "action", "batch"]) {
        const { fetcher, asked } = bringing(bad, bad, await t.token());
        const session = await t.session();
        const client = t.client({ auth: fetcher, retry: 5 }, session);
        const { ref, call } = methods[name];
        const error = await t.rejection(call(client, ref, { value: 1 }), name);
        const known = {
          outcome: "not-committed",
          retryable: false,
          attempts: 2,
        };
        t.info(
          error,
          { kind: "http", status: 401, code: "Unauthenticated", ...known },
          name,
        );
        t.equal(
          [asked, (await session.log()).length],
          [[false, true], 2],
          name,
        );
        t.equal(await call(client, ref, { value: 1 }), 1, name);
        t.equal(asked.length, 3, name);
      }
    },
  },

  {
    name: "a 401 without a fetcher is not sent again",
    run: async (t) => {
      const session = await t.session();
      const client = t.client(
        { auth: await t.token({}, -5), retry: 3 },
        session,
      );
      for (const [name, { ref, call }] of everyMethod) {
        if (name === "consistentQuery") continue;
        const before = (await session.log()).length;
        t.info(await t.rejection(call(client, ref, { value: 1 }), name), {
          status: 401,
          attempts: 1,
          outcome: "not-committed",
        });
        t.equal((await session.log()).length - before, 1, name);
      }
    },
  },

  {
    name: "the resend after a 401 is no repetition: it leaves the limit as it is",
    run: async (t) => {
      const { fetcher } = bringing(
        await t.token({}, -5),
        await t.token({ sub: "ada" }),
      );
      const session = await t.session(
        { do: "pass" },
        { do: "reply", status: 503 },
      );
      const client = t.client(
        { auth: fetcher, retry: { limit: 1, backoff: 0 } },
        session,
      );
      t.equal((await client.query(whoami)).subject, "ada");
      t.equal((await session.log()).length, 3);
    },
  },
];
