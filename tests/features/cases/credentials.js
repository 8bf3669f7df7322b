// By whom a call is made, and that nothing shows it.
import { bringing, recording, sentTokens, whoami } from "../fetchers.js";
import { everyMethod } from "../methods.js";
import { sleep } from "../setting.js";

/** @type {import("../setting.js").Case[]} */
export default [
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
          const session = await t.session({ do: "pass", delay: 250 });
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
    name: "a fetcher that makes a call of its own client is refused that call, and asked once",
    run: async (t) => {
      const token = await t.token({ sub: "ada" });
      let asked = 0;
      /** @type {Promise<any>[]} */
      const refused = [];
      /** @type {any} */
      const client = t.client({
        auth: async () => {
          asked++;
          for (const [name, { ref, call }] of everyMethod)
            refused.push(t.rejection(call(client, ref, {}), name));
          return token;
        },
      });
      t.equal((await client.query(whoami)).subject, "ada");
      t.equal([asked, refused.length], [1, everyMethod.length]);
      for (const error of await Promise.all(refused)) {
        t.ok(
          /calls its own client waits for itself/.test(error.message),
          `${error}`,
        );
        t.info(error, { kind: "args", attempts: 0, outcome: "not-committed" });
      }
      t.equal(client.pendingMutations, 0);
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
