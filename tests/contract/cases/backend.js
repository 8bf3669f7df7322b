import { macrotask } from "../harness/side.js";

/** @typedef {import("../harness/side.js").Side} Side */

/** Values that must come back from the backend as they were sent. */
/** @type {Record<string, any>} */
const values = {
  null: null,
  true: true,
  zero: 0,
  "negative zero": -0,
  NaN: NaN,
  infinities: [Infinity, -Infinity],
  fraction: 0.1 + 0.2,
  "large number": 1e21,
  "largest int64": 2n ** 63n - 1n,
  "smallest int64": -(2n ** 63n),
  text: 'ü漢😀 "quoted"\n\u2028',
  bytes: new Uint8Array([0, 1, 254, 255]).buffer,
  "no bytes": new ArrayBuffer(0),
  array: [1, [2n, ["x"]], {}],
  object: { a: { b: [null, { c: -0 }] }, "odd key ~": 1 },
};

/** Calls that the backend refuses or that fail in a function. */
/** @type {Record<string, (client: any) => Promise<any>>} */
const failing = {
  "a plain error": (c) => c.query("errors:plain"),
  "a text ConvexError": (c) => c.query("errors:text"),
  "a ConvexError of null": (c) => c.query("errors:nothing"),
  "a nested ConvexError": (c) => c.query("errors:nested"),
  "an error of an action": (c) => c.action("errors:fromAction"),
  "an unknown function": (c) => c.query("nowhere:missing"),
  "an unknown function of a known file": (c) => c.query("tasks:missing"),
  "an internal function": (c) => c.query("internal:secret"),
  "a mutation called as a query": (c) => c.query("tasks:clear"),
  "a query called as a mutation": (c) => c.mutation("tasks:list"),
  "a query called as an action": (c) => c.action("tasks:list"),
  "function() without an admin key": (c) => c.function("tasks:list"),
  "missing arguments": (c) => c.query("values:strict", {}),
  "wrong arguments": (c) => c.query("values:strict", { count: 1, name: 2 }),
  "extra arguments": (c) => c.query("values:noArgs", { extra: 1 }),
  "a bad return value": (c) => c.query("values:badReturn"),
};

/**
 * @param {string} path
 * @param {import("../harness/side.js").Env} env
 * @param {object} [body]
 */
async function testing(path, env, body) {
  const response = await fetch(`${env.backendUrl}/testing/${path}`, {
    method: body ? "POST" : "GET",
    ...(body && {
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json" },
    }),
  });
  return await response.json();
}

/** @param {any[]} messages */
const texts = (messages) => messages.map(({ author, body }) => [author, body]);

/** @type {import("../harness/run.js").Case[]} */
const cases = [
  ...Object.entries(values).map(([kind, value]) => ({
    name: `${kind} comes back`,
    run: async (/** @type {Side} */ t) => {
      const client = t.online();
      const back = await Promise.all([
        t.call(() => client.query("values:echo", { value }), "query"),
        t.call(
          () => client.mutation("values:echoMutation", { value }),
          "mutation",
        ),
        t.call(() => client.action("values:echoAction", { value }), "action"),
        t.call(
          () => client.consistentQuery("values:echo", { value }),
          "consistent",
        ),
      ]);
      t.trace.length = 0; // Parallel requests end in any order.
      // The server sorts fields, so only their contents are a fact.
      if (kind === "object") return t.fact("inside", back[0].a.b[1].c, -0);
      back.forEach((one, i) => t.fact(`back ${i}`, one, value));
    },
  })),
  ...Object.entries(failing).map(([kind, call]) => ({
    name: `fails with ${kind}`,
    run: async (/** @type {Side} */ t) => {
      const client = t.online();
      await t.call(() => call(client), "it");
      t.fact("rejected", "rejected" in t.outcomes.it, true);
    },
  })),
  {
    name: "messages, one after the other",
    quiet: true,
    run: async (t) => {
      const client = t.online();
      const channel = t.unique("channel");
      const send = (/** @type {string} */ body) =>
        client.mutation("messages:send", { channel, author: "a", body });
      await Promise.all(["1", "2", "3", "4"].map(send));
      const list = await client.query(t.api.anyApi.messages.list, { channel });
      t.fact(
        "order",
        list.map((/** @type {any} */ { body }) => body),
        ["1", "2", "3", "4"],
      );
      t.fact("time", typeof list[0]._creationTime, "number");
      t.record("list", texts(list));
      t.record("digest", await client.action("actions:digest", { channel }));
      t.record("removed", await client.mutation("messages:clear", { channel }));
      t.fact("empty", await client.query("messages:list", { channel }), []);
    },
  },
  {
    name: "three skipQueue mutations under Promise.all",
    quiet: true,
    run: async (t) => {
      const client = t.online();
      const channel = t.unique("parallel");
      await Promise.all(
        [1, 2, 3].map((n) =>
          client.mutation(
            "messages:send",
            { channel, author: "a", body: `${n}` },
            { skipQueue: true },
          ),
        ),
      );
      const list = await client.query("messages:list", { channel });
      t.fact(
        "all there",
        list.map((/** @type {any} */ { body }) => body).sort(),
        ["1", "2", "3"],
      );
    },
  },
  {
    name: "pages",
    quiet: true,
    run: async (t) => {
      const client = t.online();
      const channel = t.unique("pages");
      for (const body of ["1", "2", "3", "4", "5"]) {
        await client.mutation("messages:send", { channel, author: "a", body });
      }
      const seen = [];
      /** @type {string | null} */
      let cursor = null;
      for (let isDone = false; !isDone && seen.length < 10;) {
        /** @type {any} */
        const paginationOpts = { numItems: 2, cursor };
        /** @type {any} */
        const page = await client.query("messages:page", {
          channel,
          paginationOpts,
        });
        seen.push(...texts(page.page).map(([, body]) => body));
        ({ isDone, continueCursor: cursor } = page);
      }
      t.fact("seen", seen, ["1", "2", "3", "4", "5"]);
    },
  },
  {
    name: "tasks with an int64, completed and removed",
    quiet: true,
    run: async (t) => {
      const client = t.online();
      const text = t.unique("task");
      const id = await client.mutation("tasks:create", { text, priority: 2n });
      const mine = async () => {
        const all = await client.query("tasks:list");
        return all.find((/** @type {any} */ task) => task._id === id);
      };
      t.fact("priority", (await mine()).priority, 2n);
      t.fact(
        "completed",
        await client.mutation("tasks:complete", { id }),
        null,
      );
      t.fact("now", (await mine()).completed, true);
      await client.mutation("tasks:remove", { id });
      t.fact("gone", await mine(), undefined);
      const again = await client
        .mutation("tasks:remove", { id })
        .catch((/** @type {any} */ e) => e);
      t.fact("code", again.data?.code, "TaskNotFound");
      t.fact("brand", again instanceof t.api.ConvexError, true);
    },
  },
  {
    name: "a mutation that fails after a write leaves nothing",
    run: async (t) => {
      const client = t.online();
      const text = t.unique("undone");
      await t.call(() => client.mutation("errors:afterWrite", { text }), "it");
      const tasks = await client.query("tasks:list");
      t.fact(
        "found",
        tasks.some((/** @type {any} */ task) => task.text === text),
        false,
      );
    },
  },
  {
    name: "log lines of a query and a mutation",
    run: async (t) => {
      const client = t.online();
      await t.call(() => client.query("logs:levels"));
      await t.call(() => client.mutation("logs:write"));
      await t.call(() => client.query("logs:thenFails"));
      // The stack in a logged error names lines of the backend.
      const printed = t.trace.filter((entry) => "log" in entry);
      t.fact("at least", printed.length >= 7, true);
    },
  },
  {
    name: "a default export and a nested file",
    run: async (t) => {
      const client = t.online();
      const { anyApi } = t.api;
      await t.call(() => client.query(anyApi.defaults.default), "default");
      await t.call(() => client.query(anyApi.nested.deep.ping), "nested");
      t.outcome("default", { resolved: "default export" });
      t.outcome("nested", { resolved: "pong" });
    },
  },
  {
    name: "undefined that a function returns is null",
    run: async (t) => {
      await t.call(() => t.online().query("values:noArgs"), "it");
      t.outcome("it", { resolved: null });
    },
  },
  {
    name: "consistent queries see one time",
    quiet: true,
    run: async (t) => {
      const client = t.online();
      const channel = t.unique("consistent");
      const list = () => client.consistentQuery("messages:list", { channel });
      t.fact("before", await list(), []);
      await client.mutation("messages:send", {
        channel,
        author: "a",
        body: "x",
      });
      t.fact("still", await list(), []);
      const now = await client.query("messages:list", { channel });
      t.fact("now", now.length, 1);
    },
  },
  {
    name: "a token that is none",
    run: async (t) => {
      await t.call(
        () => t.online({ auth: "not a token" }).query("users:whoami"),
        "it",
      );
      t.fact("rejected", "rejected" in t.outcomes.it, true);
    },
  },
  {
    name: "no token, nobody",
    run: async (t) => {
      await t.call(() => t.online().query("users:whoami"), "it");
      t.outcome("it", { resolved: null });
    },
  },
  {
    name: "nothing listens there",
    run: async (t) => {
      const client = t.client({ fetch: undefined }, "http://127.0.0.1:1");
      await t.call(() => client.query("a:b"), "it", { engineText: true });
      t.fact("rejected", "rejected" in t.outcomes.it, true);
    },
  },
  {
    name: "the global fetch is used over HTTP",
    run: async (t, env) => {
      const client = new t.api.ConvexHttpClient(env.backendUrl);
      await t.call(() => client.query("nested/deep:ping"), "it");
      t.outcome("it", { resolved: "pong" });
      await macrotask();
    },
  },
];

/** @type {import("../harness/run.js").Case[]} */
const withTestRoutes = [
  {
    name: "a token says who calls",
    quiet: true,
    run: async (t, env) => {
      const claims = { sub: t.unique("user"), name: "Zoë" };
      const { token } = await testing("token", env, { claims });
      const client = t.online({ auth: token });
      const identity = await client.query("users:whoami");
      t.fact("name", identity.name, "Zoë");
      t.fact("subject", identity.subject, claims.sub);
      client.clearAuth();
      t.fact("nobody", await client.query("users:whoami"), null);
      client.setAuth(token);
      const text = t.unique("owned");
      await client.mutation("tasks:create", { text });
      const mine = await client.query("tasks:listMine");
      t.fact(
        "mine",
        mine.map((/** @type {any} */ task) => task.text),
        [text],
      );
    },
  },
  {
    name: "an expired token is refused",
    run: async (t, env) => {
      const { token } = await testing("token", env, { expiresInSeconds: -60 });
      const client = t.online({ auth: token });
      await t.call(() => client.query("users:whoami"), "it");
      t.fact("rejected", "rejected" in t.outcomes.it, true);
      t.trace.length = 0; // The token itself is in the headers.
    },
  },
  {
    name: "an admin key opens internal functions and acts as somebody",
    quiet: true,
    run: async (t, env) => {
      const { adminKey } = await testing("admin-key", env);
      const client = t.online();
      client.setAdminAuth(adminKey);
      t.fact("internal", await client.query("internal:secret"), "internal");
      const value = { list: [-0], n: 1n };
      const echo = client.function("values:echo", undefined, { value });
      t.fact("echo", await echo, value);
      t.fact(
        "by function()",
        await client.function("internal:secret"),
        "internal",
      );
      const identity = {
        subject: "s",
        issuer: "https://issuer.example",
        name: "Zoë",
      };
      client.setAdminAuth(adminKey, identity);
      t.fact("name", (await client.query("users:whoami")).name, "Zoë");
    },
  },
  {
    name: "a wrong admin key is refused",
    run: async (t) => {
      const client = t.online();
      client.setAdminAuth("wrong|key");
      await t.call(() => client.query("internal:secret"), "it");
      t.fact("rejected", "rejected" in t.outcomes.it, true);
    },
  },
];

export default [
  ...cases.map((one) => ({ needs: /** @type {const} */ ("backend"), ...one })),
  ...withTestRoutes.map((one) => ({
    needs: /** @type {const} */ ("test routes"),
    ...one,
  })),
];
