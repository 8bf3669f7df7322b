import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { idempotencyTables } from "convex-http-client/server";

export default defineSchema({
  ...idempotencyTables,

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

  orders: defineTable({
    plants: v.number(),
    /** The key of whoever has looked for it before there was `idempotent`. */
    number: v.optional(v.string()),
  }).index("by_number", ["number"]),

  /** What the mutations of once.ts have done, a row for each time that one ran. */
  ledger: defineTable({
    entry: v.string(),
    by: v.union(v.string(), v.null()),
  }).index("by_entry", ["entry"]),
});
