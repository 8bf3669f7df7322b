/**
 * For the functions of a deployment: mutations that run once, however often a
 * client has to send them. It needs `convex` 1.38 or newer, and no WebAssembly.
 *
 * @module
 */
import type {
  GenericDataModel,
  GenericMutationCtx,
  RegisteredMutation,
  TableDefinition,
} from "convex/server";
import type { VAny, VNull, VObject, VString, VUnion } from "convex/values";

// Without this line every declaration of the file would be exported.
export {};

/**
 * Makes mutations run once for each key of a caller's: all that a builder makes, or
 * the one whose handler it gets.
 *
 * A call has a key where its client was given the option `idempotent`. The first
 * one that commits is noted in a table, in its own transaction, together with what
 * it returned. Any other with the same key, of the same function and the same
 * caller, returns that and runs nothing. Where both come at once, the database runs
 * one of them again, which then finds the other's note. A call without a key runs
 * as it would without this, and so does everything about one that fails: an error
 * takes back what the mutation has written, the note as well.
 *
 * Keys are a caller's own, by the `tokenIdentifier` of who is signed in; those who
 * are not signed in share theirs. They last until they are purged: see
 * {@link purgeIdempotencyKeys}.
 *
 * Two calls reject with a `ConvexError` whose `data.code` says why, and run nothing:
 * - `"IdempotencyKeyReused"`: the key was used with other arguments.
 * - `"IdempotencyResultNotStored"`: the mutation has run and committed, but its
 *   result was larger, or nested deeper, than a document may be.
 *
 * Use it for what clients call. A mutation that is run by another function has the
 * key of the call that this began with: two runs with the same arguments, in one
 * action, are one, and the second with others is refused.
 *
 * @typeParam Builder - Its type, which stays the same.
 * @param mutation - What makes mutations: `mutation` or `internalMutation` of
 * `./_generated/server`, or a custom one, such as `customMutation` of
 * `convex-helpers` returns. A custom mutation that is built on this,
 * `customMutation(idempotent(mutation), …)`, is left out where the result is known
 * already. One that this is built on, `idempotent(customMutation(mutation, …))`,
 * runs each time, and what it makes of the arguments must be Convex values and the
 * same each time.
 * @returns A builder with the same types, which takes the same definitions.
 * @throws `TypeError` for what is neither a builder nor a handler.
 *
 * @example
 * ```ts
 * // convex/orders.ts
 * import { mutationGeneric as mutation } from "convex/server"; // from "./_generated/server" in a project
 * import { v } from "convex/values";
 * import { idempotent } from "convex-http-client/server";
 *
 * export const place = idempotent(mutation)({
 *   args: { plants: v.number() },
 *   handler: async (ctx, { plants }) => await ctx.db.insert("orders", { plants }),
 * });
 * ```
 */
export declare function idempotent<
  Builder extends (definition: any) => RegisteredMutation<any, any, any>,
>(mutation: Builder): Builder;

/**
 * Makes the mutation with this handler run once for each key. Give its parameters
 * their types: inside of a call, the compiler does not see the validators beside it.
 *
 * @typeParam Ctx - The handler's `ctx`.
 * @typeParam Args - Its arguments.
 * @typeParam Result - What it returns.
 * @param handler - A mutation's handler.
 * @returns The handler that looks the key up first.
 *
 * @example
 * ```ts
 * import { mutationGeneric as mutation } from "convex/server"; // from "./_generated/server" in a project
 * import type { GenericMutationCtx } from "convex/server"; // `MutationCtx` of "./_generated/server"
 * import { v } from "convex/values";
 * import { idempotent } from "convex-http-client/server";
 *
 * type Ctx = GenericMutationCtx<any>;
 * export const place = mutation({
 *   args: { plants: v.number() },
 *   handler: idempotent(async (ctx: Ctx, { plants }: { plants: number }) =>
 *     ctx.db.insert("orders", { plants }),
 *   ),
 * });
 * ```
 */
export declare function idempotent<
  Ctx extends GenericMutationCtx<any>,
  Args extends any[],
  Result,
>(
  handler: (ctx: Ctx, ...args: Args) => Result,
): (ctx: Ctx, ...args: Args) => Promise<Awaited<Result>>;

/**
 * Is the table in which mutations that ran are noted.
 *
 * @example
 * ```ts
 * // convex/schema.ts
 * import { defineSchema, defineTable } from "convex/server";
 * import { v } from "convex/values";
 * import { idempotencyTables } from "convex-http-client/server";
 *
 * export default defineSchema({
 *   ...idempotencyTables,
 *   orders: defineTable({ plants: v.number() }),
 * });
 * ```
 */
export declare const idempotencyTables: {
  idempotencyKeys: TableDefinition<
    VObject<
      {
        key: string;
        functionPath: string;
        caller: string | null;
        args: string;
        result?: any;
      },
      {
        key: VString;
        functionPath: VString;
        caller: VUnion<string | null, [VString, VNull]>;
        args: VString;
        result: VAny<any, "optional">;
      },
      "required",
      "key" | "functionPath" | "caller" | "args" | "result" | `result.${string}`
    >,
    { by_call: ["key", "functionPath", "caller", "_creationTime"] }
  >;
};

/**
 * Makes the handler of a mutation that forgets keys, and what was returned for
 * them, for a cron job. A call that comes with a forgotten key runs again, so keep
 * keys for longer than any client goes on trying.
 *
 * It deletes a batch and, while there is more, schedules itself. Batches also end
 * after some megabytes, as rows hold results.
 *
 * @param options - `maxAge`: what is older is forgotten, in milliseconds.
 * `batchSize`: how many keys are deleted at a time, 500 unless set.
 * @returns A handler that returns how many keys it has deleted.
 * @throws `TypeError` for options that make no sense.
 *
 * @example
 * ```ts
 * // convex/idempotency.ts
 * import { internalMutationGeneric as internalMutation } from "convex/server"; // from "./_generated/server" in a project
 * import { purgeIdempotencyKeys } from "convex-http-client/server";
 *
 * export const purge = internalMutation({
 *   args: {},
 *   handler: purgeIdempotencyKeys({ maxAge: 7 * 24 * 60 * 60 * 1000 }),
 * });
 * ```
 *
 * @example
 * ```ts
 * // convex/crons.ts
 * import { anyApi, cronJobs } from "convex/server"; // `internal` of "./_generated/api" in a project
 *
 * const crons = cronJobs();
 * crons.interval("forget idempotency keys", { hours: 1 }, anyApi.idempotency.purge);
 * export default crons;
 * ```
 */
export declare function purgeIdempotencyKeys(options: {
  /** What is older is forgotten, in milliseconds. */
  maxAge: number;
  /** How many keys are deleted at a time: 500 unless set. */
  batchSize?: number | undefined;
}): (ctx: GenericMutationCtx<GenericDataModel>) => Promise<number>;
