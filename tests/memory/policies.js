import { url } from "./clients.js";
import { thrown } from "./hostile.js";

/** @typedef {import("./clients.js").Case} Case */

const answer = { status: "success", value: "good" };
const good = async () => ({ ok: true, status: 200, json: async () => answer });
const refused = async () => ({
  ok: false,
  status: 401,
  text: async () => '{"code":"Unauthenticated"}',
});
const lost = () => Promise.reject(new TypeError("fetch failed"));
const never = () => new Promise(() => {});

/**
 * Clients whose options are closures that refer to them.
 *
 * @type {Case[]}
 */
export const closures = [false, true].map((isCalled) => ({
  name: `whose token fetcher, hooks and shouldRetry refer to them, ${isCalled ? "after a query, " : ""}dropped`,
  what: "clients",
  dropped: true,
  prepare:
    ({ ours, track }) =>
    async (count) => {
      for (let index = 0; index < count; index++) {
        const client = refersToItself(ours);
        if (isCalled) await client.query("a:b", {});
        track(client);
      }
    },
}));

/** @param {any} ours */
function refersToItself(ours) {
  const token = String(Math.random()).padStart(1024, "0");
  const client = new ours.ConvexHttpClient(url, {
    auth: async () => client && token,
    fetch: () => client && good(),
    hooks: { onRequest: () => void client, onResponse: () => void client },
    retry: { limit: 1, shouldRetry: () => client },
    timeout: 60_000,
  });
  return client;
}

/** A signal that outlives many calls, as that of a server's shutdown does. */
function countedSignal() {
  const { signal } = new AbortController();
  let listeners = 0;
  const add = signal.addEventListener;
  const remove = signal.removeEventListener;
  signal.addEventListener = (/** @type {any[]} */ ...args) => {
    listeners++;
    return add.apply(signal, /** @type {any} */ (args));
  };
  signal.removeEventListener = (/** @type {any[]} */ ...args) => {
    listeners--;
    return remove.apply(signal, /** @type {any} */ (args));
  };
  return { signal, count: () => listeners };
}

/**
 * Call after call by the rules of its options.
 *
 * @type {Case[]}
 */
export const ruled = [
  ruling("a signal that lives on", {}, (client, options) =>
    client.query("a:b", {}, options),
  ),
  ruling("abort in flight", { fetch: never }, async (client) => {
    const controller = new AbortController();
    const options = { signal: controller.signal, timeout: 60_000 };
    const call = client.query("a:b", {}, options);
    controller.abort();
    await mustReject(call);
    await mustReject(client.query("a:b", {}, { signal: controller.signal }));
  }),
  ruling("abort in the queue", {}, async (client) => {
    const controller = new AbortController();
    const first = client.mutation("a:b", {});
    const second = client.mutation("a:b", {}, { signal: controller.signal });
    controller.abort();
    await mustReject(second);
    await first;
    await client.idle();
  }),
  {
    name: "timeouts in a queue that is never empty",
    what: "calls",
    prepare: ({ ours }) => {
      const options = { fetch: good, timeout: 60_000 };
      const client = new ours.ConvexHttpClient(url, options);
      return async (count) => {
        let before = client.mutation("a:b", {});
        for (let index = 0; index < count; index++) {
          const next = client.mutation("a:b", {});
          await before;
          before = next;
        }
        await before;
      };
    },
  },
  ruling(
    "timeout",
    { fetch: never, timeout: 1 },
    (client) => mustReject(client.query("a:b", {})),
    200,
  ),
  ruling(
    "repetition",
    { fetch: alternating(lost, good), retry: { limit: 1, backoff: 0 } },
    (client, options) => client.query("a:b", {}, options),
    20,
  ),
  ruling(
    "token refused and renewed",
    { fetch: alternating(refused, good), auth: async () => "token" },
    (client, options) => client.mutation("a:b", {}, options),
  ),
  ruling("batch", { fetch: batch }, (client, options) =>
    client.batch([["a:b"], ["a:c", { x: 1n }]], options),
  ),
  ruling(
    "hooks",
    { hooks: { onRequest: async () => {}, onResponse: () => {} } },
    (client, options) => client.action("a:b", {}, options),
  ),
];

/**
 * Options of which something throws.
 *
 * @type {Record<string, Record<string, unknown>>}
 */
export const throwingPolicies = {
  "onRequest throws": { fetch: good, hooks: { onRequest: thrown } },
  "onResponse throws": { fetch: good, hooks: { onResponse: thrown } },
  "onRetry throws": {
    fetch: lost,
    hooks: { onRetry: thrown },
    retry: { limit: 1, backoff: 0 },
  },
  "shouldRetry throws": {
    fetch: lost,
    retry: { limit: 1, backoff: 0, shouldRetry: thrown },
  },
  "token fetcher throws": { fetch: good, auth: thrown },
  "token fetcher rejects": { fetch: good, auth: async () => thrown() },
  "token fetcher gives an object": { fetch: good, auth: async () => ({}) },
};

/**
 * @param {() => unknown} first
 * @param {() => unknown} second
 */
function alternating(first, second) {
  let isFirst = false;
  return () => {
    isFirst = !isFirst;
    return isFirst ? first() : second();
  };
}

async function batch() {
  const json = async () => ({ results: [answer, answer] });
  return { ok: true, status: 200, json };
}

/** @param {Promise<unknown>} call */
async function mustReject(call) {
  const settled = await call.then(
    () => "resolved",
    (error) => error,
  );
  if (settled === "resolved") throw new Error("The call went through.");
  if (settled instanceof WebAssembly.RuntimeError) throw settled;
}

/**
 * @param {string} name
 * @param {Record<string, unknown>} options
 * @param {(client: any, options: { signal: AbortSignal }) => Promise<unknown>} act
 * @param {number} [part]
 * @returns {Case}
 */
function ruling(name, options, act, part) {
  return {
    name,
    what: "calls",
    part,
    prepare: ({ ours }) => {
      const client = new ours.ConvexHttpClient(url, {
        fetch: good,
        ...options,
      });
      const bystander = new ours.ConvexHttpClient(url, { fetch: good });
      return async (count) => {
        // Workers may not use one request's signal in another.
        const { signal, count: listeners } = countedSignal();
        for (let index = 0; index < count; index++) {
          await act(client, { signal });
        }
        if (listeners() !== 0) throw new Error("A signal has listeners left.");
        if ((await bystander.query("a:b", {})) !== "good") {
          throw new Error("A good call gave something else.");
        }
      };
    },
  };
}
