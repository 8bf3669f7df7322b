import { ConvexError, v } from "convex/values";
import { mutation, query } from "./_generated/server";

/** One line on every level, with a different kind of value in each. */
export const levels = query({
  args: {},
  returns: v.string(),
  handler: async () => {
    console.debug("debug", 1, 2.5, true);
    console.log("log", { a: 1, nested: { b: [1, 2, 3] } });
    console.info("info", 42n, null, undefined);
    console.warn("warn", ["one", "it's two"]);
    console.error("error", new Error("Logged failure"));
    return "logged";
  },
});

export const thenFails = query({
  args: {},
  handler: async () => {
    console.log("about to fail");
    throw new ConvexError({ code: "AfterLog" });
  },
});

export const write = mutation({
  args: {},
  returns: v.null(),
  handler: async () => {
    console.log("from a mutation");
    return null;
  },
});

/** Logs how many messages there were in a channel, and adds one. */
export const counted = mutation({
  args: { channel: v.string() },
  returns: v.null(),
  handler: async (ctx, { channel }) => {
    const messages = await ctx.db
      .query("messages")
      .withIndex("by_channel", (q) => q.eq("channel", channel))
      .collect();
    console.log(messages.length);
    await ctx.db.insert("messages", { channel, author: "Ada", body: "" });
    return null;
  },
});
