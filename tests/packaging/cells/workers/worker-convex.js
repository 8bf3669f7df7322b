import { anyApi, ConvexHttpClient } from "convex-http-client/convex";
import { ConvexError } from "convex/values";
import { check } from "./check.js";

export default {
  async fetch(request) {
    const url = new URL(request.url).searchParams.get("convex");
    const client = { anyApi, ConvexError, ConvexHttpClient };
    return Response.json(await check(client, url));
  },
};
