import { ConvexError, v } from "convex/values";
import { action, mutation, query } from "./_generated/server";

/** A bug in a function: an error without data. */
export const plain = query({
  args: {},
  handler: async () => {
    throw new Error("Plain failure");
  },
});

export const text = query({
  args: {},
  handler: async () => {
    throw new ConvexError("Text failure");
  },
});

/** `data` that is null, which is not the same as no data. */
export const nothing = query({
  args: {},
  handler: async () => {
    throw new ConvexError(null);
  },
});

export const nested = query({
  args: {},
  handler: async () => {
    throw new ConvexError({
      code: "Nested",
      at: 9007199254740993n,
      bytes: new Uint8Array([1, 2, 255]).buffer,
      list: [1.5, "two", null, { three: 3n }],
    });
  },
});

/** What may be thrown and is no error. */
const ODD: Record<string, () => unknown> = {
  undefined: () => undefined,
  text: () => "text",
  symbol: () => Symbol("odd"),
  "no prototype": () => Object.create(null),
  "no text": () => ({
    toString() {
      throw new Error("No text");
    },
  }),
  "revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "odd stack": () => Object.assign(new Error("odd"), { stack: 5 }),
  "odd data": () => Object.assign(new ConvexError("odd"), { data: () => 5 }),
};

export const odd = query({
  args: { what: v.string() },
  handler: async (_ctx, { what }) => {
    throw ODD[what]();
  },
});

/** Leaves a rejected promise alone, and succeeds as far as it knows. */
export const unawaited = query({
  args: {},
  handler: async () => {
    void Promise.reject(new ConvexError({ code: "Unawaited" }));
    return "succeeded";
  },
});

/** The same after a write, of which nothing may remain. */
export const unawaitedAfterWrite = mutation({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    await ctx.db.insert("tasks", { text, completed: false });
    void Promise.reject(new Error("Unawaited failure"));
    return "succeeded";
  },
});

/** The same, and never ends. */
export const unawaitedForever = mutation({
  args: {},
  handler: async () => {
    void Promise.reject(new Error("Unawaited failure"));
    await new Promise(() => {});
  },
});

/** Fails after a write, of which nothing may remain. */
export const afterWrite = mutation({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    await ctx.db.insert("tasks", { text, completed: false });
    throw new ConvexError({ code: "AfterWrite", text });
  },
});

export const fromAction = action({
  args: {},
  handler: async () => {
    throw new ConvexError({ code: "FromAction" });
  },
});
