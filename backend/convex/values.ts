import { v } from "convex/values";
import { action, mutation, query } from "./_generated/server";

export const echo = query({
  args: { value: v.any() },
  handler: async (_ctx, { value }) => value,
});

export const echoMutation = mutation({
  args: { value: v.any() },
  handler: async (_ctx, { value }) => value,
});

export const echoAction = action({
  args: { value: v.any() },
  handler: async (_ctx, { value }) => value,
});

export const strict = query({
  args: { count: v.int64(), name: v.string() },
  returns: v.string(),
  handler: async (_ctx, { count, name }) => `${name}: ${count}`,
});

/** Returns something other than what it declares. */
export const badReturn = query({
  args: {},
  returns: v.number(),
  handler: async () => "not a number" as unknown as number,
});

/** Returns undefined, which reaches the client as null. */
export const noArgs = query({
  args: {},
  handler: async () => {},
});
