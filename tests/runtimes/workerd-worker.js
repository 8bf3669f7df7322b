import * as official from "./exports.official.js";
import * as ours from "./exports.ours.js";
import { run } from "./run.js";

export default {
  /** @param {Request} request */
  async fetch(request) {
    const { runtime, config } = await request.json();
    return Response.json(await run(runtime, official, ours, config));
  },
};
