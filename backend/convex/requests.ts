import { api } from "./_generated/api";
import { action, mutation } from "./_generated/server";
import type { RequestMetadata } from "convex/server";

/** What a mutation is told of the request that it runs for. */
export const seen = mutation({
  args: {},
  handler: async (ctx) => await ctx.meta.getRequestMetadata(),
});

/** What an action is told, and a mutation that it runs. */
export const seenByAction = action({
  args: {},
  handler: async (ctx): Promise<RequestMetadata[]> => [
    await ctx.meta.getRequestMetadata(),
    await ctx.runMutation(api.requests.seen),
  ],
});
