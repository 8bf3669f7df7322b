// A route handler on Node.
import { anyApi as api, ConvexHttpClient } from "convex-http-client";

export async function POST(request) {
  const { text } = await request.json();
  const client = new ConvexHttpClient(process.env.CONVEX_URL);
  const id = await client.mutation(api.tasks.create, { text });
  return Response.json({ id }, { status: 201 });
}
