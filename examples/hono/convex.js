import { ConvexHttpClient } from "convex-http-client";
import { createMiddleware } from "hono/factory";

/**
 * Gives each request a client of its own, with the token of its caller.
 *
 * @param {string} url of the deployment
 */
export function convex(url) {
  // Shares its options with the clients of the requests; they share no credentials.
  const anonymous = new ConvexHttpClient(url, { timeout: 10_000, retry: 2 });
  return createMiddleware(async (context, next) => {
    const [, token = null] =
      context.req.header("Authorization")?.split("Bearer ") ?? [];
    context.set("convex", anonymous.withAuth(token));
    await next();
  });
}
