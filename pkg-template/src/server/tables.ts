// Where mutations that ran are noted.
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const TABLE = "idempotencyKeys";

/** The index by what a call is known by. The one by age is Convex's own, `by_creation_time`. */
export const BY_CALL = "by_call";

export const idempotencyTables = {
  [TABLE]: defineTable({
    key: v.string(),
    /** The function's path, after its component's if it has one. */
    functionPath: v.string(),
    /** The caller's `tokenIdentifier`; null for callers that are not signed in. */
    caller: v.union(v.string(), v.null()),
    /** The SHA-256 of the arguments. */
    args: v.string(),
    /** What was returned; absent where a document cannot hold it. */
    result: v.optional(v.any()),
  }).index(BY_CALL, ["key", "functionPath", "caller"]),
};
