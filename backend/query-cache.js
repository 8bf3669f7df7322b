import { createHash } from "node:crypto";

/** @import { Caller } from "./auth.js" */
/** @import { Call, Outcome } from "./deployment.js" */

/** How many results are kept; the one that was used least lately goes first. */
const CAPACITY = 500;

/** Results of arguments whose text is longer are not kept. */
const MAX_ARGS_LENGTH = 2 ** 20;

/**
 * How a query ended, and what its result depends on: the state of the database
 * at `ts`, and the caller where it asked who that is.
 *
 * @typedef {{ outcome: Outcome, ts: bigint, readIdentity: boolean }} Execution
 */

/**
 * The results of queries, as the real backend keeps them
 * (https://github.com/get-convex/convex-backend, crates/application/src/cache):
 *
 * - by the function, the text of its arguments as the request has it, and the
 *   caller where the function read the identity. So arguments that are equal
 *   and written differently have results of their own.
 * - the newest for each, and no errors.
 * - a call that finds an equal one under way waits for its result.
 *
 * There a result holds until something is written that the query read, and one
 * that read the clock for some seconds. Here it holds until a mutation commits,
 * whatever that wrote.
 */
export class QueryCache {
  /** @type {Map<string, Execution>} */
  #results = new Map();
  /** @type {Map<string, Promise<unknown>>} */
  #running = new Map();
  #hits = 0;
  #misses = 0;

  /** How often results were found, or not. */
  get counts() {
    return { hits: this.#hits, misses: this.#misses };
  }

  /**
   * @param {Call} call
   * @param {() => Promise<bigint>} readTs the timestamp to read at
   * @param {() => Promise<Execution>} run
   * @returns {Promise<Outcome>}
   */
  async read(call, readTs, run) {
    const keys = keysOf(call);
    for (let waited = false; ; waited = true) {
      const found = this.#find(keys, await readTs());
      if (found !== undefined) {
        this.#hits++;
        return { ...found.outcome, isHit: true };
      }
      const running = waited ? undefined : this.#running.get(keys.precise);
      if (running === undefined) {
        this.#misses++;
        return { ...(await this.#run(call, keys, run)), isHit: false };
      }
      await running;
    }
  }

  /**
   * @param {Call} call
   * @param {Keys} keys
   * @param {() => Promise<Execution>} run
   */
  async #run(call, keys, run) {
    const running = run();
    const settled = running.then(
      () => {},
      () => {},
    );
    this.#running.set(keys.precise, settled);
    try {
      const execution = await running;
      if (execution.outcome.status === "success") {
        this.#store(call, keys, execution);
      }
      return execution.outcome;
    } finally {
      if (this.#running.get(keys.precise) === settled) {
        this.#running.delete(keys.precise);
      }
    }
  }

  /**
   * @param {Keys} keys
   * @param {bigint} ts
   */
  #find({ precise, shared }, ts) {
    for (const key of [precise, shared]) {
      const found = this.#results.get(key);
      if (found?.ts === ts) {
        this.#put(key, found);
        return found;
      }
    }
    return undefined;
  }

  /**
   * @param {Call} call
   * @param {Keys} keys
   * @param {Execution} execution
   */
  #store({ argsText }, { precise, shared }, execution) {
    const key = execution.readIdentity ? precise : shared;
    const known = this.#results.get(key);
    if (
      argsText.length > MAX_ARGS_LENGTH ||
      (known !== undefined && known.ts > execution.ts)
    ) {
      return;
    }
    this.#put(key, execution);
    for (const oldest of this.#results.keys()) {
      if (this.#results.size <= CAPACITY) {
        break;
      }
      this.#results.delete(oldest);
    }
  }

  /**
   * @param {string} key
   * @param {Execution} execution
   */
  #put(key, execution) {
    this.#results.delete(key);
    this.#results.set(key, execution);
  }
}

/**
 * The key of results for this caller alone, and of results for anyone.
 *
 * @typedef {{ precise: string, shared: string }} Keys
 */

/**
 * @param {Call} call
 * @returns {Keys}
 */
function keysOf({ path, kind, argsText, caller }) {
  // The route that takes any kind names functions in another way, there too.
  const route = kind === undefined ? "function" : "export";
  const args = createHash("sha256").update(argsText).digest("base64");
  const shared = [route, path.module, path.name, args].join(" ");
  return { precise: `${shared} ${identityKey(caller)}`, shared };
}

/**
 * A user is the same in another token, and when an admin acts as them.
 *
 * @param {Caller} caller
 */
function identityKey({ user, isAdmin }) {
  if (user === null) {
    return isAdmin ? "admin" : "nobody";
  }
  return JSON.stringify(
    Object.entries(user).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
