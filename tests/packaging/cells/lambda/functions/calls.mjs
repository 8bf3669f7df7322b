import { callAll } from "../call.js";

export default async (request) =>
  Response.json(await callAll(new URL(request.url).searchParams.get("convex")));
