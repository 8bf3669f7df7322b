import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Auth } from "./auth.js";
import { allowOrigin, answerPreflight } from "./cors.js";
import { Demands } from "./demands.js";
import { Deployment } from "./deployment.js";
import { couldNotComplete, SystemFailure } from "./failure.js";
import { loadProgram } from "./program.js";
import { apiRoutes } from "./routes.js";
import { FILE, storageRoutes } from "./storage-routes.js";
import { testingRoutes } from "./testing-routes.js";

/** @import { IncomingMessage, RequestListener, ServerResponse } from "node:http" */
/** @import { AddressInfo } from "node:net" */
/** @import { Handler, Routes } from "./routes.js" */

/**
 * A running backend.
 *
 * @typedef {object} Backend
 * @property {string} url
 * @property {string} adminKey
 * @property {Auth["mintToken"]} mintToken
 * @property {() => void} reset empties the database
 * @property {(ms: number) => void} setLatency how long every answer of the API
 *   is held back
 * @property {() => Promise<void>} stop drops all connections
 */

/**
 * Starts a backend with an empty database, for this machine only.
 *
 * @param {{ port?: number, latency?: number }} [options] port 0, the default,
 *   is any free one; latency is in milliseconds
 * @returns {Promise<Backend>}
 */
export async function startBackend({ port = 0, latency = 0 } = {}) {
  const [program, auth] = await Promise.all([loadProgram(), Auth.create()]);
  const deployment = new Deployment(program);
  const demands = new Demands();
  const setLatency = (/** @type {number} */ ms) => {
    latency = ms;
  };
  const routes = {
    ...apiRoutes(deployment, auth),
    ...storageRoutes(deployment),
    ...testingRoutes(deployment, auth, demands, setLatency),
  };
  const server = await listen((request, response) => {
    serve(routes, demands, () => latency, request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  }, port);
  const address = /** @type {AddressInfo} */ (server.address());
  deployment.origin = `http://127.0.0.1:${address.port}`;
  return {
    url: deployment.origin,
    adminKey: auth.adminKey,
    mintToken: (claims, options) => auth.mintToken(claims, options),
    reset: () => {
      deployment.reset();
      demands.clear();
    },
    setLatency,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * How long a connection without requests stays open, in milliseconds. The real
 * backend leaves it to the client. With Node's 5 s, a request that is sent when
 * that time is over breaks off now and then, and its outcome is unknown.
 */
const KEEP_ALIVE_TIMEOUT = 300_000;

/**
 * @param {RequestListener} listener
 * @param {number} port
 * @returns {Promise<import("node:http").Server>}
 */
function listen(listener, port) {
  return new Promise((resolve, reject) => {
    const options = { keepAliveTimeout: KEEP_ALIVE_TIMEOUT };
    const server = createServer(options, listener);
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

/**
 * @param {Routes} routes
 * @param {Demands} demands
 * @param {() => number} latency
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
async function serve(routes, demands, latency, request, response) {
  allowOrigin(request, response);
  if (request.method === "OPTIONS") {
    answerPreflight(request, response);
    return;
  }
  // Not `new URL`, which throws on a path like "//".
  const [pathname] = (request.url ?? "/").split("?", 1);
  const isFile = /^\/api\/storage\/(?!upload$)[^/]+$/.test(pathname);
  const route = isFile ? FILE : pathname;
  const methods = Object.hasOwn(routes, route) ? routes[route] : {};
  const method = request.method ?? "";
  if (Object.hasOwn(methods, method)) {
    const isApi = pathname.startsWith("/api/");
    const given = methods[method];
    const handler = isApi ? demands.apply(given) : given;
    const { status, body } = await answer(handler, request, response);
    if (isApi && latency() > 0) {
      await sleep(latency());
    }
    send(response, status, body);
  } else {
    // The real backend's router answers these without a body.
    const allowed = Object.keys(methods);
    response.writeHead(
      allowed.length === 0 ? 404 : 405,
      allowed.length === 0 ? {} : { Allow: allowed.join(",") },
    );
    response.end();
  }
}

/**
 * @param {Handler} handler
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @returns {Promise<{ status: number, body: unknown }>}
 */
async function answer(handler, request, response) {
  try {
    return { status: 200, body: await handler(request, response) };
  } catch (error) {
    if (error instanceof SystemFailure) {
      const { status, code, message } = error;
      return { status, body: { code, message } };
    }
    if (!request.destroyed || request.complete) {
      console.error(error);
    }
    const { status, code, message } = couldNotComplete(500);
    return { status, body: { code, message } };
  }
}

/**
 * @param {ServerResponse} response
 * @param {number} status
 * @param {unknown} body
 */
function send(response, status, body) {
  if (body instanceof Uint8Array) {
    response.writeHead(status, { "Content-Length": body.length }).end(body);
    return;
  }
  const isText = typeof body === "string";
  response.writeHead(status, {
    "Content-Type": isText ? "text/plain; charset=utf-8" : "application/json",
  });
  response.end(isText ? body : JSON.stringify(body));
}
