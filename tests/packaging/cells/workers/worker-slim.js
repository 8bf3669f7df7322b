import { initSync } from "convex-http-client/slim";
import * as client from "convex-http-client/slim";
import module from "convex-http-client/client.wasm";
import { check } from "./check.js";

initSync(module);

export default {
  async fetch(request) {
    const url = new URL(request.url).searchParams.get("convex");
    return Response.json(await check(client, url));
  },
};
