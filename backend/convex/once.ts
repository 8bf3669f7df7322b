import { makeFunctionReference } from "convex/server";
import { ConvexError, v } from "convex/values";
import {
  customCtxAndArgs,
  customMutation,
} from "convex-helpers/server/customFunctions";
import { idempotent, purgeIdempotencyKeys } from "convex-http-client/server";
import { type api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import {
  type MutationCtx,
  action,
  internalMutation,
  mutation,
  query,
} from "./_generated/server";

/** Notes that a mutation ran, and returns what no other run returns. */
async function enter(ctx: MutationCtx, entry: string): Promise<Id<"ledger">> {
  const identity = await ctx.auth.getUserIdentity();
  const by = identity?.tokenIdentifier ?? null;
  return await ctx.db.insert("ledger", { entry, by });
}

export const add = idempotent(mutation)({
  args: { entry: v.string() },
  returns: v.id("ledger"),
  handler: async (ctx, { entry }) => await enter(ctx, entry),
});

/** Is the same again, by its handler. */
export const addHandled = mutation({
  args: { entry: v.string() },
  returns: v.id("ledger"),
  handler: idempotent(async (ctx: MutationCtx, { entry }: { entry: string }) =>
    enter(ctx, entry),
  ),
});

/** Does the same, for the callers' own scope. */
export const addElsewhere = idempotent(mutation)({
  args: { entry: v.string() },
  handler: async (ctx, { entry }) => await enter(ctx, entry),
});

/** Is what `add` is without the helper. */
export const addUnprotected = mutation({
  args: { entry: v.string() },
  handler: async (ctx, { entry }) => await enter(ctx, entry),
});

/** Returns nothing. */
export const addSilently = idempotent(mutation)(async (
  ctx: MutationCtx,
  { entry }: { entry: string },
) => {
  await enter(ctx, entry);
});

/** Fails after it has written, until `addUnprotected` has noted what it needs. */
export const addAfter = idempotent(mutation)({
  args: { entry: v.string(), needs: v.string() },
  handler: async (ctx, { entry, needs }) => {
    const id = await enter(ctx, entry);
    const found = await ctx.db
      .query("ledger")
      .withIndex("by_entry", (q) => q.eq("entry", needs))
      .first();
    if (found === null) {
      throw new ConvexError({ code: "Missing", needs });
    }
    return id;
  },
});

/** Returns a text of a length, in as many arrays in each other as asked for. */
export const addLarge = idempotent(mutation)({
  args: { entry: v.string(), length: v.number(), depth: v.number() },
  handler: async (ctx, { entry, length, depth }): Promise<unknown> => {
    await enter(ctx, entry);
    let result: unknown = "x".repeat(length);
    for (let i = 0; i < depth; i++) {
      result = [result];
    }
    return result;
  },
});

/** Gives back any value. */
export const addEcho = idempotent(mutation)({
  args: { entry: v.string(), value: v.any() },
  handler: async (ctx, { entry, value }): Promise<unknown> => {
    await enter(ctx, entry);
    return value;
  },
});

const customized = customCtxAndArgs({
  args: { stamp: v.string() },
  input: async (ctx: MutationCtx, { stamp }) => ({
    ctx: { note: async (entry: string) => await enter(ctx, entry + stamp) },
    args: {},
  }),
});

/** Is made by a custom builder that is built on the helper. */
export const addCustom = customMutation(
  idempotent(mutation),
  customized,
)({
  args: { entry: v.string() },
  handler: async (ctx, { entry }) => await ctx.note(entry),
});

/** Is made by the helper on a custom builder. */
export const addOnCustom = idempotent(customMutation(mutation, customized))({
  args: { entry: v.string() },
  handler: async (ctx, { entry }) => await ctx.note(entry),
});

export const addInternally = idempotent(internalMutation)({
  args: { entry: v.string() },
  handler: async (ctx, { entry }) => await enter(ctx, entry),
});

/** Runs `add`, or another mutation, for each entry, under the id of one request. */
export const addAll = action({
  args: { entries: v.array(v.string()), mutation: v.optional(v.string()) },
  handler: async (ctx, args): Promise<Id<"ledger">[]> => {
    const { entries, mutation = "once:add" } = args;
    const add: typeof api.once.add = makeFunctionReference(mutation);
    const ids = [];
    for (const entry of entries) {
      ids.push(await ctx.runMutation(add, { entry }));
    }
    return ids;
  },
});

/** Runs another idempotent mutation within its own transaction. */
export const addWithin = idempotent(mutation)({
  args: { entry: v.string() },
  handler: async (ctx, { entry }): Promise<Id<"ledger">> =>
    await ctx.runMutation(internal.once.addInternally, { entry }),
});

/** What ran, first to last. */
export const rows = query({
  args: {},
  handler: async (ctx) => await ctx.db.query("ledger").collect(),
});

/** How many times each entry was noted. */
export const ledger = query({
  args: {},
  returns: v.record(v.string(), v.number()),
  handler: async (ctx) => {
    const counts: Record<string, number> = {};
    for await (const { entry } of ctx.db.query("ledger")) {
      counts[entry] = (counts[entry] ?? 0) + 1;
    }
    return counts;
  },
});

/** How many keys are kept. */
export const keys = query({
  args: {},
  returns: v.number(),
  handler: async (ctx) =>
    (await ctx.db.query("idempotencyKeys").collect()).length,
});

/** Forgets all keys, a few at a time. */
export const purgeAll = internalMutation({
  args: {},
  handler: purgeIdempotencyKeys({ maxAge: 1, batchSize: 3 }),
});
