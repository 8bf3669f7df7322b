import { methods } from "../harness/methods.js";
import { success } from "../harness/replies.js";

/** @typedef {import("../harness/side.js").Side} Side */

/**
 * @param {any} Class
 * @param {any[]} args
 */
function make(Class, ...args) {
  return new Class(...args);
}

/** Objects through which official can be called because its state is in plain properties. */
/** @type {Record<string, (client: any) => any>} */
const wrappers = {
  "a proxy": (client) => new Proxy(client, {}),
  "a lazy proxy": (client) => new Proxy({}, { get: (_, key) => client[key] }),
  "an object that inherits from it": (client) => Object.create(client),
  "bound methods": (client) =>
    Object.fromEntries(
      ["query", "mutation", "action", "function", "consistentQuery"].map(
        (key) => [key, client[key].bind(client)],
      ),
    ),
};

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...methods.map(({ name, call }) => ({
    name: `${name} overridden with super`,
    run: async (/** @type {Side} */ t) => {
      class Mine extends t.api.ConvexHttpClient {
        query(/** @type {any[]} */ ...args) {
          t.event("before query");
          return super.query(...args);
        }
        async mutation(/** @type {any[]} */ ...args) {
          t.event("before mutation");
          return await super.mutation(...args);
        }
        action(/** @type {any[]} */ ...args) {
          return super
            .action(...args)
            .then((/** @type {any} */ value) => ["mine", value]);
        }
        consistentQuery(/** @type {any[]} */ ...args) {
          return super.consistentQuery(...args);
        }
        function(/** @type {any[]} */ ...args) {
          return super.function(...args);
        }
      }
      t.reply(success(1));
      const client = make(Mine, "https://a.b", { fetch: t.fetch });
      await t.call(() => call(client, "c:d", { n: 1n }), "it");
      t.outcome("it", { resolved: name === "action" ? ["mine", 1] : 1 });
      t.fact("instance", client instanceof t.api.ConvexHttpClient, true);
    },
  })),
  ...Object.entries(wrappers).map(([kind, wrap]) => ({
    name: `calls through ${kind}`,
    run: async (/** @type {Side} */ t) => {
      const wrapped = wrap(t.client({ auth: "t" }));
      for (const { name, call } of methods)
        await t.call(() => call(wrapped, "a:b"), name);
      t.fact("query", t.outcomes.query, { resolved: null });
    },
  })),
  {
    name: "fields, accessors and own methods",
    run: async (t) => {
      class Mine extends t.api.ConvexHttpClient {
        #calls = 0;
        label = "mine";
        get calls() {
          return this.#calls;
        }
        list(/** @type {any} */ args) {
          this.#calls += 1;
          return this.query("messages:list", args);
        }
      }
      const client = make(Mine, "https://a.b", { fetch: t.fetch });
      await t.call(() => client.list({ a: 1 }));
      t.fact("calls", client.calls, 1);
      t.fact("label", client.label, "mine");
      t.fact("name", client.constructor.name, "Mine");
    },
  },
  {
    name: "a constructor of its own",
    run: async (t) => {
      class Mine extends t.api.ConvexHttpClient {
        constructor(/** @type {string} */ token) {
          super("https://a.b", { fetch: t.fetch });
          this.setAuth(token);
        }
      }
      await t.call(() => make(Mine, "t").query("a:b"));
      t.fact("token", t.requests[0].headers[2]?.[1], "Bearer t");
    },
  },
  {
    name: "two levels",
    run: async (t) => {
      class One extends t.api.ConvexHttpClient {
        query(/** @type {any[]} */ ...args) {
          t.event("one");
          return super.query(...args);
        }
      }
      class Two extends One {
        query(/** @type {any[]} */ ...args) {
          t.event("two");
          return super.query(...args);
        }
      }
      const client = make(Two, "https://a.b", { fetch: t.fetch });
      await t.call(() => client.query("a:b"));
      t.fact("instance", client instanceof One, true);
    },
  },
  {
    name: "an overridden setAuth is called for the auth option",
    run: async (t) => {
      class Mine extends t.api.ConvexHttpClient {
        setAuth(/** @type {string} */ token) {
          t.event(`setAuth ${token}`);
          super.setAuth(`${token}!`);
        }
      }
      const client = make(Mine, "https://a.b", { fetch: t.fetch, auth: "t" });
      await t.call(() => client.query("a:b"));
      t.fact("token", t.requests[0].headers[2]?.[1], "Bearer t!");
    },
  },
  {
    name: "an overridden clearAuth is called by the setters",
    run: (t) => {
      class Mine extends t.api.ConvexHttpClient {
        clearAuth() {
          t.event("clearAuth");
          super.clearAuth();
        }
      }
      const client = make(Mine, "https://a.b", { fetch: t.fetch });
      client.setAuth("t");
      client.setAdminAuth("key");
      t.fact(
        "events",
        t.trace.map(({ event }) => event),
        ["clearAuth", "clearAuth"],
      );
    },
  },
  {
    name: "overridden url and backendUrl do not change requests",
    run: async (t) => {
      class Mine extends t.api.ConvexHttpClient {
        get url() {
          return "https://wrong";
        }
        backendUrl() {
          return "https://wrong/api";
        }
      }
      await t.call(() =>
        make(Mine, "https://a.b", { fetch: t.fetch }).query("a:b"),
      );
      t.fact("url", t.requests[0].url, "https://a.b/api/query");
    },
  },
  {
    name: "overridden query and mutation are not used by the others",
    run: async (t) => {
      class Mine extends t.api.ConvexHttpClient {
        query() {
          t.event("query");
        }
        mutation() {
          t.event("mutation");
        }
      }
      const client = make(Mine, "https://a.b", { fetch: t.fetch });
      await t.call(() => client.consistentQuery("a:b"));
      await t.call(() => client.action("a:b"));
      t.fact(
        "events",
        t.trace.filter(({ event }) => event),
        [],
      );
    },
  },
  {
    name: "methods can be replaced on an instance",
    run: async (t) => {
      const client = t.client();
      const original = client.query;
      t.sync("replace", () => void (client.query = async () => "fake"));
      await t.call(() => client.query("a:b"), "fake");
      t.outcome("fake", { resolved: "fake" });
      delete client.query;
      t.fact("original", client.query === original, true);
    },
  },
  {
    name: "methods can be replaced on the prototype",
    run: async (t) => {
      t.patch(t.api.ConvexHttpClient.prototype, "query", async () => "fake");
      await t.call(() => t.client().query("a:b"), "fake");
      t.outcome("fake", { resolved: "fake" });
    },
  },
  {
    name: "own properties can be added",
    run: (t) => {
      const client = t.client();
      t.sync("add", () => void (client.mine = 5));
      t.fact("mine", client.mine, 5);
      t.fact("extensible", Object.isExtensible(client), true);
    },
  },
  {
    name: "detached methods reject, they do not throw",
    run: async (t) => {
      for (const name of [
        "query",
        "mutation",
        "action",
        "consistentQuery",
        "function",
      ]) {
        const method = t.client()[name];
        await t.call(() => method("a:b"), name, { engineText: true });
      }
    },
  },
  {
    name: "the class",
    run: (t) => {
      const { ConvexHttpClient } = t.api;
      t.fact("name", ConvexHttpClient.name, "ConvexHttpClient");
      t.fact("type", typeof ConvexHttpClient, "function");
      t.fact("constructor", t.client().constructor === ConvexHttpClient, true);
      for (const member of [
        "query",
        "mutation",
        "action",
        "function",
        "consistentQuery",
        "setAuth",
        "clearAuth",
        "setAdminAuth",
        "setDebug",
        "setFetchOptions",
        "backendUrl",
      ]) {
        t.fact(member, typeof t.client()[member], "function");
        t.fact(`${member} in`, member in ConvexHttpClient.prototype, true);
      }
      t.fact("not thenable", t.client().then, undefined);
    },
  },
  {
    name: "a client can be awaited and returned from an async function",
    run: async (t) => {
      const client = await (async () => t.client())();
      await t.call(() => client.query("a:b"));
    },
  },
];
