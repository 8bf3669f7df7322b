// @ts-ignore: installed in the consumer project only
import { ConvexHttpClient } from "convex-http-client";

/**
 * Those of the module level, which requests share: the same, by name. What a request has begun dies with it.
 *
 * @type {Map<string, any>}
 */
const clients = new Map();

/** @type {Record<string, (client: any, path: string, options: object) => Promise<unknown>>} */
const methods = {
  token: (client, path, options) => client.query(path, {}, options),
  timestamp: (client, path, options) =>
    client.consistentQuery(path, {}, options),
  mutation: (client, path, options) => client.mutation(path, {}, options),
  idle: (client) => client.idle(),
};

/**
 * @param {string} name
 * @param {string} url of the server, whose requests hang where that is told
 * @param {boolean} isSigned whether a function fetches its tokens
 */
function clientOf(name, url, isSigned) {
  const known = clients.get(name);
  if (known) return known;
  const auth = async () => (await fetch(`${url}/token`)).text();
  const client = new ConvexHttpClient(url, {
    skipConvexDeploymentUrlCheck: true,
    ...(isSigned ? { auth } : {}),
  });
  clients.set(name, client);
  return client;
}

export default {
  /**
   * @param {Request} request
   * @param {unknown} _env
   * @param {{ waitUntil(promise: Promise<unknown>): void }} context
   */
  async fetch(request, _env, context) {
    const {
      client: name,
      url,
      method,
      path,
      timeout,
      then,
      isSigned,
    } = await request.json();
    const client = clientOf(name, url, isSigned);
    const start = Date.now();
    const options = timeout === undefined ? {} : { timeout };
    const call = methods[method](client, path, options);
    const told = call.then(
      () => "ok",
      (/** @type {any} */ error) => `${error.name}: ${error.message}`,
    );
    // The request ends, and with it all that it has begun, unless the runtime is told to wait.
    if (then === "leave") return new Response("left");
    if (then === "waitUntil") {
      context.waitUntil(told);
      return new Response("left");
    }
    const result = await told;
    const { pendingMutations: pending } = client;
    return Response.json({ result, took: Date.now() - start, pending });
  },
};
