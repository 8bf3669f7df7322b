import { anyApi as api, ConvexHttpClient } from "convex-http-client";

export const config = { path: "/api/tasks" };

export default async (request) => {
  const client = new ConvexHttpClient(process.env.CONVEX_URL);
  if (request.method === "POST") {
    const { text } = await request.json();
    const id = await client.mutation(api.tasks.create, { text });
    return Response.json({ id }, { status: 201 });
  }
  return Response.json(await client.query(api.tasks.list));
};
