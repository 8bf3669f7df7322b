// Token fetchers, with the embedded backend's own tokens.
import { bringing, recording, unsigned, whoami } from "../fetchers.js";
import { sleep } from "../setting.js";

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "fifty calls share one fetch of a token",
    run: async (t) => {
      const { fetcher, asked } = bringing(await t.token({ sub: "ada" }));
      const client = t.client({ auth: fetcher });
      const users = await Promise.all(
        Array.from({ length: 50 }, () => client.query(whoami)),
      );
      await client.mutation("tasks:create", { text: "x" });
      t.equal(
        users.map(({ subject }) => subject),
        Array(50).fill("ada"),
      );
      t.equal(asked, [false]);
    },
  },

  {
    name: "a token is replaced before it expires, and no call is refused",
    run: async (t) => {
      const session = await t.session();
      /** @type {boolean[]} */
      const asked = [];
      const auth = async (/** @type {any} */ { forceRefreshToken }) => {
        asked.push(forceRefreshToken);
        return t.token({ sub: "ada" }, 3);
      };
      const client = t.client({ auth }, session);
      const start = Date.now();
      let calls = 0;
      while (Date.now() - start < 4200) {
        t.equal((await client.query(whoami)).subject, "ada");
        calls++;
        await sleep(60);
      }
      t.ok(calls > 15, `${calls} calls`);
      t.between(asked.length, 2, 3, "tokens");
      t.equal(
        asked,
        [false, ...asked.slice(1).map(() => true)],
        "a cache of the fetcher's will not do",
      );
      t.equal(
        (await session.log()).filter(({ status }) => status !== 200),
        [],
      );
    },
  },

  {
    name: "a clock that is an hour ahead or behind does not matter",
    run: async (t) => {
      const token = await t.token({ sub: "ada" }, 60);
      for (const skew of [3_600_000, -3_600_000, 0]) {
        const { now } = Date;
        let later = 0;
        t.replace(Date, "now", () => now() + skew + later);
        const { fetcher, asked } = bringing(token);
        const client = t.client({ auth: fetcher });
        for (let call = 0; call < 3; call++)
          t.equal((await client.query(whoami)).subject, "ada");
        t.equal(asked.length, 1, `${skew}`);
        later = 45_000;
        await client.query(whoami);
        t.equal(asked.length, 1, `${skew}, 45 s later`);
        later = 58_000;
        await client.query(whoami);
        t.equal(asked, [false, true], `${skew}, 58 s later`);
        t.restore();
      }
    },
  },

  {
    name: "tokens that cannot be read are just used",
    run: async (t) => {
      const strange = [
        "opaque",
        "a.b.c",
        "..",
        unsigned({}),
        unsigned({ exp: "soon" }),
        "e30.bnVsbA.x",
        unsigned({ exp: null }),
      ];
      for (const token of strange) {
        const { fetcher, asked } = bringing(token);
        const { client, sent } = recording(t, { auth: fetcher });
        for (let call = 0; call < 3; call++) await client.query("a:b");
        t.equal(sent, [token, token, token]);
        t.equal(asked, [false], token);
      }
    },
  },

  {
    name: "a token's payload may hold any letters",
    run: async (t) => {
      // In base64url: both of its letters that base64 has not.
      const text = JSON.stringify({
        exp: Math.floor(Date.now() / 1000) - 1,
        iat: Math.floor(Date.now() / 1000) - 2,
        n: "~~~???>>>",
      });
      const payload = btoa(text)
        .replace(/\+/g, "-")
        .replace(/\//g, "_")
        .replace(/=/g, "");
      t.ok(/[-_]/.test(payload), payload);
      const { fetcher, asked } = bringing(`e30.${payload}.x`);
      const { client } = recording(t, { auth: fetcher });
      await client.query("a:b");
      await sleep(1100);
      await client.query("a:b");
      t.equal(asked, [false, true]);
    },
  },

  {
    name: "null and undefined send no header, and the next call asks again",
    run: async (t) => {
      const { fetcher, asked } = bringing(
        null,
        undefined,
        await t.token({ sub: "ada" }),
      );
      const session = await t.session();
      const client = t.client({ auth: fetcher }, session);
      t.equal(await client.query(whoami), null);
      t.equal(await client.query(whoami), null);
      t.equal((await client.query(whoami)).subject, "ada");
      const log = await session.log();
      t.equal(
        log.map(({ headers }) => "authorization" in headers),
        [false, false, true],
      );
      t.equal(asked, [false, false, false]);
    },
  },

  {
    name: "a fetcher that throws rejects the calls that wait, and the next asks again",
    run: async (t) => {
      const thrown = new Error("no session");
      const { fetcher, asked } = bringing(
        thrown,
        await t.token({ sub: "ada" }),
      );
      const session = await t.session();
      const client = t.client({ auth: fetcher, retry: 5 }, session);
      const waiting = Array.from({ length: 10 }, () =>
        t.rejection(client.query(whoami)),
      );
      for (const error of await Promise.all(waiting)) t.same(error, thrown);
      t.info(thrown, {
        kind: "args",
        outcome: "not-committed",
        attempts: 0,
        functionPath: whoami,
      });
      t.equal(await session.log(), []);
      t.equal((await client.query(whoami)).subject, "ada");
      t.equal(asked, [false, false]);
      for (const auth of [
        () => {
          throw thrown;
        },
        () => Promise.reject("text"),
      ]) {
        const error = await t.rejection(t.client({ auth }).query(whoami));
        t.ok(error === thrown || error === "text", String(error));
      }
    },
  },

  {
    name: "a fetcher that throws rejects one queued mutation, and the queue goes on",
    run: async (t) => {
      let asked = 0;
      const token = await t.token();
      const auth = async () => {
        if ((asked += 1) === 1) throw new Error("first");
        return token;
      };
      const client = t.client({ auth });
      const [first, ...rest] = await Promise.allSettled(
        ["1", "2", "3"].map((body) =>
          client.mutation("messages:send", t.message(body)),
        ),
      );
      t.equal(
        [first.status, ...rest.map(({ status }) => status)],
        ["rejected", "fulfilled", "fulfilled"],
      );
      t.equal(await t.committed(), ["2", "3"]);
    },
  },

  {
    name: "a fetcher that throws when asked to refresh rejects the call",
    run: async (t) => {
      const thrown = new Error("signed out");
      const { fetcher } = bringing(await t.token({}, -5), thrown);
      t.same(
        await t.rejection(t.client({ auth: fetcher }).query(whoami)),
        thrown,
      );
      t.info(thrown, { kind: "args", outcome: "not-committed", attempts: 1 });
    },
  },

  {
    name: "what is no token is refused without being shown",
    run: async (t) => {
      for (const [given, type] of [
        [5, "number"],
        [{ token: "secret" }, "object"],
        [true, "boolean"],
      ]) {
        const error = await t.rejection(
          t.client({ auth: async () => given }).query(whoami),
        );
        t.ok(error.message.includes(`returned a ${type}`), error.message);
        t.equal(error.message.includes("secret"), false);
      }
    },
  },
];
