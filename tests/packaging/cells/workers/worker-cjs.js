const client = require("convex-http-client");
const { check } = require("./check.js");

export default {
  async fetch(request) {
    const url = new URL(request.url).searchParams.get("convex");
    return Response.json(await check(client, url));
  },
};
