// @ts-ignore: installed in the consumer project only
import { ConvexHttpClient } from "convex-http-client";

/** Starts mutations and answers before they settle, as a function at the edge does that records something. */
export default {
  /**
   * @param {Request} request
   * @param {unknown} _env
   * @param {{ waitUntil(promise: Promise<unknown>): void }} context
   */
  async fetch(request, _env, context) {
    const { url, channel, waits } = await request.json();
    const client = new ConvexHttpClient(url);
    for (const body of ["1", "2", "3"]) {
      const message = { channel, author: "Ada", body };
      client.mutation("messages:send", message).catch(() => {});
    }
    if (waits) context.waitUntil(client.idle());
    return new Response(String(client.pendingMutations));
  },
};
