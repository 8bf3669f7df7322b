// @ts-ignore: installed in the consumer project only
import * as ours from "convex-http-client";
import { cases, prepare } from "./cases.js";
import { watch } from "./probe.js";

/** @type {Map<string, ReturnType<typeof prepare>>} */
const steps = new Map();

/** Does one slice of a case for each request, as garbage of a Worker is collected between them. */
export default {
  /** @param {Request} request */
  async fetch(request) {
    const { name, count, names } = await request.json();
    if (steps.size === 0) watch(names);
    const one = cases.find((found) => found.name === name);
    if (!one) return new Response(`There is no case "${name}".`);
    const step = steps.get(name) ?? prepare(one, ours);
    steps.set(name, step);
    try {
      return Response.json(await step(count));
    } catch (error) {
      return new Response(String(error));
    }
  },
};
