import { convexTest } from "convex-test";
import { convexToJson, jsonToConvex } from "convex/values";
import { captureLogs } from "./console.js";
import { FunctionRefusal } from "./failure.js";
import { Files } from "./files.js";
import { canonicalPath, displayPath } from "./function-path.js";
import { QueryCache } from "./query-cache.js";
import { forRequest, tellRequestMetadata } from "./request-metadata.js";
import { Snapshots } from "./snapshots.js";
import { functionFrames } from "./stack.js";
import { guardProcess, withStrays } from "./strays.js";
import { Transactions } from "./transactions.js";
import { findProblem } from "./validator.js";

/** @import { Value } from "convex/values" */
/** @import { Caller } from "./auth.js" */
/** @import { FunctionPath } from "./function-path.js" */
/** @import { ConvexFunction, Program } from "./program.js" */
/** @import { Execution } from "./query-cache.js" */
/** @import { RequestMetadata } from "./request-metadata.js" */

/** @typedef {ReturnType<typeof convexTest>} Runtime */

/**
 * A call as it arrives: `kind` is undefined on the route that takes any kind,
 * `args` is still JSON, and `argsText` its text as it arrived.
 *
 * @typedef {object} Call
 * @property {FunctionPath} path
 * @property {ConvexFunction["kind"]} [kind]
 * @property {unknown[]} args
 * @property {string} argsText
 * @property {Caller} caller
 * @property {RequestMetadata} request
 */

/**
 * How a call ended. An error has `data` only when a `ConvexError` was thrown;
 * `isHit` tells of a query whether its result was in the cache.
 *
 * @typedef {{ logLines: string[], isHit?: boolean } & (
 *   | { status: "success", value: Value }
 *   | { status: "error", message: string, data?: Value })} Outcome
 */

/**
 * A function that was found, and arguments that it takes.
 *
 * @typedef {{ found: ConvexFunction, args: Value }} Prepared
 */

/** The deployed functions and their database. */
export class Deployment {
  #program;
  /** @type {Runtime} */
  #runtime;
  #snapshots;
  #cache = new QueryCache();
  #transactions;
  #files;
  /** Where files are served. */
  origin = "http://127.0.0.1";

  /** @param {Program} program */
  constructor(program) {
    guardProcess();
    this.#program = program;
    this.#runtime = createRuntime(program);
    this.#transactions = new Transactions(this.#runtime);
    this.#files = this.#createFiles();
    tellRequestMetadata();
    this.#snapshots = this.#createSnapshots();
  }

  /** Starts over with an empty database. Calls under way finish on the old. */
  reset() {
    this.#transactions.release();
    this.#runtime = createRuntime(this.#program);
    this.#transactions = new Transactions(this.#runtime);
    this.#files = this.#createFiles();
    this.#snapshots = this.#createSnapshots();
    this.#cache = new QueryCache();
  }

  /** How often the results of queries were in the cache, since the last reset. */
  get cacheCounts() {
    return this.#cache.counts;
  }

  /** Which mutations run at the same time. */
  get transactions() {
    return this.#transactions;
  }

  get files() {
    return this.#files;
  }

  /**
   * Runs a function on the newest state.
   *
   * @param {Call} call
   * @returns {Promise<Outcome>}
   */
  async run(call) {
    const [runtime, cache] = [this.#runtime, this.#cache];
    const transactions = this.#transactions;
    return await this.#answer(call, async (prepared) => {
      const execute = () =>
        this.#execute(runtime, prepared, call, transactions);
      switch (prepared.found.kind) {
        case "Query":
          return await cache.read(call, () => newestTs(runtime), execute);
        case "Mutation":
          // All of it, since what a mutation has logged that is run again is lost.
          return (await transactions.run(execute)).outcome;
        case "Action":
          return (await execute()).outcome;
      }
    });
  }

  /**
   * Takes a snapshot of the newest state, or finds the one already taken, and
   * returns its timestamp.
   */
  async takeSnapshot() {
    return await this.#snapshots.take(this.#runtime);
  }

  /**
   * Runs a query on a snapshot.
   *
   * @param {bigint} ts one that `takeSnapshot` returned
   * @param {Call} call
   * @returns {Promise<Outcome>}
   */
  async runAt(ts, call) {
    const [snapshots, cache] = [this.#snapshots, this.#cache];
    return await this.#answer(call, (prepared) =>
      cache.read(
        call,
        async () => ts,
        async () => {
          const runtime = await snapshots.open(ts);
          const execution = await this.#execute(runtime, prepared, call);
          return { ...execution, ts };
        },
      ),
    );
  }

  #createFiles() {
    return new Files(this.#runtime, () => this.origin);
  }

  #createSnapshots() {
    return new Snapshots(Object.keys(this.#program.schema.tables), () =>
      createRuntime(this.#program),
    );
  }

  /**
   * Answers a call that can be made, and refuses one that cannot. That is
   * checked also where the answer is in the cache: someone else may have asked.
   *
   * @param {Call} call
   * @param {(prepared: Prepared) => Promise<Outcome>} run
   * @returns {Promise<Outcome>}
   */
  async #answer(call, run) {
    let prepared;
    try {
      prepared = this.#prepare(call);
    } catch (error) {
      const described = await describeError(error, this.#program.directory);
      const outcome = { ...described, logLines: [] };
      return call.kind === "Query" ? { ...outcome, isHit: false } : outcome;
    }
    return await run(prepared);
  }

  /**
   * @param {Runtime} runtime
   * @param {Prepared} prepared
   * @param {Call} call
   * @param {Transactions} [transactions] of an action: what runs its mutations
   * @returns {Promise<Execution>}
   */
  async #execute(runtime, { found, args }, { caller, request }, transactions) {
    const watched = { ts: 0n, readIdentity: false };
    const { result, logLines } = await captureLogs(async () => {
      try {
        const value = await forRequest(request, found.path, () =>
          execute(runtime, found, args, caller, watched, transactions),
        );
        return { status: /** @type {const} */ ("success"), value };
      } catch (error) {
        return await describeError(error, this.#program.directory);
      }
    });
    return { ...watched, outcome: { ...result, logLines } };
  }

  /**
   * Finds the function and checks the arguments, in the real backend's order.
   * An internal function is "not found" rather than "forbidden", so that its
   * existence does not leak.
   *
   * @param {Call} call
   * @returns {Prepared}
   */
  #prepare({ path, kind, args, caller }) {
    const [decoded] = decodeArgs(path, args);
    const found = this.#program.functions.get(`${path.module}:${path.name}`);
    if (found === undefined || !(found.isPublic || caller.isAdmin)) {
      throw new FunctionRefusal(
        `Could not find public function for '${displayPath(path)}'.`,
      );
    }
    if (kind !== undefined && kind !== found.kind) {
      throw new FunctionRefusal(
        `Trying to execute ${canonicalPath(path)} as ${kind}, but it is defined as ${found.kind}.`,
      );
    }
    const problem = findProblem(found.args, decoded);
    if (problem !== null) {
      throw new FunctionRefusal(`ArgumentValidationError: ${problem}`);
    }
    return { found, args: decoded };
  }
}

/** @param {Program} program */
function createRuntime({ schema, modules }) {
  return convexTest({ schema, modules });
}

/**
 * Runs the handler as an inline function of the runtime. The runtime would
 * validate by itself, but in words of its own, and would check a mutation's
 * return value only after the commit.
 *
 * @param {Runtime} runtime
 * @param {ConvexFunction} found
 * @param {Value} args
 * @param {Caller} caller
 * @param {Watched} watched of a query: what its result depends on
 * @param {Transactions} [transactions] of an action: what runs its mutations
 * @returns {Promise<Value>}
 */
async function execute(runtime, found, args, { user }, watched, transactions) {
  const accessor = user === null ? runtime : runtime.withIdentity(user);
  /**
   * @param {any} ctx
   * @returns {Promise<any>}
   */
  const run = async (ctx) => {
    // Called bare, so that stacks say "handler" rather than "Object.handler".
    const { handler } = found;
    const context = contextFor(found.kind, ctx, watched, transactions);
    // Within the transaction, which must not stay open when the rest fails.
    const result = await withStrays(() => handler(context, args));
    if (found.returns !== null) {
      const value = jsonToConvex(
        convexToJson(
          /** @type {Value} */ (result === undefined ? null : result),
        ),
      );
      const problem = findProblem(found.returns, value);
      if (problem !== null) {
        throw new FunctionRefusal(`ReturnsValidationError: ${problem}`);
      }
    }
    return result;
  };
  switch (found.kind) {
    case "Query":
      return await accessor.query(run);
    case "Mutation":
      return await accessor.mutation(run);
    case "Action":
      return await accessor.action(run);
  }
}

/**
 * What the result of a query depends on: the state of the database at `ts`, and
 * the caller if it asked who that is.
 *
 * @typedef {{ ts: bigint, readIdentity: boolean }} Watched
 */

/**
 * @param {ConvexFunction["kind"]} kind
 * @param {any} ctx
 * @param {Watched} watched
 * @param {Transactions} [transactions]
 */
function contextFor(kind, ctx, watched, transactions) {
  if (kind === "Query") {
    return watch(ctx, watched);
  }
  return kind === "Action" && transactions !== undefined
    ? {
        ...ctx,
        runMutation: (/** @type {unknown[]} */ ...call) =>
          transactions.run(() => ctx.runMutation(...call)),
      }
    : ctx;
}

/**
 * The context of a query that notes what the query reads. A query that it runs
 * in turn has a context of its own, so that one counts as a reader of the
 * identity.
 *
 * @param {any} ctx
 * @param {Watched} watched
 */
function watch(ctx, watched) {
  watched.ts = ctx.meta.getSnapshotTs();
  return {
    ...ctx,
    auth: {
      getUserIdentity() {
        watched.readIdentity = true;
        return ctx.auth.getUserIdentity();
      },
    },
    runQuery(/** @type {unknown[]} */ ...call) {
      watched.readIdentity = true;
      return ctx.runQuery(...call);
    },
  };
}

/**
 * The timestamp of the last commit.
 *
 * @param {Runtime} runtime
 * @returns {Promise<bigint>}
 */
async function newestTs(runtime) {
  return await runtime.query(async (/** @type {any} */ ctx) =>
    ctx.meta.getSnapshotTs(),
  );
}

/**
 * @param {FunctionPath} path
 * @param {unknown[]} args
 */
function decodeArgs(path, args) {
  if (args.length !== 1) {
    throw new FunctionRefusal(
      `Invalid arguments for ${canonicalPath(path)}: expected one argument, got ${args.length}`,
    );
  }
  try {
    return args.map((arg) => jsonToConvex(/** @type {any} */ (arg)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FunctionRefusal(
      `Invalid arguments for ${canonicalPath(path)}: ${reason}`,
    );
  }
}

/**
 * What was thrown, as text: anything may be, also what cannot be printed.
 *
 * @param {unknown} error
 */
function uncaught(error) {
  try {
    return `Uncaught ${String(error)}`;
  } catch {
    return "Uncaught";
  }
}

/**
 * @param {unknown} error
 * @param {string} directory
 * @returns {Promise<{ status: "error", message: string, data?: Value }>}
 */
async function describeError(error, directory) {
  if (error instanceof FunctionRefusal) {
    return { status: "error", message: `${error.message}\n` };
  }
  const frames = await functionFrames(error, directory);
  const message = [uncaught(error), ...frames, ""].join("\n");
  if (
    typeof error === "object" &&
    error !== null &&
    Symbol.for("ConvexError") in error
  ) {
    const { data } = /** @type {{ data?: Value }} */ (error);
    return { status: "error", message, data: data ?? null };
  }
  return { status: "error", message };
}
