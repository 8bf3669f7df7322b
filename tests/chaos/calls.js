// One call of a round: what it asks for, what becomes of it, and what must hold of it.
import { pick, whole } from "../once/random.js";
import { faultsOf } from "./faults.js";
import { passed } from "./pace.js";

/** @typedef {import("../once/random.js").Random} Random */

/**
 * @typedef {object} Call
 * @property {string} id
 * @property {string} way the method
 * @property {"query" | "mutation" | "action" | "function"} kind
 * @property {any} args
 * @property {any} options
 * @property {AbortController | undefined} stopping
 * @property {number} mostTime until it has settled, in milliseconds
 * @property {boolean} isQueued
 * @property {boolean} isIdempotent
 * @property {number} settled how many times
 * @property {any} value
 * @property {any} error
 * @property {boolean} isRejected
 * @property {boolean} isAfterEnd whether its client was freed before
 * @property {{ count: number }} listeners of its signal
 * @property {number} [stoppedAt] when its signal was aborted
 * @property {number} [settledAt]
 */

/** How late a call may be that was stopped, in milliseconds: the machine does other work. A stall is longer. */
export const SLACK = 2500;
/** When a call's signal is aborted at the latest. */
export const STOP = 60;
const TEXTS = ["ü€😀", "plain", "日本語 \u0000", "é".repeat(300), ""];

/** By method. @type {Record<string, Call["kind"]>} */
const WAYS = {
  query: "query",
  consistentQuery: "query",
  mutation: "mutation",
  action: "action",
  function: "function",
  batch: "query",
  paginate: "query",
  watch: "query",
};
/** How often each is picked. */
const OFTEN = [
  ...["query", "query", "query", "consistentQuery", "mutation", "mutation"],
  ...["mutation", "mutation", "mutation", "action", "action", "function"],
  ...["batch", "paginate", "watch"],
];

/**
 * @param {string} id
 * @param {Random} random
 * @param {{ hasHuge: boolean, patience: number, isIdempotent: boolean, timeout: any }} client its options, and how long
 *   a call may take that nothing stops, in milliseconds
 * @returns {Call}
 */
export function makeCall(id, random, client) {
  const way = pick(random, OFTEN);
  const kind = WAYS[way];
  // A watch obeys a Retry-After of years, unless its requests have a timeout.
  const hasTimeout = way === "watch" || random() < 0.35;
  const isStopped = random() < 0.2;
  const stopping = isStopped ? new AbortController() : undefined;
  const isPatient = !hasTimeout && !stopping && client.timeout === undefined;
  const listeners = stopping ? counted(stopping.signal) : { count: 0 };
  const mayRepeat = kind !== "query" && random() < 0.2;
  const options = {
    ...(hasTimeout ? { timeout: whole(random, 3, 120) } : {}),
    ...(stopping ? { signal: stopping.signal } : {}),
    ...(random() < 0.3 ? { retry: retryOf(random) } : {}),
    ...(random() < 0.2 ? { headers: { "X-Own": "secret-header" } } : {}),
    ...(mayRepeat
      ? { idempotent: pick(random, [true, `${id} ü`, "key"]) }
      : {}),
    ...(kind === "mutation" && random() < 0.2 ? { skipQueue: true } : {}),
    ...(random() < 0.1 ? { fetchOptions: { keepalive: false } } : {}),
  };
  const { idempotent } = options;
  const { skipQueue } = /** @type {any} */ (options);
  const args = {
    id,
    text: pick(random, TEXTS),
    faults: faultsOf(random, { isPatient, hasHuge: client.hasHuge }),
    ...(random() < 0.1 ? { fails: "function" } : {}),
  };
  return {
    ...{ id, way, kind, args, stopping, listeners, options },
    mostTime: isPatient
      ? client.patience
      : SLACK + timeoutOf(way, options.timeout ?? client.timeout ?? STOP),
    isQueued: kind === "mutation" && !skipQueue,
    isIdempotent:
      idempotent !== undefined || (kind === "mutation" && client.isIdempotent),
    ...{ settled: 0, value: undefined, error: undefined, isRejected: false },
    isAfterEnd: false,
  };
}

/** How long a method takes at most: a watch has its timeout for each request, and waits in between. */
const timeoutOf = (/** @type {string} */ way, /** @type {number} */ timeout) =>
  timeout * (way === "watch" || way === "paginate" ? 8 : 1);

/** @param {Random} random */
export const retryOf = (random) =>
  pick(random, [
    false,
    whole(random, 0, 3),
    {
      limit: whole(random, 1, 4),
      backoff: whole(random, 0, 4),
      maxDelay: 5,
      maxRetryAfter: 20,
      ...(random() < 0.3
        ? { shouldRetry: async () => random() < 0.8 }
        : { shouldRetry: undefined }),
    },
  ]);

/** Counts who listens to a signal. @param {AbortSignal} signal */
function counted(signal) {
  const listeners = { count: 0 };
  const { addEventListener, removeEventListener } = signal;
  Object.assign(signal, {
    addEventListener(/** @type {Parameters<typeof addEventListener>} */ ...it) {
      listeners.count += 1;
      addEventListener.apply(signal, it);
    },
    removeEventListener(
      /** @type {Parameters<typeof removeEventListener>} */ ...it
    ) {
      listeners.count -= 1;
      removeEventListener.apply(signal, it);
    },
  });
  return listeners;
}

/** Makes a call by its method. @type {Record<string, (client: any, call: Call, watch: any) => Promise<any>>} */
const methods = {
  query: (client, { args, options }) =>
    client.query("ledger:read", args, options),
  consistentQuery: (client, { args, options }) =>
    client.consistentQuery("ledger:read", args, options),
  mutation: (client, { args, options }) =>
    client.mutation("ledger:write", args, options),
  action: (client, { args, options }) =>
    client.action("ledger:act", args, options),
  function: (client, { args, options }) =>
    client.function("ledger:any", undefined, args, options),
  batch: async (client, { args, options }) => {
    const entry = ["ledger:read", args];
    const results = await client.batch([entry, entry], options);
    if (results.length !== 2) throw new Error(`${results.length} results`);
    if (results[1].status === "rejected") throw results[1].reason;
    return results[1].value;
  },
  paginate: async (client, { args, options }) => {
    const items = [];
    const all = { ...options, numItems: 2 };
    for await (const item of client.paginate("ledger:list", args, all))
      items.push(item);
    return items;
  },
  watch: async (client, { args, options, stopping }, watch) => {
    const { timeout, headers } = options;
    const signal = stopping?.signal;
    const given = { interval: 3, maxErrors: 2, timeout, headers, signal };
    const values = watch(client, "ledger:read", args, given);
    const { value } = await values.next();
    await values.return();
    return value;
  },
};

/**
 * Makes a call and notes how it settles.
 *
 * @param {any} client
 * @param {Call} call
 * @param {any} watch
 */
export async function make(client, call, watch) {
  let promise;
  try {
    promise = methods[call.way](client, call, watch);
  } catch (error) {
    call.error = new Error("It throws instead of rejecting.", { cause: error });
    throw call.error;
  }
  const note = () => {
    call.settled += 1;
    call.settledAt = passed();
  };
  await promise.then(
    (value) => {
      note();
      call.value = value;
    },
    (error) => {
      note();
      call.isRejected = true;
      call.error = error;
    },
  );
}
