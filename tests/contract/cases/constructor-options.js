/** @typedef {import("../harness/side.js").Side} Side */

const SITE = "https://a.convex.site";

/** Only `true` itself skips the check. */
const skips = {
  true: true,
  1: 1,
  yes: "yes",
  object: {},
  false: false,
  null: null,
};

const ignored = {
  undefined: undefined,
  null: null,
  0: 0,
  "empty string": "",
  string: "x",
  number: 5,
  array: [],
  "empty object": {},
  "null prototype": Object.create(null),
  "unknown names": { foo: 1, verbose: true, client: "x" },
  "undefined members": {
    skipConvexDeploymentUrlCheck: undefined,
    logger: undefined,
    auth: undefined,
    fetch: undefined,
  },
};

const BOOLEAN =
  "skipConvexDeploymentUrlCheck as the second argument is no longer supported. Please pass an options object, `{ skipConvexDeploymentUrlCheck: true }`.";

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...[true, false].map((options) => ({
    name: `refuses the boolean ${options}`,
    run: (/** @type {Side} */ t) => {
      t.sync("new", () => new t.api.ConvexHttpClient("https://a.b", options));
      t.message("new", BOOLEAN);
    },
  })),
  {
    name: "the boolean is refused before the address",
    run: (t) => {
      t.sync("new", () => new t.api.ConvexHttpClient(undefined, true));
      t.message("new", BOOLEAN);
    },
  },
  ...Object.entries(skips).map(([name, skip]) => ({
    name: `skipConvexDeploymentUrlCheck ${name}`,
    run: (/** @type {Side} */ t) => {
      const options = { skipConvexDeploymentUrlCheck: skip };
      const client = t.sync("new", () => t.client(options, SITE) && "made");
      t.fact("accepted", client === "made", skip === true);
    },
  })),
  ...Object.entries(ignored).map(([name, options]) => ({
    name: `options ${name}`,
    run: async (/** @type {Side} */ t) => {
      t.patch(globalThis, "fetch", t.fetch);
      const client = t.sync("new", () => {
        void new t.api.ConvexHttpClient("https://a.b", options);
        return "made";
      });
      t.fact("made", client, "made");
      const made = new t.api.ConvexHttpClient("https://a.b", options);
      await t.call(() => made.query("a:b"));
      t.fact("requests", t.requests.length, 1);
    },
  })),
  {
    name: "options may be inherited",
    run: async (t) => {
      const options = Object.create({ fetch: t.fetch, auth: "token" });
      const client = new t.api.ConvexHttpClient("https://a.b", options);
      await t.call(() => client.query("a:b"));
      t.fact("requests", t.requests.length, 1);
    },
  },
  {
    name: "options may be getters",
    run: async (t) => {
      const options = {
        get fetch() {
          return t.fetch;
        },
        get auth() {
          return "token";
        },
      };
      const client = new t.api.ConvexHttpClient("https://a.b", options);
      await t.call(() => client.query("a:b"));
      t.fact("requests", t.requests.length, 1);
    },
  },
  {
    name: "a throwing option getter throws the same object",
    run: (t) => {
      const reason = t.same("reason", { why: "getter" });
      const options = {
        get auth() {
          throw reason;
        },
      };
      t.sync("new", () => new t.api.ConvexHttpClient("https://a.b", options));
    },
  },
  {
    name: "options are not changed",
    run: (t) => {
      const options = Object.freeze({ auth: "token", fetch: t.fetch });
      t.sync("new", () => void t.client(options));
      t.fact("keys", Object.keys(options), ["auth", "fetch"]);
    },
  },
  {
    name: "options are read when the client is made",
    run: async (t) => {
      const options = { auth: "first", fetch: t.fetch };
      const client = new t.api.ConvexHttpClient("https://a.b", options);
      options.auth = "second";
      options.fetch = () => t.event("wrong fetch");
      await t.call(() => client.query("a:b"));
      t.fact("header", t.requests[0]?.headers[2]?.[1], "Bearer first");
    },
  },
  {
    name: "needs new",
    run: (t) => {
      t.sync("call", () => t.api.ConvexHttpClient("https://a.b"), {
        engineText: true,
      });
    },
  },
  {
    name: "making a client requests nothing",
    run: (t) => {
      t.client({ auth: "token" });
      t.fact("requests", t.requests.length, 0);
    },
  },
  {
    name: "an invalid address throws before other options are looked at",
    run: (t) => {
      const options = { logger: 5, fetch: 5, auth: 5 };
      t.sync("new", () => new t.api.ConvexHttpClient("ftp:", options));
    },
  },
];
