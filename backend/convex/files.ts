import { v } from "convex/values";
import { mutation, query } from "./_generated/server";

/** Where to post a file to, within an hour. */
export const generateUploadUrl = mutation({
  args: {},
  returns: v.string(),
  handler: async (ctx) => await ctx.storage.generateUploadUrl(),
});

/** The same below another URL of the deployment, such as a proxy's. */
export const generateUploadUrlBelow = mutation({
  args: { base: v.string() },
  returns: v.string(),
  handler: async (ctx, { base }) => {
    const { pathname, search } = new URL(await ctx.storage.generateUploadUrl());
    return base + pathname + search;
  },
});

/** Where a file is served; null if there is none. */
export const url = query({
  args: { storageId: v.id("_storage") },
  returns: v.union(v.string(), v.null()),
  handler: async (ctx, { storageId }) => await ctx.storage.getUrl(storageId),
});

/** How many files there are. */
export const count = query({
  args: {},
  returns: v.number(),
  handler: async (ctx) => {
    const files = await ctx.db.system.query("_storage").collect();
    return files.length;
  },
});

export const remove = mutation({
  args: { storageId: v.id("_storage") },
  handler: async (ctx, { storageId }) => await ctx.storage.delete(storageId),
});
