import { query } from "./_generated/server";

/** Who the backend takes the caller for: every attribute, or null. */
export const whoami = query({
  args: {},
  handler: async (ctx) => await ctx.auth.getUserIdentity(),
});
