// Clocks and realms of a case's own.

/** @typedef {import("./setting.js").Setting} Setting */

/**
 * Replaces the timers and the clock: nothing passes but what the case lets pass.
 *
 * @param {Setting} t
 */
export function fakeClock(t) {
  const begun = performance.now();
  const start = Date.now();
  let passed = 0;
  let next = 1;
  /** @type {Map<number, { at: number, run: () => void }>} */
  const timers = new Map();
  /** @type {number[]} */
  const delays = [];
  t.replace(performance, "now", () => begun + passed);
  t.replace(Date, "now", () => start + passed);
  t.replace(
    globalThis,
    "setTimeout",
    (/** @type {() => void} */ run, delay = 0) => {
      delays.push(delay);
      // As real ones do.
      const wait = delay > 0x7fffffff ? 1 : delay;
      timers.set(next, { at: passed + wait, run });
      return next++;
    },
  );
  t.replace(globalThis, "clearTimeout", (/** @type {any} */ id) => {
    timers.delete(id);
  });
  return {
    /** The delays that were asked for. */
    delays,
    live: () => timers.size,
    /** Lets time pass in silence, as it does for what died with its context. @param {number} ms */
    skip: (ms) => void (passed += ms),
    /** Lets time pass, and timers fire. @param {number} ms */
    async pass(ms) {
      const end = passed + ms;
      for (;;) {
        await turns();
        const due = [...timers].filter(([, { at }]) => at <= end);
        if (due.length === 0) break;
        const [id, timer] = due.reduce((a, b) => (b[1].at < a[1].at ? b : a));
        timers.delete(id);
        passed = Math.max(passed, timer.at);
        timer.run();
      }
      passed = end;
      await turns();
    },
  };
}

/** Waits for what is to happen without any timer. */
export async function turns(count = 100) {
  for (let turn = 0; turn < count; turn++) await null;
}

/**
 * A reply that is read within a few turns: some runtimes take real time for the bodies of real ones.
 *
 * @param {unknown} body
 * @param {number} [status]
 * @param {Record<string, string>} [headers]
 */
export const instant = (body, status = 200, headers = {}) => ({
  ok: status === 200,
  status,
  headers: {
    get: (/** @type {string} */ name) => headers[name] ?? null,
  },
  text: async () => JSON.stringify(body),
  json: async () => JSON.parse(JSON.stringify(body)),
});

/** Something that is settled by hand. */
export function held() {
  /** @type {(value?: any) => void} */
  let resolve = () => {};
  /** @type {(reason?: any) => void} */
  let reject = () => {};
  const promise = new Promise((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** The global object of another realm, where the runtime can make one. @returns {Promise<any>} */
export async function secondRealm() {
  const { document, process } = /** @type {any} */ (globalThis);
  if (document) {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    return frame.contentWindow;
  }
  const vm = process?.getBuiltinModule?.("node:vm");
  return vm?.runInNewContext?.("globalThis");
}
