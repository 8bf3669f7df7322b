import { callAll } from "./call.js";

export const config = { matcher: "/middleware" };

export async function middleware(request) {
  const url = request.nextUrl.searchParams.get("convex");
  return Response.json(await callAll(url));
}
