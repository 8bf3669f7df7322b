import * as official from "./exports.official.js";
import * as ours from "./exports.ours.js";
import { runContract } from "./suite.js";

export default {
  /** @param {Request} request */
  async fetch(request) {
    const { runtime, config } = /** @type {any} */ (await request.json());
    return Response.json(await runContract(runtime, official, ours, config));
  },
};
