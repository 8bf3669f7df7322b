import { outcomeOf, World } from "./world.js";

/** @typedef {import("./run.js").Case} Case */
/** @typedef {[kind: "mutation" | "query" | "none", run: (hostile: any, client: any, id: number, world: World) => unknown]} Position */

const TRAPS = [
  "getPrototypeOf",
  "get",
  "has",
  "ownKeys",
  "getOwnPropertyDescriptor",
];

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** An object of which every trap throws another one. @returns {any} */
const endless = () =>
  new Proxy({}, new Proxy({}, { get: () => () => fail(endless()) }));

/** @param {unknown} error @returns {never} */
function fail(error) {
  throw error;
}

/** Objects that throw when they are touched, by what they throw. @type {Record<string, () => any>} */
const hostiles = {
  "a revoked proxy": revoked,
  "a proxy whose traps throw proxies": endless,
};
for (const trap of TRAPS) {
  const trapping = (/** @type {() => unknown} */ thrown, target = {}) =>
    new Proxy(target, { [trap]: () => fail(thrown()) });
  hostiles[`${trap} throws`] = () => trapping(() => new Error("thrown"));
  hostiles[`${trap} throws undefined`] = () => trapping(() => undefined);
  hostiles[`${trap} throws a revoked proxy`] = () => trapping(revoked);
  hostiles[`${trap} throws, of a function`] = () =>
    trapping(
      () => new Error("thrown"),
      () => {},
    );
}

/** Options of a client, each of which is one of them. */
const clientOptions = [
  "auth",
  "fetch",
  "logger",
  "headers",
  "hooks",
  "retry",
  "signal",
  "timeout",
  "fetchOptions",
  "skipConvexDeploymentUrlCheck",
];
const callOptions = [
  "auth",
  "headers",
  "retry",
  "signal",
  "timeout",
  "fetchOptions",
  "skipQueue",
];

/** @param {string} member @returns {Position} */
const response = (member) => [
  "mutation",
  (hostile, _, id, world) =>
    world
      .make({
        wrapFetch:
          (/** @type {any} */ fetch) =>
          async (/** @type {any[]} */ ...request) => ({
            ...(await fetch(...request)),
            [member]: hostile,
          }),
      })
      .mutation("m:echo", { id }),
];

/** @param {(hostile: any) => unknown} fetch @returns {Position} */
const fetching = (fetch) => [
  "mutation",
  (hostile, _, id, world) =>
    world
      .make({
        wrapFetch:
          (/** @type {any} */ real) =>
          (/** @type {any[]} */ ...request) => {
            real(...request);
            return fetch(hostile);
          },
      })
      .mutation("m:echo", { id }),
];

/** @param {(hostile: any) => unknown} envelope @returns {Position} */
const replying = (envelope) =>
  fetching((hostile) => ({ ok: true, json: async () => envelope(hostile) }));

/** Where they can stand. @type {Record<string, Position>} */
const positions = {
  "query reference": ["query", (it, client, id) => client.query(it, { id })],
  "mutation reference": ["mutation", (it, client) => client.mutation(it, {})],
  "function reference": [
    "mutation",
    (it, client) => client.function(it, it, {}),
  ],
  "query args": ["query", (it, client) => client.query("m:echo", it)],
  "mutation args": ["mutation", (it, client) => client.mutation("m:echo", it)],
  "action args": ["mutation", (it, client) => client.action("m:echo", it)],
  "function args": [
    "mutation",
    (it, client) => client.function("m:echo", undefined, it),
  ],
  "consistentQuery args": [
    "query",
    (it, client) => client.consistentQuery("m:echo", it),
  ],
  "a value": [
    "mutation",
    (it, client, id) => client.mutation("m:echo", { id, list: [{ it }] }),
  ],
  "a value behind another": [
    "mutation",
    async (it, client, id) => {
      const first = client.mutation("m:echo", { id });
      await client.mutation("m:echo", { it }).catch(() => {});
      return first;
    },
  ],
  "batch entries": ["query", (it, client) => client.batch(it)],
  "batch entry": ["query", (it, client) => client.batch([it])],
  "batch args": ["query", (it, client) => client.batch([["m:echo", it]])],
  "query options": [
    "query",
    (it, client, id) => client.query("m:echo", { id }, it),
  ],
  "mutation options": [
    "mutation",
    (it, client, id) => client.mutation("m:echo", { id }, it),
  ],
  "pages' options": [
    "none",
    async (it, client, id) => client.paginate("m:pages", { id }, it),
  ],
  "pages' args": [
    "none",
    (it, client) =>
      client.paginate("m:pages", it, { numItems: 1 }).pages().next(),
  ],
  setAuth: [
    "mutation",
    (it, client, id) => (client.setAuth(it), client.mutation("m:echo", { id })),
  ],
  setAdminAuth: ["none", (it, client) => client.setAdminAuth(it, it)],
  setFetchOptions: [
    "mutation",
    (it, client, id) => (
      client.setFetchOptions(it),
      client.mutation("m:echo", { id })
    ),
  ],
  withAuth: [
    "query",
    async (it, client, id) => client.withAuth(it).query("m:echo", { id }),
  ],
  "the client": [
    "query",
    (it, client, id) => client.query.call(it, "m:echo", { id }),
  ],
  "an address": [
    "none",
    (it, _, __, { ours }) => new ours.ConvexHttpClient(it),
  ],
  "an unchecked address": [
    "none",
    (it, _, __, { ours }) =>
      new ours.ConvexHttpClient(it, { skipConvexDeploymentUrlCheck: true }),
  ],
  "client options": [
    "none",
    (it, _, __, { ours }) => new ours.ConvexHttpClient("https://a.b", it),
  ],
  convexToJson: ["none", (it, _, __, { ours }) => ours.convexToJson([it])],
  jsonToConvex: ["none", (it, _, __, { ours }) => ours.jsonToConvex([it])],
  getFunctionName: ["none", (it, _, __, { ours }) => ours.getFunctionName(it)],
  errorInfo: ["none", (it, _, __, { ours }) => ours.errorInfo(it)],
  isConvexError: ["none", (it, _, __, { ours }) => ours.isConvexError(it)],
  "a fetched token": [
    "mutation",
    (it, _, id, world) =>
      world.make({ auth: async () => it }).mutation("m:echo", { id }),
  ],
  "a failed token fetcher": [
    "mutation",
    (it, _, id, world) =>
      world.make({ auth: () => fail(it) }).mutation("m:echo", { id }),
  ],
  "a hook's failure": [
    "mutation",
    (it, _, id, world) =>
      world
        .make({ hooks: { onResponse: () => fail(it) } })
        .mutation("m:echo", { id }),
  ],
  "a hook's result": [
    "mutation",
    (it, _, id, world) =>
      world.make({ hooks: { onRequest: () => it } }).mutation("m:echo", { id }),
  ],
  "shouldRetry's failure": [
    "mutation",
    (it, _, id, world) =>
      world
        .make({ retry: { limit: 1, backoff: 0, shouldRetry: () => fail(it) } })
        .mutation("m:second", { id }),
  ],
  "an abort's reason": [
    "mutation",
    (it, client, id) => {
      const controller = new AbortController();
      const { signal } = controller;
      const call = client.mutation("m:echo", { id }, { signal });
      try {
        controller.abort(it);
      } catch {
        // Workers look into it.
      }
      return call;
    },
  ],
  "what fetch throws": fetching(fail),
  "what fetch rejects with": fetching((it) => Promise.reject(it)),
  "what fetch returns": fetching((it) => it),
  "what fetch resolves to": fetching(async (it) => it),
  "the reply": replying((it) => it),
  "a reply's value": replying((value) => ({ status: "success", value })),
  "a reply's data": replying((errorData) => ({
    status: "error",
    errorMessage: "failed",
    errorData,
  })),
  "a reply's message": replying((errorMessage) => ({
    status: "error",
    errorMessage,
  })),
  "a reply's lines": replying((logLines) => ({ status: "success", logLines })),
  "a line": replying((line) => ({ status: "success", logLines: [line] })),
  ...Object.fromEntries(
    ["ok", "status", "json", "text", "headers"].map((member) => [
      `a response's ${member}`,
      response(member),
    ]),
  ),
  ...Object.fromEntries(
    clientOptions.map((name) => [
      `client option ${name}`,
      /** @type {Position} */ ([
        "none",
        async (it, _, id, world) =>
          world.make({ [name]: it }).query("m:echo", { id }),
      ]),
    ]),
  ),
  ...Object.fromEntries(
    callOptions.map((name) => [
      `call option ${name}`,
      /** @type {Position} */ ([
        "mutation",
        (it, client, id) => client.mutation("m:echo", { id }, { [name]: it }),
      ]),
    ]),
  ),
};

/**
 * Objects that throw when they are touched, wherever a user can put one.
 *
 * @type {Case[]}
 */
export const proxies = Object.entries(positions).map(
  ([position, [kind, run]]) => ({
    name: `proxy: ${position}`,
    run: async (ours) => {
      const world = new World(ours);
      let count = 0;
      for (const [name, make] of Object.entries(hostiles)) {
        world.label = name;
        const client = world.make();
        const flight = await world.depart();
        const id = world.id++;
        const act = { name: position, kind, run: () => undefined };
        // Of its own class: a proxy as a result would be asked for its `then`.
        const outcome = await outcomeOf(() =>
          wrapped(run(make(), client, id, world)),
        );
        await flight.land();
        world.judge(act, id, outcome, { text: "gives 1" });
        client.setFetchOptions(undefined);
        client.setAuth("token");
        await world.verify(client);
        await world.rest([client]);
        count++;
      }
      await world.hear();
      return { count, problems: world.problems };
    },
  }),
);

/** @param {unknown} result */
async function wrapped(result) {
  if (result instanceof Promise) await result;
  return 1;
}
