import { v } from "convex/values";
import { api } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import { action } from "./_generated/server";

/** Sums up a channel: how many messages, and by whom. */
export const digest = action({
  args: { channel: v.string() },
  returns: v.object({
    channel: v.string(),
    count: v.int64(),
    authors: v.array(v.string()),
  }),
  handler: async (ctx, { channel }) => {
    const messages: Doc<"messages">[] = await ctx.runQuery(api.messages.list, {
      channel,
    });
    const authors = new Set(messages.map((message) => message.author));
    return {
      channel,
      count: BigInt(messages.length),
      authors: [...authors].sort(),
    };
  },
});

/** Waits, and returns how many milliseconds it took. */
export const wait = action({
  args: { ms: v.number() },
  returns: v.number(),
  handler: async (_ctx, { ms }) => {
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, ms));
    return performance.now() - start;
  },
});

/** Sends a message by a mutation: an action with an effect that can be counted. */
export const send = action({
  args: { channel: v.string(), author: v.string(), body: v.string() },
  returns: v.id("messages"),
  handler: async (ctx, message): Promise<Id<"messages">> =>
    await ctx.runMutation(api.messages.send, message),
});
