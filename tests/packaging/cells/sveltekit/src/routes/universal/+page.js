import { anyApi, ConvexError, ConvexHttpClient } from "convex-http-client";
import { check } from "../../../check.js";

/** Runs on the server, where kit's `fetch` throws for headers that are not listed, and again in the browser. */
export async function load({ fetch, url }) {
  const policy = { fetch, logger: false, timeout: 10_000 };
  class Client extends ConvexHttpClient {
    constructor(address, options) {
      super(address, { ...options, ...policy, retry: 1 });
    }
  }
  const convex = url.searchParams.get("convex");
  const result = await check(
    { anyApi, ConvexError, ConvexHttpClient: Client },
    convex,
  );
  const busy = new ConvexHttpClient(`${url.origin}/busy`, {
    ...policy,
    retry: { limit: 1, backoff: 1 },
  });
  const error = await busy.query("tasks:list").catch((error) => error);
  const { status, code, attempts } = error;
  const isKept = status === 503 && code === "ExpiredInQueue" && attempts === 2;
  return { result: isKept ? result : { error: `the error is lost: ${error}` } };
}
