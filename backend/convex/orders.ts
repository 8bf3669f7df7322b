import { v } from "convex/values";
import { idempotent } from "convex-http-client/server";
import { mutation, query } from "./_generated/server";

export const place = idempotent(mutation)({
  args: { plants: v.number() },
  returns: v.id("orders"),
  handler: async (ctx, { plants }) => await ctx.db.insert("orders", { plants }),
});

/** How many orders there are. */
export const count = query({
  args: {},
  returns: v.number(),
  handler: async (ctx) => (await ctx.db.query("orders").collect()).length,
});
