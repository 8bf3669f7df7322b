// Token fetchers, with the embedded backend's own tokens.
import { everyMethod, methods } from "../methods.js";
import { sleep, success } from "../setting.js";

/** @typedef {import("../setting.js").Setting} Setting */

/** What signs in as a user. */
const whoami = "users:whoami";

/**
 * A fetcher that brings these tokens, the last one again and again, and notes how it was asked.
 *
 * @param {unknown[]} tokens
 */
function bringing(...tokens) {
  /** @type {boolean[]} */
  const asked = [];
  const fetcher = async (
    /** @type {{ forceRefreshToken: boolean }} */ { forceRefreshToken },
  ) => {
    asked.push(forceRefreshToken);
    await sleep(10);
    const token = tokens.length > 1 ? tokens.shift() : tokens[0];
    if (token instanceof Error) throw token;
    return token;
  };
  return { fetcher, asked };
}

/** The tokens that requests carried. @param {import("../setting.js").Entry[]} log */
const sentTokens = (log) =>
  log.map(({ headers }) => headers.authorization?.replace("Bearer ", ""));

/** A token that nobody signed. @param {object} claims */
const unsigned = (claims) =>
  `e30.${btoa(JSON.stringify(claims)).replace(/=/g, "")}.sig`;

/** A client whose requests are answered here, and what they carried. @param {Setting} t @param {object} options */
function recording(t, options) {
  /** @type {(string | undefined)[]} */
  const sent = [];
  const fetch = async (
    /** @type {string} */ _,
    /** @type {any} */ { headers },
  ) => {
    sent.push(headers.Authorization?.replace("Bearer ", ""));
    return success();
  };
  return { sent, client: t.client({ fetch, ...options }) };
}

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
          { kind: "http", status: 401, code: "IdTokenExpired", ...known },
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

  {
    name: "setAuth and clearAuth while a token is fetched: later calls are not by the old one",
    run: async (t) => {
      const [ada, bob] = [
        await t.token({ sub: "ada" }),
        await t.token({ sub: "bob" }),
      ];
      const slow = async () => (await sleep(80), ada);
      for (const change of ["token", "fetcher", "clear", "admin"]) {
        const client = t.client({ auth: slow });
        const before = client.query(whoami);
        await sleep(10);
        if (change === "token") client.setAuth(bob);
        if (change === "fetcher") client.setAuth(async () => bob);
        if (change === "clear") client.clearAuth();
        if (change === "admin") client.setAdminAuth(await t.adminKey());
        const after = await client.query(whoami);
        const isBob = change === "token" || change === "fetcher";
        t.equal(after?.subject ?? null, isBob ? "bob" : null, change);
        t.equal((await before).subject, "ada", `${change}: of the call before`);
        await sleep(80);
        t.equal(
          (await client.query(whoami))?.subject ?? null,
          isBob ? "bob" : null,
          `${change}, later`,
        );
      }
    },
  },

  {
    name: "a queued mutation is sent by whoever is signed in when its turn comes",
    run: async (t) => {
      const tokens = new Map(
        await Promise.all(
          ["ada", "bob"].map(
            async (sub) => /** @type {const} */ ([sub, await t.token({ sub })]),
          ),
        ),
      );
      const fetcher = (/** @type {string} */ sub) => async () =>
        tokens.get(sub);
      /** @type {[string, unknown, (client: any) => void, string | undefined][]} */
      const changes = [
        [
          "fetcher to fetcher",
          fetcher("ada"),
          (client) => client.setAuth(fetcher("bob")),
          "bob",
        ],
        [
          "fetcher to token",
          fetcher("ada"),
          (client) => client.setAuth(tokens.get("bob")),
          "bob",
        ],
        [
          "fetcher to none",
          fetcher("ada"),
          (client) => client.clearAuth(),
          undefined,
        ],
        [
          "token to fetcher",
          tokens.get("ada"),
          (client) => client.setAuth(fetcher("bob")),
          "bob",
        ],
        [
          "none to fetcher",
          undefined,
          (client) => client.setAuth(fetcher("bob")),
          "bob",
        ],
        [
          "token to token",
          tokens.get("ada"),
          (client) => client.setAuth(tokens.get("bob")),
          "bob",
        ],
        [
          "token to none",
          tokens.get("ada"),
          (client) => client.clearAuth(),
          undefined,
        ],
      ];
      for (const options of [undefined, { timeout: 9999 }])
        for (const [name, auth, change, expected] of changes) {
          const session = await t.session({ do: "pass", delay: 60 });
          const client = t.client({ auth }, session);
          const first = client.mutation("tasks:create", { text: "1" }, options);
          const second = client.mutation(
            "tasks:create",
            { text: "2" },
            options,
          );
          await t.until(
            async () => (await session.log()).length === 1,
            "the first",
          );
          change(client);
          await Promise.all([first, second]);
          const sent = sentTokens(await session.log());
          t.same(
            sent[1],
            expected && tokens.get(expected),
            `${name} ${JSON.stringify(options)}`,
          );
        }
    },
  },

  {
    name: "a call's own credentials: a token, a fetcher, none",
    run: async (t) => {
      const [ada, bob] = [
        await t.token({ sub: "ada" }),
        await t.token({ sub: "bob" }),
      ];
      const { fetcher, asked } = bringing(bob);
      for (const auth of [ada, async () => ada, undefined, "admin"]) {
        const client = t.client({ auth: auth === "admin" ? undefined : auth });
        if (auth === "admin") client.setAdminAuth(await t.adminKey());
        const subject = async (/** @type {object} */ options) =>
          (await client.query(whoami, {}, options))?.subject ?? null;
        t.equal(await subject({ auth: bob }), "bob");
        t.equal(await subject({ auth: fetcher }), "bob");
        t.equal(await subject({ auth: null }), null);
        const own = auth && auth !== "admin" ? "ada" : null;
        t.equal(await subject({ auth: undefined }), own);
        t.equal(await subject({}), own);
      }
      t.equal(asked.length, 4, "once for each client");
    },
  },

  {
    name: "a call's own credentials, on every method",
    run: async (t) => {
      for (const [name, { call }] of everyMethod) {
        const { client, sent } = recording(t, { auth: "clients" });
        const reply =
          name === "batch"
            ? { results: [{ status: "success", value: null }] }
            : { status: "success", value: null, ts: "AAE=" };
        const own = t.client({
          auth: "clients",
          fetch: async (
            /** @type {string} */ url,
            /** @type {any} */ { headers },
          ) => {
            if (!url.endsWith("query_ts")) sent.push(headers.Authorization);
            return Response.json(reply);
          },
        });
        await call(own, "a:b", {}, { auth: "calls" });
        await call(own, "a:b", {}, { auth: async () => "fetched" });
        await call(own, "a:b", {}, { auth: null });
        await call(own, "a:b", {});
        t.equal(
          sent,
          ["Bearer calls", "Bearer fetched", undefined, "Bearer clients"],
          name,
        );
        client.free();
      }
    },
  },

  {
    name: "a fetcher that asks its own client is not waited for by itself",
    run: async (t) => {
      const token = await t.token({ sub: "ada" });
      /** @type {any} */
      const client = t.client({
        auth: async () => {
          await client.query(whoami, {}, { auth: null });
          return token;
        },
      });
      t.equal((await client.query(whoami)).subject, "ada");
    },
  },

  {
    name: "no token shows in errors, events and what is known of a failure",
    run: async (t) => {
      const secret = "SECRET-TOKEN";
      const bad = `${await t.token({}, -5)}`;
      /** @type {unknown[]} */
      const seen = [];
      const note = (/** @type {unknown} */ event) => void seen.push(event);
      const hooks = { onRequest: note, onResponse: note, onRetry: note };
      for (const auth of [secret, bad, async () => secret, async () => bad])
        for (const [name, { ref, call }] of everyMethod)
          for (const script of [
            [],
            [{ do: "reply", status: 503 }, { do: "refuse" }],
            [{ do: "stall head" }],
          ]) {
            const session = await t.session(.../** @type {any[]} */ (script));
            const client = t.client(
              { hooks, retry: { limit: 1, backoff: 0 } },
              session,
            );
            client.setAuth(auth);
            const timeout = script.length === 1 ? 60 : 5000;
            const error = await t.rejection(
              call(client, ref, { value: 1 }, { timeout }),
              name,
            );
            const fields = Object.getOwnPropertyNames(error).map(
              (field) => error[field],
            );
            seen.push(
              fields,
              String(error),
              t.ours.errorInfo(error),
              String(error.cause?.stack),
            );
            seen.push(
              Object.getOwnPropertyNames(client),
              Object.values(client),
            );
          }
      const text = JSON.stringify(seen);
      t.ok(seen.length > 200, `${seen.length} were looked at`);
      t.equal(
        [text.includes(secret), text.includes(bad.split(".")[1])],
        [false, false],
      );
    },
  },
];
