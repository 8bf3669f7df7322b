import { type PaginationResult, paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import type { Doc } from "./_generated/dataModel";
import { mutation, query } from "./_generated/server";

/** The channel's messages, oldest first. */
export const list = query({
  args: { channel: v.string() },
  handler: async (ctx, { channel }) =>
    await ctx.db
      .query("messages")
      .withIndex("by_channel", (q) => q.eq("channel", channel))
      .collect(),
});

export const send = mutation({
  args: { channel: v.string(), author: v.string(), body: v.string() },
  returns: v.id("messages"),
  handler: async (ctx, message) => await ctx.db.insert("messages", message),
});

/** One page of the channel's messages, oldest first. */
export const page = query({
  args: { channel: v.string(), paginationOpts: paginationOptsValidator },
  handler: async (ctx, { channel, paginationOpts }) =>
    await ctx.db
      .query("messages")
      .withIndex("by_channel", (q) => q.eq("channel", channel))
      .paginate(paginationOpts),
});

/** The cursor after the last row. */
const END = "end";

/**
 * One page of the channel's messages, oldest first, by a server that reads at
 * most `maximumRows` of them at a time. What it answers then is what
 * `query_page` of the real backend does at its own, far larger limits:
 *
 * - A page that was asked for up to an `endCursor` keeps it as its
 *   `continueCursor`, whether or not all rows before it were read. So rows are
 *   missing, and `pageStatus` is `"SplitRequired"`. With `remembersEnd` every
 *   page ends where it would have without the limit, as the real backend does
 *   for subscriptions.
 * - Any other page that was cut goes on after the last row that was read.
 * - `splitCursor` is in the middle of the rows that were read, of three or more,
 *   whatever the status.
 * - Above three quarters of the limit, a split is recommended.
 *
 * https://github.com/get-convex/convex-backend, crates/isolate/src/environment/udf/async_syscall.rs
 */
export const cutPage = query({
  args: {
    channel: v.string(),
    paginationOpts: paginationOptsValidator,
    maximumRows: v.number(),
    remembersEnd: v.optional(v.boolean()),
  },
  handler: async (ctx, args): Promise<PaginationResult<Doc<"messages">>> => {
    const { channel, maximumRows, remembersEnd = false } = args;
    const { numItems, cursor, endCursor = null } = args.paginationOpts;
    const messages = await ctx.db
      .query("messages")
      .withIndex("by_channel", (q) =>
        q.eq("channel", channel).gt("_creationTime", placeOf(cursor)),
      )
      .collect();
    const wanted =
      endCursor === null
        ? messages.slice(0, numItems)
        : messages.filter((row) => row._creationTime <= placeOf(endCursor));
    const page = wanted.slice(0, maximumRows);
    const isCut = page.length < wanted.length;

    const natural = wanted.length < numItems ? END : cursorAfter(wanted.at(-1));
    const end = endCursor ?? (remembersEnd ? natural : null);
    const continueCursor = end ?? (isCut ? cursorAfter(page.at(-1)) : natural);
    const middle = page[Math.floor(page.length / 2)];
    return {
      page,
      continueCursor,
      isDone: continueCursor === END,
      splitCursor: page.length > 2 ? cursorAfter(middle) : null,
      pageStatus: isCut
        ? "SplitRequired"
        : page.length > (maximumRows * 3) / 4
          ? "SplitRecommended"
          : null,
    };
  },
});

/** A cursor says when the last row before it was made. */
function cursorAfter(row: Doc<"messages"> | undefined): string {
  return String(row?._creationTime ?? 0);
}

function placeOf(cursor: string | null): number {
  return cursor === END ? Infinity : Number(cursor ?? 0);
}

/** Removes the channel's messages and returns how many there were. */
export const clear = mutation({
  args: { channel: v.string() },
  returns: v.number(),
  handler: async (ctx, { channel }) => {
    const messages = await ctx.db
      .query("messages")
      .withIndex("by_channel", (q) => q.eq("channel", channel))
      .collect();
    for (const message of messages) {
      await ctx.db.delete("messages", message._id);
    }
    return messages.length;
  },
});
