import * as client from "convex-http-client/inline";
import { check } from "./check.js";

export default {
  async fetch(request) {
    const url = new URL(request.url).searchParams.get("convex");
    return Response.json(await check(client, url));
  },
};
