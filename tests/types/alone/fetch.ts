// Programs whose standard library or runtime declares `fetch`.
import { ConvexHttpClient } from "convex-http-client";
import type { ConvexHttpClientOptions } from "convex-http-client";
import { equal } from "./expect.js";

equal<ConvexHttpClientOptions["fetch"], typeof globalThis.fetch | undefined>();
new ConvexHttpClient("http://127.0.0.1:3210", { fetch });
new ConvexHttpClient("http://127.0.0.1:3210", {
  fetch: (input, init) => fetch(input, init),
});
// @ts-expect-error a fetch resolves to a response
new ConvexHttpClient("http://127.0.0.1:3210", { fetch: async () => "" });
