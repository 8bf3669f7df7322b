/**
 * Everything that a client can be asked to do. Each is given an id that the server sees.
 *
 * @typedef {object} Act
 * @property {string} name
 * @property {(client: any, id: number, ours: any) => unknown} run
 * @property {"mutation" | "query" | "none"} kind what arrives at the server: "none" where it is no call
 * @property {any} [options] of the client that it needs; `wrapFetch` makes its fetch
 */

const bytes = new Uint8Array(20_000).fill(7).buffer;
const special = (/** @type {number} */ id) => ({ id, n: 7n, f: -0, b: bytes });
const retry = { limit: 1, backoff: 0 };
const hooks = { onRequest() {}, onResponse() {}, onRetry() {} };
/** Options of a call, but no timer: Node loses its own where the stack ends while it sets one. */
const ruled = { headers: { "X-Test": "1" } };

/** @type {Act[]} */
export const acts = [
  query("query", (client, id) => client.query("m:echo", { id })),
  query("query by rules", (client, id) =>
    client.query("m:echo", { id }, ruled),
  ),
  query("query of special values", (client, id) =>
    client.query("m:special", special(id)),
  ),
  query("query of a reference", (client, id, ours) =>
    client.query(ours.anyApi.m.echo, { id }),
  ),
  query("query that fails", (client, id) => client.query("m:fails", { id })),
  query("query that fails with data", (client, id) =>
    client.query("m:data", { id }),
  ),
  query("query with log lines", (client, id) =>
    client.query("m:lines", { id }),
  ),
  query("malformed value", (client, id) => client.query("m:malformed", { id })),
  query("no envelope", (client, id) => client.query("m:odd", { id })),
  query("refused query", (client, id) => client.query("m:busy", { id })),
  query("invalid arguments", (client, id) =>
    client.query("m:echo", { id, list: [{ when: new Date(0) }] }),
  ),
  query("invalid field", (client, id) => client.query("m:echo", { id, $a: 1 })),
  query("invalid reference", (client, id) => client.query({}, { id })),
  query("no arguments", (client) => client.query("m:echo", 7)),
  query("consistentQuery", (client, id) =>
    client.consistentQuery("m:echo", { id }),
  ),
  query("consistentQuery by rules", (client, id) =>
    client.consistentQuery("m:echo", { id }, ruled),
  ),
  query("batch", (client, id) =>
    client.batch([
      ["m:special", { id }],
      ["m:fails", {}],
    ]),
  ),
  query("batch by rules", (client, id) =>
    client.batch([["m:echo", { id }]], ruled),
  ),
  other("pages", async (client, id) => {
    const items = [];
    for await (const item of client.paginate(
      "m:pages",
      { id },
      { numItems: 2 },
    ))
      items.push(item);
    return items;
  }),
  query("query with a token", (client, id) => client.query("m:echo", { id }), {
    auth: "token",
  }),
  query(
    "query with fetched tokens",
    (client, id) => client.query("m:denied", { id }),
    { auth: async () => "a.e30.c" },
  ),
  query(
    "query that is repeated",
    (client, id) => client.query("m:second", { id }),
    { retry, hooks },
  ),
  mutation("mutation", (client, id) => client.mutation("m:echo", { id })),
  mutation("mutation of special values", (client, id) =>
    client.mutation("m:special", special(id)),
  ),
  mutation("mutation by rules", (client, id) =>
    client.mutation("m:echo", { id }, ruled),
  ),
  mutation("mutation with skipQueue", (client, id) =>
    client.mutation("m:echo", { id }, { skipQueue: true }),
  ),
  mutation("mutation with skipQueue by rules", (client, id) =>
    client.mutation("m:echo", { id }, { skipQueue: true, ...ruled }),
  ),
  mutation("two mutations", (client, id) => {
    // What becomes of the first one is told by the next act.
    client.mutation("m:echo", { id: -1 }).catch(() => {});
    return client.mutation("m:echo", { id });
  }),
  mutation("two mutations by rules", (client, id) => {
    client.mutation("m:echo", { id: -1 }, ruled).catch(() => {});
    return client.mutation("m:echo", { id }, ruled);
  }),
  mutation("mutation that fails", (client, id) =>
    client.mutation("m:fails", { id }),
  ),
  mutation(
    "mutation that is repeated",
    (client, id) => client.mutation("m:second", { id }),
    { retry, hooks },
  ),
  mutation(
    "mutation with fetched tokens",
    (client, id) => client.mutation("m:denied", { id }),
    { auth: async () => "a.e30.c" },
  ),
  mutation("action", (client, id) => client.action("m:echo", { id })),
  mutation("action by rules", (client, id) =>
    client.action("m:echo", { id }, ruled),
  ),
  mutation("function", (client, id) =>
    client.function("m:echo", undefined, { id }),
  ),
  mutation("function by rules", (client, id) =>
    client.function("m:echo", undefined, { id }, ruled),
  ),
  query(
    "query whose fetch starts calls",
    (client, id) => client.query("m:echo", { id }),
    {
      wrapFetch: (/** @type {any} */ fetch, /** @type {any} */ old) =>
        nesting(fetch, () => [
          old.query("m:special", {}),
          old.mutation("m:echo", {}),
        ]),
    },
  ),
  mutation(
    "mutation whose fetch starts mutations of its client",
    (client, id) => client.mutation("m:echo", { id }),
    {
      wrapFetch: (
        /** @type {any} */ fetch,
        /** @type {any} */ _,
        /** @type {() => any} */ own,
      ) => nesting(fetch, () => [own().mutation("m:echo", {}), own().idle()]),
    },
  ),
  query("getter that starts calls", (client, id) =>
    client.query("m:echo", {
      get id() {
        client.query("m:special", {}).catch(() => {});
        client.mutation("m:echo", {}).catch(() => {});
        return id;
      },
    }),
  ),
  other("new client", (client, id, ours) => {
    const made = new ours.ConvexHttpClient(client.url, { auth: `${id}` });
    return made.url;
  }),
  other("refused address", (_, id, ours) => new ours.ConvexHttpClient(id)),
  other("withAuth", (client) => client.withAuth("token").url),
  other("setAdminAuth", (client) => client.setAdminAuth("key", { a: "é" })),
  other("convexToJson", (_, id, ours) => ours.convexToJson(special(id))),
  other("convexToJson of a Date", (_, __, ours) =>
    ours.convexToJson({ a: [new Date(0)] }),
  ),
  other("jsonToConvex", (_, __, ours) =>
    ours.jsonToConvex([
      { $integer: "BwAAAAAAAAA=" },
      { $float: "AAAAAAAAAIA=" },
    ]),
  ),
  other("jsonToConvex of $bytes", (_, __, ours) =>
    ours.jsonToConvex({ $bytes: "AQI=AQI=" }),
  ),
  other("getFunctionName", (_, __, ours) =>
    ours.getFunctionName(ours.anyApi.m.echo),
  ),
];

/** @param {string} name @param {Act["run"]} run @param {object} [options] @returns {Act} */
function query(name, run, options) {
  return { name, run, kind: "query", options };
}

/** @param {string} name @param {Act["run"]} run @param {object} [options] @returns {Act} */
function mutation(name, run, options) {
  return { name, run, kind: "mutation", options };
}

/** @param {string} name @param {Act["run"]} run @returns {Act} */
function other(name, run) {
  return { name, run, kind: "none" };
}

/**
 * Makes a fetch that starts other calls when it is called for the first time, and answers when they have settled.
 *
 * @param {any} fetch
 * @param {() => Promise<unknown>[]} start
 */
function nesting(fetch, start) {
  let isFirst = true;
  return (/** @type {any[]} */ ...request) => {
    if (!isFirst) return fetch(...request);
    isFirst = false;
    const calls = start();
    const answer = fetch(...request);
    // Not waited for: a mutation of the same client ruled for this one.
    void Promise.allSettled(calls);
    return answer;
  };
}
