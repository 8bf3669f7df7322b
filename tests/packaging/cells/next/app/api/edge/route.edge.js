import { callAll } from "../../../call.js";

export const runtime = "edge";

export async function GET(request) {
  const url = request.nextUrl.searchParams.get("convex");
  return Response.json(await callAll(url));
}
