import { convexTest } from "convex-test";
import { convexToJson, jsonToConvex } from "convex/values";
import { captureLogs } from "./console.js";
import { FunctionRefusal } from "./failure.js";
import { canonicalPath, displayPath } from "./function-path.js";
import { Snapshots } from "./snapshots.js";
import { functionFrames } from "./stack.js";
import { findProblem } from "./validator.js";

/** @import { Value } from "convex/values" */
/** @import { Caller } from "./auth.js" */
/** @import { FunctionPath } from "./function-path.js" */
/** @import { ConvexFunction, Program } from "./program.js" */

/** @typedef {ReturnType<typeof convexTest>} Runtime */

/**
 * A call as it arrives: `kind` is undefined on the route that takes any kind,
 * `args` is still JSON.
 *
 * @typedef {object} Call
 * @property {FunctionPath} path
 * @property {ConvexFunction["kind"]} [kind]
 * @property {unknown[]} args
 * @property {Caller} caller
 */

/**
 * How a call ended. An error has `data` only when a `ConvexError` was thrown.
 *
 * @typedef {{ logLines: string[] } & (
 *   | { status: "success", value: Value }
 *   | { status: "error", message: string, data?: Value })} Outcome
 */

/** The deployed functions and their database. */
export class Deployment {
  #program;
  /** @type {Runtime} */
  #runtime;
  #snapshots;

  /** @param {Program} program */
  constructor(program) {
    this.#program = program;
    this.#runtime = createRuntime(program);
    this.#snapshots = this.#createSnapshots();
  }

  /** Starts over with an empty database. Calls under way finish on the old. */
  reset() {
    this.#runtime = createRuntime(this.#program);
    this.#snapshots = this.#createSnapshots();
  }

  /**
   * Runs a function on the newest state.
   *
   * @param {Call} call
   */
  async run(call) {
    return await this.#runOn(this.#runtime, call);
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
   */
  async runAt(ts, call) {
    return await this.#runOn(await this.#snapshots.open(ts), call);
  }

  #createSnapshots() {
    return new Snapshots(Object.keys(this.#program.schema.tables), () =>
      createRuntime(this.#program),
    );
  }

  /**
   * @param {Runtime} runtime
   * @param {Call} call
   * @returns {Promise<Outcome>}
   */
  async #runOn(runtime, call) {
    const { result, logLines } = await captureLogs(async () => {
      try {
        const { found, args } = this.#prepare(call);
        const value = await execute(runtime, found, args, call.caller);
        return { status: /** @type {const} */ ("success"), value };
      } catch (error) {
        return await describeError(error, this.#program.directory);
      }
    });
    return { ...result, logLines };
  }

  /**
   * Finds the function and checks the arguments, in the real backend's order.
   * An internal function is "not found" rather than "forbidden", so that its
   * existence does not leak.
   *
   * @param {Call} call
   */
  #prepare({ path, kind, args, caller }) {
    const [decoded] = decodeArgs(path, args);
    const found = this.#program.functions.get(`${path.module}:${path.name}`);
    if (found === undefined || !(found.isPublic || caller.isAdmin)) {
      throw new FunctionRefusal(
        `Could not find public function for '${displayPath(path)}'. Did you forget to run \`npx convex dev\` or \`npx convex deploy\`?`,
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
 * @returns {Promise<Value>}
 */
async function execute(runtime, found, args, { user }) {
  const accessor = user === null ? runtime : runtime.withIdentity(user);
  /**
   * @param {unknown} ctx
   * @returns {Promise<any>}
   */
  const run = async (ctx) => {
    // Called bare, so that stacks say "handler" rather than "Object.handler".
    const { handler } = found;
    const result = await handler(ctx, args);
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
 * @param {unknown} error
 * @param {string} directory
 * @returns {Promise<{ status: "error", message: string, data?: Value }>}
 */
async function describeError(error, directory) {
  if (error instanceof FunctionRefusal) {
    return { status: "error", message: `${error.message}\n` };
  }
  const frames = await functionFrames(error, directory);
  const message = [`Uncaught ${String(error)}`, ...frames, ""].join("\n");
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
