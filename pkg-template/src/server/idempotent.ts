// Mutations that run once for each key.
//
// The look-up, the mutation and the note that it ran are one transaction. Two at once have both read the place in the index
// where the note of the first will be, so the database runs the second again, which then finds it.
import { ConvexError, convexToJson, getDocumentSize } from "convex/values";
import { type Call, callOf, keyOf } from "./call.ts";
import { type Context, contextOf, tableFault } from "./context.ts";
import { BY_CALL, TABLE } from "./tables.ts";

type Handler = (ctx: any, ...args: any[]) => any;

interface Row extends Call {
  result?: any;
}

const WHO = "idempotent()";
const FORMS =
  "a mutation's handler, or what makes mutations: idempotent(mutation)({ args, handler })";

/** How many bytes, and how many objects and arrays in each other, a document may have: convex-backend, `crates/common/src/document.rs`. */
const MAX_SIZE = 1 << 20;
const MAX_NESTING = 16;

/** Takes a mutation's handler, or what makes mutations: both are functions, told apart by what they are called with. */
export function idempotent(
  inner: Handler,
): (first: any, ...rest: any[]) => any {
  if (typeof inner !== "function" || isRegistered(inner))
    throw new TypeError(`${WHO} takes ${FORMS}`);
  const runOnce = once(inner);
  return (first: any, ...rest: any[]) => {
    if (typeof first === "function") return inner(once(first));
    if (typeof first?.handler === "function")
      return inner({ ...first, handler: once(first.handler) });
    if (isContext(first)) return runOnce(first, ...rest);
    throw new TypeError(
      `${WHO}: this mutation has no handler. It takes ${FORMS}`,
    );
  };
}

/** Tells whether something is the `ctx` of a function of any kind. */
const isContext = (it: any): boolean =>
  typeof it === "object" && it !== null && ("auth" in it || "db" in it);

/** Tells whether a function is one of the deployment's already, by the marks that Convex leaves. */
function isRegistered(it: any): boolean {
  return it.isMutation || it.isQuery || it.isAction || it.isHttp || false;
}

function once(handler: Handler): Handler {
  return async (given: any, ...args: any[]) => {
    const ctx = contextOf(given, WHO);
    const key = await keyOf(ctx);
    if (key === undefined) return handler(given, ...args);
    const call = await callOf(ctx, key, args[0]);
    const row = await find(ctx, call);
    if (row !== null) return resultOf(row, call);
    const result = (await handler(given, ...args)) ?? null;
    await note(ctx, call, result);
    return result;
  };
}

async function find(ctx: Context, call: Call): Promise<Row | null> {
  try {
    return await ctx.db
      .query(TABLE)
      .withIndex(BY_CALL, (q: any) =>
        q
          .eq("key", call.key)
          .eq("functionPath", call.functionPath)
          .eq("caller", call.caller),
      )
      .first();
  } catch (error) {
    throw tableFault(error, WHO);
  }
}

async function note(ctx: Context, call: Call, result: any): Promise<void> {
  // For the error that a result which is no value has without us.
  convexToJson(result);
  const row = { ...call, result };
  const fits =
    getDocumentSize(row) <= MAX_SIZE && nestingOf(row) <= MAX_NESTING;
  try {
    await ctx.db.insert(TABLE, fits ? row : call);
  } catch (error) {
    throw tableFault(error, WHO);
  }
}

/** Counts how deep a value's objects and arrays are in each other. */
function nestingOf(value: any): number {
  if (typeof value !== "object" || value === null) return 0;
  let deepest = 0;
  for (const part of Object.values(value))
    deepest = Math.max(deepest, nestingOf(part));
  return 1 + deepest;
}

/** Returns what the first call has returned. */
function resultOf(row: Row, call: Call): any {
  if (row.args !== call.args)
    throw new ConvexError({
      code: "IdempotencyKeyReused",
      message: `This key has been used for ${call.functionPath} with other arguments. Nothing was done: give each piece of work a key of its own.`,
    });
  if (row.result === undefined)
    throw new ConvexError({
      code: "IdempotencyResultNotStored",
      message: `${call.functionPath} has run and committed under this key. It was not run again, and its result is lost: it was larger than a document may be.`,
    });
  return row.result;
}
