import { pause, Server, url } from "./server.js";

/** @typedef {import("./acts.js").Act} Act */

const quiet = { log() {}, warn() {}, error() {}, logVerbose() {} };
const PATIENCE = 5000;

/** What a promise comes to, as text; and what the client says of its failure. */
/** @typedef {{ text: string, error?: any, isLate?: boolean }} Outcome */

/** A deployment, a client that is there from the beginning, and what is expected of both. */
export class World {
  server = new Server();
  /** Of the next call. They are long, so that they can be told in what is printed. */
  id = 1_000_000_001;
  /** @type {string[]} */
  problems = [];
  /** Each problem is told once. @type {Set<string>} */
  seen = new Set();
  /** Tells whether an act may end with an error because of what is done to it. @type {(error: any) => boolean} */
  isExpected = () => true;

  /** @param {any} ours */
  constructor(ours) {
    this.ours = ours;
    this.old = this.make();
    const bytes = new Uint8Array(20_000).fill(9);
    this.value = { b: bytes.buffer, n: 5n, f: -0 };
    this.json = JSON.stringify(ours.convexToJson(this.value));
  }

  /** @param {any} [options] */
  make({ wrapFetch, ...options } = {}) {
    const { fetch } = this.server;
    /** @type {any} */
    const client = new this.ours.ConvexHttpClient(url, {
      fetch: wrapFetch ? wrapFetch(fetch, this.old, () => client) : fetch,
      logger: quiet,
      ...options,
    });
    return client;
  }

  /** What was done last, for whoever reads of a problem. */
  label = "";

  /** @param {string} problem */
  report(problem) {
    if (this.seen.has(problem.replace(/\d+/g, ""))) return;
    this.seen.add(problem.replace(/\d+/g, ""));
    this.problems.push(`${this.label}: ${problem}`);
  }

  /** What an act comes to where nothing is done to it. @param {Act} act */
  async usual(act) {
    const id = this.id++;
    const client = this.make(act.options);
    const usual = await outcomeOf(() => act.run(client, id, this.ours));
    return { ...usual, text: usual.text.replaceAll(`${id}`, "ID") };
  }

  /** Starts calls that are in flight until `land` is called, which checks what they came to. */
  async depart() {
    const { old, server } = this;
    /** @type {() => void} */
    let open = () => {};
    server.gate = new Promise((resolve) => (open = resolve));
    const ids = [this.id++, this.id++, this.id++];
    const calls = [
      old.query("m:special", { id: ids[0] }),
      old.mutation("m:echo", { id: ids[1] }),
      old.mutation("m:echo", { id: ids[2] }),
    ];
    await undefined;
    server.gate = undefined;
    return {
      land: async () => {
        open();
        const all = within(Promise.all(calls), "a call in flight");
        try {
          const [query, ...mutations] = await all;
          this.expect("a query in flight", query[0], ids[0]);
          this.expect("its value", query[1].n, 7n);
          this.expect("mutations in flight", `${mutations}`, `${ids.slice(1)}`);
        } catch (error) {
          this.report(`in flight: ${describe(error)}`);
        }
      },
    };
  }

  /** Checks that every rejection was heard of. */
  async hear() {
    await pause(5);
    const lost = unheard.splice(0);
    if (lost.length > 0)
      this.report(
        `${lost.length} rejections nobody heard of: ${describe(lost[0].reason)}`,
      );
  }

  /** @param {string} what @param {unknown} found @param {unknown} expected */
  expect(what, found, expected) {
    if (found !== expected)
      this.report(
        `${what}: ${String(found).slice(0, 200)} in place of ${String(expected).slice(0, 200)}`,
      );
  }

  /** Checks a call that has ended against what the server has seen. @param {Act} act @param {number} id @param {Outcome} outcome @param {Outcome} usual */
  judge(act, id, outcome, usual) {
    const { name } = act;
    if (outcome.isLate) return this.report(`${name} does not settle`);
    if (outcome.text.replaceAll(`${id}`, "ID") === usual.text) return;
    const { error } = outcome;
    if (error === undefined)
      return this.report(`${name} ${outcome.text} in place of ${usual.text}`);
    if (!this.isExpected(error)) return this.report(`${name} ${outcome.text}`);
    if (act.kind === "none") return;
    const info = this.ours.errorInfo(error);
    // What was at the end of the stack may have had none left to be noted.
    if (!info && Object(error) === error && !isExhausted(error))
      return this.report(`${name}: nothing is known of ${error}`);
    if (
      info?.outcome === "not-committed" &&
      // That is rolled back.
      info.kind !== "function" &&
      act.kind === "mutation" &&
      this.server.ran.has(id)
    )
      this.report(`${name} was sent, and is said not to be: ${error}`);
  }

  /** Checks that everything works, for a client that was there before and for a new one. @param {any} client */
  async verify(client) {
    const { ours, server } = this;
    try {
      this.expect(
        "bytes",
        JSON.stringify(ours.convexToJson(this.value)),
        this.json,
      );
      this.expect(
        "an integer",
        ours.jsonToConvex({ $integer: "BwAAAAAAAAA=" }),
        7n,
      );
      const all = new Set([client, this.old, this.make()]);
      for (const one of all) {
        const id = this.id++;
        this.expect("a query", await within(one.query("m:echo", { id })), id);
      }
      await within(Promise.all([client.idle(), this.old.idle()]), "idle()");
      for (const one of all) await this.verifyQueue(one);
    } catch (error) {
      this.report(`afterwards: ${describe(error)}`);
    } finally {
      server.isSlow = false;
    }
  }

  /** Checks that the queues of clients end, and are counted right. @param {any[]} clients */
  async rest(clients) {
    try {
      await within(Promise.all(clients.map((one) => one.idle())), "idle()");
    } catch (error) {
      this.report(describe(error));
    }
    for (const { pendingMutations } of clients)
      this.expect("pendingMutations of a client", pendingMutations, 0);
  }

  /** @param {any} client */
  async verifyQueue(client) {
    const { server } = this;
    this.expect("pendingMutations, before", client.pendingMutations, 0);
    server.isSlow = true;
    server.order = [];
    server.mostInFlight = 0;
    const ids = [this.id++, this.id++, this.id++];
    const calls = ids.map((id) => client.mutation("m:echo", { id }));
    this.expect("pendingMutations", client.pendingMutations, 3);
    await within(client.idle(), "idle()");
    this.expect("pendingMutations, after", client.pendingMutations, 0);
    this.expect(
      "mutations",
      String(await within(Promise.all(calls), "mutations")),
      String(ids),
    );
    this.expect("their order", String(server.order), String(ids));
    this.expect("mutations at a time", server.mostInFlight, 1);
    server.isSlow = false;
  }
}

/**
 * Waits for a promise, but not for ever.
 *
 * @template T
 * @param {Promise<T>} promise
 */
export async function within(promise, what = "a call") {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} does not settle`)),
      PATIENCE,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs an act, and waits for what it comes to.
 *
 * @param {() => unknown} run
 * @returns {Promise<Outcome>}
 */
export async function outcomeOf(run) {
  let result;
  try {
    result = run();
  } catch (error) {
    return { text: `throws ${describe(error)}`, error: error ?? "undefined" };
  }
  return settle(result);
}

/** @param {unknown} result @returns {Promise<Outcome>} */
export async function settle(result) {
  let timer;
  /** @type {Promise<Outcome>} */
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve({ text: "late", isLate: true }), PATIENCE);
  });
  /** @type {Promise<Outcome>} */
  const ended = Promise.resolve(result).then(
    (value) => ({ text: `gives ${print(value)}` }),
    (error) => ({
      text: `rejects ${describe(error)}`,
      error: error ?? "undefined",
    }),
  );
  const outcome = await Promise.race([ended, late]);
  clearTimeout(timer);
  return outcome;
}

/** @param {unknown} value */
const print = (value) =>
  JSON.stringify(value, (_, part) =>
    typeof part === "bigint"
      ? String(part)
      : part instanceof Error
        ? describe(part)
        : part instanceof ArrayBuffer
          ? `${part.byteLength} bytes`
          : part,
  );

/** @param {any} error */
export function describe(error) {
  try {
    return String(error).slice(0, 300);
  } catch {
    return "an object that does not print";
  }
}

/** @param {any} error */
export const isExhausted = (error) =>
  /call stack|too much recursion|stack overflow/i.test(String(error?.message));

/** Promises that were rejected, and nobody heard of it. @type {{ reason: any, promise: any }[]} */
export const unheard = [];

export function listen() {
  const { Bun, Deno, process } = /** @type {any} */ (globalThis);
  const note = (/** @type {any} */ reason, /** @type {any} */ promise) =>
    unheard.push({ reason, promise });
  if (Bun || (!Deno && process?.versions?.node)) {
    process.on("unhandledRejection", note);
    return;
  }
  globalThis.addEventListener?.("unhandledrejection", (event) => {
    event.preventDefault();
    note(event.reason, event.promise);
  });
  // Workers complain of what is heard of a little later.
  globalThis.addEventListener?.("rejectionhandled", ({ promise }) => {
    const index = unheard.findIndex((one) => one.promise === promise);
    if (index >= 0) unheard.splice(index, 1);
  });
}
