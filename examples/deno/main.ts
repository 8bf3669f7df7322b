import { anyApi as api, ConvexHttpClient } from "convex-http-client";

const url = Deno.env.get("CONVEX_URL") ?? "http://127.0.0.1:3210";
const client = new ConvexHttpClient(url);

// Queued mutations run one after another, in this order.
await Promise.all(
  Deno.args.map((text) => client.mutation(api.tasks.create, { text })),
);
for (const { text, completed } of await client.query(api.tasks.list)) {
  console.log(completed ? "[x]" : "[ ]", text);
}
