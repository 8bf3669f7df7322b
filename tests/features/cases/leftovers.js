// What must not stay behind of calls that are over: timers and listeners.
import { success } from "../setting.js";

/** @typedef {import("../setting.js").Setting} Setting */

/** How many calls are made, by how they end: one hundred thousand. @type {Record<string, number>} */
const COUNTS = {
  success: 70_000,
  "a failure of the function": 10_000,
  "a failure of the network": 10_000,
  "a repetition": 10_000,
};

/**
 * Counts timers that are neither fired nor cleared.
 *
 * @param {Setting} t
 */
function countTimers(t) {
  const { setTimeout, clearTimeout } = globalThis;
  const live = new Set();
  let started = 0;
  t.replace(
    globalThis,
    "setTimeout",
    (
      /** @type {(...args: any[]) => void} */ callback,
      /** @type {number} */ delay,
      /** @type {any[]} */ ...args
    ) => {
      started++;
      const timer = setTimeout(() => {
        live.delete(timer);
        callback(...args);
      }, delay);
      live.add(timer);
      return timer;
    },
  );
  t.replace(globalThis, "clearTimeout", (/** @type {any} */ timer) => {
    live.delete(timer);
    clearTimeout(timer);
  });
  return { live, started: () => started };
}

/** A signal that counts who listens to it. */
function countListeners() {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Map();
  let added = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (/** @type {any[]} */ ...args) => {
    added++;
    listeners.set(args[1], (listeners.get(args[1]) ?? 0) + 1);
    return /** @type {any} */ (addEventListener).apply(signal, args);
  };
  signal.removeEventListener = (/** @type {any[]} */ ...args) => {
    listeners.delete(args[1]);
    return /** @type {any} */ (removeEventListener).apply(signal, args);
  };
  return { controller, signal, listeners, added: () => added };
}

/**
 * Runs many calls, some of them together.
 *
 * @param {number} count
 * @param {number} together
 * @param {(index: number) => Promise<unknown>} call
 */
async function many(count, together, call) {
  for (let index = 0; index < count; index += together) {
    const calls = Array.from({ length: together }, (_, offset) =>
      call(index + offset).catch(() => {}),
    );
    await Promise.all(calls);
  }
}

/** Ways for a call to end. @type {Record<string, (fetched: number) => any>} */
const ends = {
  success: () => ({
    ok: true,
    status: 200,
    json: async () => ({ status: "success", value: 1 }),
  }),
  "a failure of the function": () => ({
    ok: true,
    status: 200,
    json: async () => ({ status: "error", errorMessage: "no" }),
  }),
  "a failure of the network": () => Promise.reject(new Error("network")),
  "a repetition": (fetched) =>
    fetched % 2
      ? {
          ok: false,
          status: 503,
          text: async () => `{"code":"ExpiredInQueue"}`,
        }
      : ends.success(fetched),
};

/** @type {import("../setting.js").Case[]} */
export default [
  ...Object.entries(COUNTS).map(([end, count]) => ({
    name: `${count} calls that end by ${end} leave no timer and no listener`,
    timeLimit: 60_000,
    run: async (/** @type {Setting} */ t) => {
      const timers = countTimers(t);
      const [ofClient, ofCall] = [countListeners(), countListeners()];
      let fetched = 0;
      const client = t.client({
        fetch: async () => ends[end]((fetched += 1)),
        signal: ofClient.signal,
        timeout: 60_000,
        retry: end === "a repetition" ? { limit: 5, backoff: 0 } : false,
      });
      // Timers of browsers take some milliseconds, and engines search the listeners of a signal one by one.
      const together = end === "a repetition" ? 250 : 20;
      await many(count, together, (index) => {
        const options = { signal: ofCall.signal };
        if (index % 3 === 0) return client.query("a:b", {}, options);
        return client.mutation(
          "a:b",
          {},
          { ...options, skipQueue: index % 3 === 1 },
        );
      });
      t.ok(
        timers.started() >= count,
        `${timers.started()} timers were started`,
      );
      t.equal(timers.live.size, 0, "timers");
      for (const { listeners, added } of [ofClient, ofCall]) {
        t.ok(added() >= count, `${added()} listeners were added`);
        t.equal(listeners.size, 0, "listeners");
      }
    },
  })),

  {
    name: "calls that are stopped leave no timer and no listener",
    run: async (t) => {
      const timers = countTimers(t);
      const ofClient = countListeners();
      const client = t.client({
        fetch: () => new Promise(() => {}),
        signal: ofClient.signal,
      });
      const stopped = Array.from({ length: 300 }, (_, index) => {
        const { controller, signal, listeners } = countListeners();
        const call = client.mutation(
          "a:b",
          {},
          { signal, timeout: index % 2 ? 60_000 : 20 },
        );
        if (index % 2) controller.abort("stopped");
        return { call, listeners };
      });
      for (const { call, listeners } of stopped) {
        await t.rejection(call);
        t.equal(listeners.size, 0, "of a call's signal");
      }
      t.equal(ofClient.listeners.size, 0, "of the client's signal");
      t.equal(timers.live.size, 0, "timers");
    },
  },

  {
    name: "calls that cannot be sent leave no timer and no listener",
    run: async (t) => {
      const timers = countTimers(t);
      const { signal, listeners } = countListeners();
      const client = t.client({
        fetch: async () => success(),
        signal,
        timeout: 60_000,
      });
      const bad = { value: new Map() };
      for (const call of [
        client.query("a:b", bad),
        client.mutation("a:b", bad),
        client.mutation("a:b", bad, { skipQueue: true }),
        client.action({}, {}),
        client.function("a:b", undefined, bad),
        client.consistentQuery("a:b", bad),
        client.batch([["a:b", bad]]),
        client.query("a:b", "no object"),
        client.query("a:b", {}, { retry: -1 }),
      ])
        await t.rejection(call);
      t.equal([timers.live.size, listeners.size], [0, 0]);
    },
  },

  {
    name: "a client without options starts no timer, and listens to nothing",
    run: async (t) => {
      const timers = countTimers(t);
      const client = t.client({ fetch: async () => success() });
      await client.query("a:b");
      await client.mutation("a:b", {});
      t.equal(timers.started(), 0);
    },
  },
];
