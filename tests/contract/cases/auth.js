import { methods } from "../harness/methods.js";
import { held } from "../harness/replies.js";

/** @typedef {import("../harness/side.js").Side} Side */

/** What is done to a client, and the header that calls send afterwards. */
/** @type {Record<string, [steps: (client: any) => void, header: string | undefined, options?: object]>} */
const sequences = {
  nothing: [() => {}, undefined],
  "the auth option": [() => {}, "Bearer option", { auth: "option" }],
  "an empty auth option": [() => {}, undefined, { auth: "" }],
  "a null auth option": [() => {}, undefined, { auth: null }],
  setAuth: [(c) => c.setAuth("t"), "Bearer t"],
  "setAuth twice": [(c) => (c.setAuth("t"), c.setAuth("u")), "Bearer u"],
  "setAuth over the option": [
    (c) => c.setAuth("t"),
    "Bearer t",
    { auth: "option" },
  ],
  "setAuth with an empty token": [(c) => c.setAuth(""), undefined],
  "setAuth with an empty token over another": [
    (c) => (c.setAuth("t"), c.setAuth("")),
    undefined,
  ],
  "setAuth with undefined": [
    (c) => (c.setAuth("t"), c.setAuth(undefined)),
    undefined,
  ],
  "setAuth with null": [(c) => (c.setAuth("t"), c.setAuth(null)), undefined],
  "setAuth without an argument": [
    (c) => (c.setAuth("t"), c.setAuth()),
    undefined,
  ],
  "a token with odd characters": [
    (c) => c.setAuth(" a.b ü\n"),
    "Bearer  a.b ü\n",
  ],
  "a long token": [
    (c) => c.setAuth("x".repeat(10_000)),
    `Bearer ${"x".repeat(10_000)}`,
  ],
  clearAuth: [(c) => (c.setAuth("t"), c.clearAuth()), undefined],
  "clearAuth over the option": [
    (c) => c.clearAuth(),
    undefined,
    { auth: "option" },
  ],
  "clearAuth with nothing set": [(c) => c.clearAuth(), undefined],
  "setAuth after clearAuth": [
    (c) => (c.clearAuth(), c.setAuth("t")),
    "Bearer t",
  ],
  setAdminAuth: [(c) => c.setAdminAuth("key"), "Convex key"],
  "setAdminAuth after setAuth": [
    (c) => (c.setAuth("t"), c.setAdminAuth("key")),
    "Convex key",
  ],
  "setAuth after setAdminAuth": [
    (c) => (c.setAdminAuth("key"), c.setAuth("t")),
    "Bearer t",
  ],
  "clearAuth after setAdminAuth": [
    (c) => (c.setAdminAuth("key"), c.clearAuth()),
    undefined,
  ],
  "an empty admin key": [
    (c) => (c.setAuth("t"), c.setAdminAuth("")),
    undefined,
  ],
  "an empty admin key with an identity": [
    (c) => c.setAdminAuth("", {}),
    "Convex :e30=",
  ],
  "an admin key with a pipe": [
    (c) => c.setAdminAuth("dev:a-1|0123"),
    "Convex dev:a-1|0123",
  ],
  "an identity": [
    (c) => c.setAdminAuth("key", { subject: "s", issuer: "i" }),
    `Convex key:${btoa('{"subject":"s","issuer":"i"}')}`,
  ],
  "an identity with non-ASCII text": [
    (c) => c.setAdminAuth("key", { name: "Zoë 漢😀" }),
    "Convex key:eyJuYW1lIjoiWm/DqyDmvKLwn5iAIn0=",
  ],
  "an identity with a lone surrogate": [
    (c) => c.setAdminAuth("key", { name: "\ud800" }),
    `Convex key:${btoa('{"name":"\\ud800"}')}`,
  ],
  "an identity with undefined members": [
    (c) => c.setAdminAuth("key", { subject: "s", issuer: undefined }),
    `Convex key:${btoa('{"subject":"s"}')}`,
  ],
  "an identity with toJSON": [
    (c) => c.setAdminAuth("key", { toJSON: () => ({ a: 1 }) }),
    `Convex key:${btoa('{"a":1}')}`,
  ],
  "an identity with nested members": [
    (c) => c.setAdminAuth("key", { a: [1, { b: new Date(0) }] }),
    `Convex key:${btoa('{"a":[1,{"b":"1970-01-01T00:00:00.000Z"}]}')}`,
  ],
  "a null identity": [
    (c) => c.setAdminAuth("key", null),
    `Convex key:${btoa("null")}`,
  ],
  "an undefined identity": [
    (c) => c.setAdminAuth("key", undefined),
    "Convex key",
  ],
  "a string identity": [
    (c) => c.setAdminAuth("key", "x"),
    `Convex key:${btoa('"x"')}`,
  ],
  "another identity": [
    (c) => (c.setAdminAuth("key", { a: 1 }), c.setAdminAuth("key2")),
    "Convex key2",
  ],
};

/** @param {Side} t */
const headerOf = (t, index = -1) =>
  t.requests.at(index)?.headers.find(([name]) => name === "Authorization")?.[1];

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...methods.flatMap(({ name, call }) => [
    ...Object.entries(sequences).map(([kind, [steps, header, options]]) => ({
      name: `${name} after ${kind}`,
      run: async (/** @type {Side} */ t) => {
        const client = t.client(options);
        steps(client);
        await t.call(() => call(client, "a:b"));
        t.fact("header", headerOf(t), header);
        const names = t.requests.at(-1)?.headers.map(([key]) => key);
        const expected = ["Content-Type", "Convex-Client"];
        t.fact(
          "names",
          names,
          header ? [...expected, "Authorization"] : expected,
        );
      },
    })),
    {
      name: `${name} changes in flight do not matter`,
      run: async (/** @type {Side} */ t) => {
        const { reply, release } = held();
        t.reply(reply);
        const client = t.client({ auth: "first" });
        const done = t.call(() => call(client, "a:b"));
        client.setAuth("second");
        release();
        await done;
        t.fact("header", headerOf(t), "Bearer first");
        await t.call(() => call(client, "a:b"));
        t.fact("next header", headerOf(t), "Bearer second");
      },
    },
  ]),
  {
    name: "the setters return undefined",
    run: (t) => {
      const client = t.client();
      t.sync("setAuth", () => client.setAuth("t"));
      t.sync("setAdminAuth", () => client.setAdminAuth("key", {}));
      t.sync("clearAuth", () => client.clearAuth());
      t.sync("setDebug", () => client.setDebug(true));
      t.sync("setFetchOptions", () =>
        client.setFetchOptions({ cache: "no-store" }),
      );
    },
  },
  ...[
    ["a bigint", { n: 1n }],
    ["a cycle", "cycle"],
  ].map(([kind, made]) => ({
    name: `an identity with ${kind} throws, and the old credentials are gone`,
    run: async (/** @type {Side} */ t) => {
      /** @type {any} */
      const identity = made === "cycle" ? {} : made;
      if (made === "cycle") identity.self = identity;
      const client = t.client({ auth: "t" });
      t.sync("set", () => client.setAdminAuth("key", identity), {
        engineText: true,
      });
      await t.call(() => client.query("a:b"));
      t.fact("header", headerOf(t), undefined);
    },
  })),
  {
    name: "an identity whose toJSON throws throws the same object",
    run: (t) => {
      const reason = t.same("reason", { why: "toJSON" });
      const identity = {
        toJSON() {
          throw reason;
        },
      };
      t.sync("set", () => t.client().setAdminAuth("key", identity));
      t.outcome("set", { threw: { identical: "reason" } });
    },
  },
  {
    name: "two clients share nothing",
    run: async (t) => {
      const [one, two] = [t.client({ auth: "one" }), t.client({ auth: "two" })];
      one.setAuth("three");
      await t.call(() => two.query("a:b"));
      await t.call(() => one.query("a:b"));
      t.fact(
        "headers",
        [headerOf(t, 0), headerOf(t, 1)],
        ["Bearer two", "Bearer three"],
      );
    },
  },
  {
    name: "the timestamp request carries no credentials",
    run: async (t) => {
      await t.call(() => t.client({ auth: "t" }).consistentQuery("a:b"));
      t.fact(
        "headers",
        [headerOf(t, 0), headerOf(t, 1)],
        [undefined, "Bearer t"],
      );
    },
  },
  {
    name: "consistentQuery reads the credentials when it is called",
    run: async (t) => {
      const { reply, release } = held();
      t.replyTimestamp(reply);
      const client = t.client({ auth: "first" });
      const done = t.call(() => client.consistentQuery("a:b"));
      client.setAuth("second");
      release(() => new Response('{"ts":"x"}'));
      await done;
      t.fact("header", headerOf(t), "Bearer first");
    },
  },
];
