// withAuth: clients that share configuration, and nothing else.
import { sleep, success } from "../setting.js";

const whoami = "users:whoami";

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "a view has the credentials it was given, and leaves its client's alone",
    run: async (t) => {
      const [ada, bob] = [
        await t.token({ sub: "ada" }),
        await t.token({ sub: "bob" }),
      ];
      const subject = async (/** @type {any} */ client) =>
        (await client.query(whoami))?.subject ?? null;
      for (const auth of [ada, async () => ada]) {
        const client = t.client({ auth });
        const token = client.withAuth(bob);
        const fetched = client.withAuth(async () => bob);
        const none = client.withAuth(null);
        t.equal(
          await Promise.all([client, token, fetched, none].map(subject)),
          ["ada", "bob", "bob", null],
        );
        token.clearAuth();
        none.setAuth(bob);
        t.equal(
          await Promise.all([client, token, fetched, none].map(subject)),
          ["ada", null, "bob", "bob"],
        );
        client.clearAuth();
        t.equal(await Promise.all([client, fetched].map(subject)), [
          null,
          "bob",
        ]);
        t.equal(await subject(fetched.withAuth(ada)), "ada");
      }
      const admin = t.client();
      admin.setAdminAuth(await t.adminKey(), {
        subject: "root",
        issuer: "https://x.test",
      });
      t.equal(
        await Promise.all(
          [admin, admin.withAuth(null), admin.withAuth(bob)].map(subject),
        ),
        ["root", null, "bob"],
      );
    },
  },

  {
    name: "a view's tokens are not its client's, even of the same fetcher",
    run: async (t) => {
      let asked = 0;
      const auth = async () => `token ${(asked += 1)}`;
      /** @type {string[]} */
      const sent = [];
      const fetch = async (
        /** @type {string} */ _,
        /** @type {any} */ { headers },
      ) => {
        sent.push(headers.Authorization);
        return success();
      };
      const client = t.client({ fetch, auth });
      const view = client.withAuth(auth);
      for (const one of [client, view, client, view]) await one.query("a:b");
      t.equal(sent, [
        "Bearer token 1",
        "Bearer token 2",
        "Bearer token 1",
        "Bearer token 2",
      ]);
    },
  },

  {
    name: "a view shares every option",
    run: async (t) => {
      /** @type {any[]} */
      const seen = [];
      /** @type {string[]} */
      const lines = [];
      const controller = new AbortController();
      const client = t.client({
        fetch: async (/** @type {string} */ url, /** @type {any} */ init) => {
          seen.push({
            url,
            cache: init.cache,
            header: new Headers(init.headers).get("x-mine"),
          });
          if (seen.length === 1) return new Response("", { status: 503 });
          if (seen.length > 2) return new Promise(() => {});
          return Response.json({
            status: "success",
            value: 1,
            logLines: ["[LOG] 'x'"],
          });
        },
        fetchOptions: { cache: "no-store" },
        headers: { "X-Mine": "yes" },
        logger: {
          log: (/** @type {string} */ line) => lines.push(line),
          warn() {},
          error() {},
          logVerbose() {},
        },
        retry: { limit: 1, backoff: 0 },
        timeout: 60,
        signal: controller.signal,
        hooks: {
          onRequest: (/** @type {any} */ { kind }) => void lines.push(kind),
        },
      });
      const view = client.withAuth("x");
      t.equal(await view.query("a:b"), 1);
      t.equal(view.url, client.url);
      const url = `${client.url}/api/query`;
      const shared = { url, cache: "no-store", header: "yes" };
      t.equal(seen, [shared, shared]);
      t.equal([lines.length, lines[0], lines[1]], [3, "query", "query"]);
      t.info(await t.rejection(view.query("a:b")), { kind: "timeout" });
      controller.abort("all");
      t.equal(await t.rejection(view.query("a:b")), "all");
    },
  },

  {
    name: "a view has a queue of its own",
    run: async (t) => {
      const session = await t.session({ do: "pass", delay: 200 });
      const client = t.client({}, session);
      const view = client.withAuth(await t.token());
      const slow = client.mutation("messages:send", t.message("client's"));
      const queued = client.mutation(
        "messages:send",
        t.message("client's second"),
      );
      await sleep(30);
      t.equal([client.pendingMutations, view.pendingMutations], [2, 0]);
      const quick = view.mutation("messages:send", t.message("view's"));
      t.equal([client.pendingMutations, view.pendingMutations], [2, 1]);
      await view.idle();
      t.equal(client.pendingMutations, 2);
      await Promise.all([slow, queued, quick]);
      t.equal(await t.committed(), ["view's", "client's", "client's second"]);
    },
  },

  {
    name: "a view has a timestamp of its own, and lives longer than its client",
    run: async (t) => {
      const client = t.client();
      await client.mutation("messages:send", t.message("1"));
      const list = (/** @type {any} */ one) =>
        one.consistentQuery("messages:list", { channel: t.channel });
      t.equal((await list(client)).length, 1);
      await client.mutation("messages:send", t.message("2"));
      const view = client.withAuth(null);
      t.equal([(await list(client)).length, (await list(view)).length], [1, 2]);
      client.free();
      t.equal((await list(view)).length, 2);
      t.ok(
        (await t.rejection(client.query(whoami))) instanceof Error,
        "the client was freed",
      );
      let thrown;
      try {
        client.withAuth(null);
      } catch (error) {
        thrown = error;
      }
      t.ok(thrown instanceof Error, "there is no view of a freed client");
    },
  },

  {
    name: "a view of a subclass is one, without its constructor",
    run: async (t) => {
      let made = 0;
      class Mine extends t.ours.ConvexHttpClient {
        constructor(/** @type {{ url: string }} */ { url }) {
          super(url, { logger: false });
          made++;
        }
        /** @param {any[]} args */
        query(...args) {
          return super
            .query(...args)
            .then((/** @type {unknown} */ value) => ["mine", value]);
        }
      }
      const view = new Mine({ url: t.env.backendUrl }).withAuth(
        await t.token({ sub: "ada" }),
      );
      t.ok(view instanceof Mine, "of the same class");
      const [mark, user] = await view.query(whoami);
      t.equal([made, mark, user.subject], [1, "mine", "ada"]);
    },
  },
];
