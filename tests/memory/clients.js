/**
 * Clients that come and go, as on a server that makes one for each request.
 *
 * @typedef {object} Setting
 * @property {any} ours the package
 * @property {(client: object) => void} track counts a client that must be collected
 *
 * @typedef {object} Case
 * @property {string} name
 * @property {"clients" | "calls" | "throws"} what is counted
 * @property {boolean} [dropped] clients are left to the garbage collector
 * @property {number} [part] how much less of it there is, since it is slow
 * @property {(setting: Setting) => (count: number) => unknown} prepare
 */

export const url = "https://happy-animal-123.convex.cloud";
const reply = { status: "success", value: null };
const response = { ok: true, status: 200, json: async () => reply };
let made = 0;

/** Options of which nothing is shared with another client. */
function options() {
  const token = String(made++).padStart(1024, "0");
  return {
    auth: token,
    fetch: async () => response,
    logger: { log() {}, warn() {}, error() {}, logVerbose() {} },
  };
}

/** @type {Case[]} */
export const clients = [
  {
    name: "with a token, a fetch and a logger of their own, dropped",
    what: "clients",
    dropped: true,
    prepare: each((ours) => new ours.ConvexHttpClient(url, options())),
  },
  {
    name: "whose fetch and logger refer to them, dropped",
    what: "clients",
    dropped: true,
    prepare: each((ours) => {
      const client = new ours.ConvexHttpClient(url, {
        ...options(),
        fetch: () => Promise.reject(client),
        logger: { log: () => client, warn() {}, error() {}, logVerbose() {} },
      });
      return client;
    }),
  },
  {
    name: "after a query and a mutation, dropped",
    what: "clients",
    dropped: true,
    prepare: each(async (ours) => {
      const client = new ours.ConvexHttpClient(url, options());
      await Promise.all([client.query("a:b"), client.mutation("a:b", {})]);
      return client;
    }),
  },
  {
    name: "freed",
    what: "clients",
    prepare: each((ours) => {
      const client = new ours.ConvexHttpClient(url, options());
      client.free();
      return client;
    }),
  },
  {
    name: "at the end of `using`",
    what: "clients",
    prepare: each((ours) => {
      const client = new ours.ConvexHttpClient(url, options());
      // Runtimes without the symbol have no `using` either.
      if (Symbol.dispose) client[Symbol.dispose]();
      else client.free();
      return client;
    }),
  },
  {
    name: "freed during their calls",
    what: "clients",
    prepare: each(async (ours) => {
      const client = new ours.ConvexHttpClient(url, options());
      const calls = [client.query("a:b"), client.mutation("a:b", {})];
      client.free();
      await Promise.all(calls);
      return client;
    }),
  },
];

/**
 * @param {(ours: any) => object | Promise<object>} make
 * @returns {Case["prepare"]}
 */
function each(make) {
  return ({ ours, track }) => {
    return async (count) => {
      for (let index = 0; index < count; index++) {
        const client = make(ours);
        // Awaiting what is no promise would take a turn for each client.
        track(client instanceof Promise ? await client : client);
      }
    };
  };
}
