import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";

export const secret = internalQuery({
  args: {},
  handler: async () => "internal",
});

/** Removes every document and returns how many there were. */
export const reset = internalMutation({
  args: {},
  returns: v.number(),
  handler: async (ctx) => {
    const tasks = await ctx.db.query("tasks").collect();
    for (const task of tasks) {
      await ctx.db.delete("tasks", task._id);
    }
    const messages = await ctx.db.query("messages").collect();
    for (const message of messages) {
      await ctx.db.delete("messages", message._id);
    }
    return tasks.length + messages.length;
  },
});
