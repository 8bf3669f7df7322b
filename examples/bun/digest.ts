import { anyApi as api, ConvexHttpClient } from "convex-http-client";

const [channel = "general", body] = process.argv.slice(2);
const client = new ConvexHttpClient(
  process.env.CONVEX_URL ?? "http://127.0.0.1:3210",
);

if (body !== undefined) {
  await client.mutation(api.messages.send, { channel, author: "Bun", body });
}
const digest = await client.action(api.actions.digest, { channel });
// An int64 is a bigint.
console.log(`${digest.count} messages by ${digest.authors.join(", ")}`);
