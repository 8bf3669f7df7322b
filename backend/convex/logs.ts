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
