import { ConvexError, v } from "convex/values";
import { mutation, query } from "./_generated/server";

/** Every task, newest last. */
export const list = query({
  args: {},
  handler: async (ctx) => await ctx.db.query("tasks").collect(),
});

/** The tasks that the signed-in caller made, newest last. */
export const listMine = query({
  args: {},
  handler: async (ctx) => {
    const identity = await ctx.auth.getUserIdentity();
    if (identity === null) {
      throw new ConvexError("Not signed in");
    }
    return await ctx.db
      .query("tasks")
      .withIndex("by_owner", (q) => q.eq("owner", identity.tokenIdentifier))
      .collect();
  },
});

export const create = mutation({
  args: { text: v.string(), priority: v.optional(v.int64()) },
  returns: v.id("tasks"),
  handler: async (ctx, { text, priority }) => {
    const identity = await ctx.auth.getUserIdentity();
    return await ctx.db.insert("tasks", {
      text,
      completed: false,
      priority,
      owner: identity?.tokenIdentifier,
    });
  },
});

export const complete = mutation({
  args: { id: v.id("tasks") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    if ((await ctx.db.get("tasks", id)) === null) {
      throw new ConvexError({ code: "TaskNotFound", id });
    }
    await ctx.db.patch("tasks", id, { completed: true });
    return null;
  },
});

export const remove = mutation({
  args: { id: v.id("tasks") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    if ((await ctx.db.get("tasks", id)) === null) {
      throw new ConvexError({ code: "TaskNotFound", id });
    }
    await ctx.db.delete("tasks", id);
    return null;
  },
});

/** Removes every task and returns how many there were. */
export const clear = mutation({
  args: {},
  returns: v.number(),
  handler: async (ctx) => {
    const tasks = await ctx.db.query("tasks").collect();
    for (const task of tasks) {
      await ctx.db.delete("tasks", task._id);
    }
    return tasks.length;
  },
});
