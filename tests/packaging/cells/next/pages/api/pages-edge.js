import { callAll } from "../../call.js";

export const config = { runtime: "edge" };

export default async function handler(request) {
  const url = new URL(request.url).searchParams.get("convex");
  return Response.json(await callAll(url));
}
