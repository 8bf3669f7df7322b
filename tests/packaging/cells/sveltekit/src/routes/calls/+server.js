import { callAll } from "../../../call.js";

export async function GET({ url }) {
  return Response.json(await callAll(url.searchParams.get("convex")));
}
