// As it was written for the official client: the bundler puts this package's in its place.
import { ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";
import { ConvexError } from "convex-http-client";
import { check } from "../../../../check.js";

export async function GET(request) {
  const url = new URL(request.url).searchParams.get("convex");
  const isOurs = "batch" in ConvexHttpClient.prototype;
  const result = await check({ anyApi, ConvexError, ConvexHttpClient }, url);
  return Response.json(isOurs ? result : { error: "the official class" });
}
