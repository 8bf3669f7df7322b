import { callAll } from "./call.js";

export default {
  /** @param {Request} request */
  async fetch(request) {
    const url = new URL(request.url).searchParams.get("convex");
    return Response.json(await callAll(url));
  },
};
