import { CONVEX_URL } from "$app/env/private";
import { anyApi as api, ConvexHttpClient } from "convex-http-client";

export async function load() {
  const client = new ConvexHttpClient(CONVEX_URL);
  return { tasks: await client.query(api.tasks.list) };
}

export const actions = {
  async default({ request }) {
    const text = String((await request.formData()).get("text"));
    const client = new ConvexHttpClient(CONVEX_URL);
    await client.mutation(api.tasks.create, { text });
  },
};
