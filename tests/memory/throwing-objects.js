import { url } from "./clients.js";
import { getter, hostile, method, revoked, thrown } from "./hostile.js";

const name = Symbol.for("functionName");
const path = Symbol.for("toReferencePath");

/**
 * What fails on a client whose every reply is good.
 *
 * @type {Record<string, (client: any, ours: any) => unknown>}
 */
export const acts = {
  "args have a getter": (client) => client.query("a:b", getter()),
  "args have a getter, deep": (client) =>
    client.mutation("a:b", { list: [{ x: getter() }] }),
  "args have a getter, skipQueue": (client) =>
    client.mutation("a:b", getter(), { skipQueue: true }),
  "args are hostile": (client) => client.query("a:b", hostile),
  "args hold a hostile value": (client) =>
    client.action("a:b", { x: [hostile] }),
  "args hold a revoked proxy": (client) =>
    client.query("a:b", { x: revoked() }),
  "args hold a hostile list": (client) =>
    client.query("a:b", { x: new Proxy([1], { get: thrown }) }),
  "args hold a toJSON": (client) =>
    client.query("a:b", { x: method("toJSON") }),
  ...args({
    "own keys": { ownKeys: thrown },
    "a prototype": { getPrototypeOf: thrown },
    "a descriptor": { getOwnPropertyDescriptor: thrown },
    "a value": { get: thrown },
  }),
  "reference.name throws": (client) => client.query(getter(name), {}),
  "reference.path throws": (client) => client.query(getter(path), {}),
  "reference is hostile": (client) => client.query(hostile, {}),
  "skipQueue throws": (client) =>
    client.mutation("a:b", {}, getter("skipQueue")),
  "function() of a getter": (client) =>
    client.function("a:b", undefined, getter()),
  "consistentQuery of a getter": (client) =>
    client.consistentQuery("a:b", getter()),
  "fetch options throw": (client) => {
    client.setFetchOptions(getter());
    return client.query("a:b", {});
  },
  "token.toString throws": (client) => {
    client.setAuth(method("toString"));
    return client.query("a:b", {});
  },
  "key.toString throws": (client) => {
    client.setAdminAuth(method("toString"));
    return client.query("a:b", {});
  },
  "identity.toJSON throws": (client) =>
    client.setAdminAuth("key", method("toJSON")),
  "address.toString throws": (_, ours) =>
    new ours.ConvexHttpClient(method("toString")),
  "unchecked address.toString throws": (_, ours) =>
    new ours.ConvexHttpClient(method("toString"), {
      skipConvexDeploymentUrlCheck: true,
    }),
  "options are hostile": (_, ours) => new ours.ConvexHttpClient(url, hostile),
  "options.auth throws": (_, ours) =>
    new ours.ConvexHttpClient(url, getter("auth")),
  "options.fetch throws": (_, ours) =>
    new ours.ConvexHttpClient(url, getter("fetch")),
  "options.logger throws": (_, ours) =>
    new ours.ConvexHttpClient(url, getter("logger")),
  "options.skip… throws": (_, ours) =>
    new ours.ConvexHttpClient(url, getter("skipConvexDeploymentUrlCheck")),
  "convexToJson of a getter": (_, ours) => ours.convexToJson(getter()),
  "jsonToConvex of a getter": (_, ours) => ours.jsonToConvex([getter()]),
  "getFunctionName of a getter": (_, ours) =>
    ours.getFunctionName(getter(name)),
  "console.log throws": (_, ours) => {
    const { log } = console;
    console.log = thrown;
    return once(ours, { status: "success", logLines: ["[LOG] 'a'"] }).finally(
      () => (console.log = log),
    );
  },
  "the global fetch throws": (_, ours) => {
    const found = Object.getOwnPropertyDescriptor(globalThis, "fetch");
    Object.defineProperty(globalThis, "fetch", {
      get: thrown,
      configurable: true,
    });
    const client = new ours.ConvexHttpClient(url);
    const call = client.query("a:b", {});
    Object.defineProperty(globalThis, "fetch", found ?? {});
    client.free();
    return call;
  },
};

/** @param {Record<string, ProxyHandler<any>>} traps */
function args(traps) {
  return Object.fromEntries(
    Object.entries(traps).map(([what, handler]) => [
      `args refuse ${what}`,
      (/** @type {any} */ client) =>
        client.query("a:b", { x: new Proxy({ y: 1 }, handler) }),
    ]),
  );
}

/**
 * One query of a client that prints to the console.
 *
 * @param {any} ours
 * @param {unknown} reply
 */
function once(ours, reply) {
  const client = new ours.ConvexHttpClient(url, {
    fetch: async () => ({ ok: true, status: 200, json: async () => reply }),
  });
  const call = client.query("a:b", {});
  client.free();
  return call;
}
