import { ConvexHttpClient } from "convex-http-client";
import { createMiddleware } from "hono/factory";

/**
 * Gives each request a client of its own, with the token of its caller.
 *
 * @param {string} url of the deployment
 */
export function convex(url) {
  return createMiddleware(async (context, next) => {
    const client = new ConvexHttpClient(url);
    const header = context.req.header("Authorization");
    if (header?.startsWith("Bearer ")) client.setAuth(header.slice(7));
    context.set("convex", client);
    await next();
  });
}
