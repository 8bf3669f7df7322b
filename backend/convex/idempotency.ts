import { purgeIdempotencyKeys } from "convex-http-client/server";
import { internalMutation } from "./_generated/server";

export const purge = internalMutation({
  args: {},
  handler: purgeIdempotencyKeys({ maxAge: 7 * 24 * 60 * 60 * 1000 }),
});
