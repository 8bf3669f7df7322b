import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  tasks: defineTable({
    text: v.string(),
    completed: v.boolean(),
    priority: v.optional(v.int64()),
    /** The `tokenIdentifier` of whoever was signed in when the task was made. */
    owner: v.optional(v.string()),
  }).index("by_owner", ["owner"]),

  messages: defineTable({
    channel: v.string(),
    author: v.string(),
    body: v.string(),
  }).index("by_channel", ["channel"]),
});
