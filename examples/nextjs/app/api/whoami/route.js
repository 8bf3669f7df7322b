// A route handler on the edge, signed in by its caller's token.
import { anyApi as api, ConvexHttpClient } from "convex-http-client";

export const runtime = "edge";

export async function GET(request) {
  const client = new ConvexHttpClient(process.env.CONVEX_URL);
  const token = request.headers.get("Authorization")?.replace("Bearer ", "");
  if (token) client.setAuth(token);
  return Response.json(await client.query(api.users.whoami));
}
