import { anyApi as api, ConvexHttpClient } from "convex-http-client";

export default {
  async fetch(request, env) {
    // One client for each request: it holds the caller's token.
    const client = new ConvexHttpClient(env.CONVEX_URL, { logger: false });
    const token = request.headers.get("Authorization")?.replace("Bearer ", "");
    if (token) client.setAuth(token);

    switch (request.method) {
      case "GET":
        return Response.json(await client.query(api.tasks.list));
      case "POST": {
        const { text } = await request.json();
        const id = await client.mutation(api.tasks.create, { text });
        return Response.json({ id }, { status: 201 });
      }
      default:
        return new Response(null, { status: 405 });
    }
  },
};
