// Programs that declare no `fetch` may still pass one, of the shape that the
// client needs.
import { ConvexHttpClient } from "convex-http-client";

// @ts-expect-error not declared
globalThis.fetch;
new ConvexHttpClient("http://127.0.0.1:3210", {
  fetch: async (input, init) => ({
    ok: true,
    status: 200,
    text: async () => input + init.method + init.body,
    json: async () => init.headers,
  }),
});
new ConvexHttpClient("http://127.0.0.1:3210", {
  // @ts-expect-error a fetch resolves to a response
  fetch: async () => "",
});
