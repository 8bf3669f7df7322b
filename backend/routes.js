import {
  readBatch,
  readCall,
  readComponentPath,
  readTs,
  writeTs,
} from "./body.js";
import { SystemFailure, badRequest } from "./failure.js";
import { parseFunctionPath } from "./function-path.js";
import { toReply } from "./reply.js";
import { readHeaders, readJson } from "./request.js";

/** @import { IncomingMessage } from "node:http" */
/** @import { Auth } from "./auth.js" */
/** @import { Call, Deployment } from "./deployment.js" */
/** @import { ConvexFunction } from "./program.js" */
/** @import { Reply } from "./reply.js" */

/**
 * Answers a request with a value for a JSON body, or with text.
 *
 * @typedef {(request: IncomingMessage) => unknown} Handler
 * @typedef {Record<string, Record<string, Handler>>} Routes by path and method
 */

/** The server's version. The real one is a Git revision. */
const VERSION = "backend-for-tests";

/**
 * The routes of the Convex HTTP API.
 *
 * @param {Deployment} deployment
 * @param {Auth} auth
 * @returns {Routes}
 */
export function apiRoutes(deployment, auth) {
  /**
   * @param {ConvexFunction["kind"]} kind
   * @returns {Handler}
   */
  const callAs = (kind) => async (request) => {
    const envelope = readHeaders(request);
    const { path, args, format } = readCall(await readJson(request));
    const parsed = parseFunctionPath(path);
    const caller = await auth.authenticate(envelope.credentials);
    const outcome = await deployment.run({ path: parsed, kind, args, caller });
    return toReply(outcome, format, envelope);
  };

  return {
    "/": {
      GET: () =>
        "This Convex deployment is running. See https://docs.convex.dev/.",
    },
    "/version": { GET: () => VERSION },
    "/api/query": { POST: callAs("Query") },
    "/api/mutation": { POST: callAs("Mutation") },
    "/api/action": { POST: callAs("Action") },
    "/api/function": {
      POST: (request) => callAny(deployment, auth, request),
    },
    "/api/query_ts": {
      POST: async (request) => {
        readHeaders(request);
        return { ts: writeTs(await deployment.takeSnapshot()) };
      },
    },
    "/api/query_at_ts": {
      POST: (request) => queryAtTs(deployment, auth, request),
    },
    "/api/query_batch": {
      POST: (request) => queryBatch(deployment, auth, request),
    },
  };
}

/**
 * Runs a function of any kind, for admins only.
 *
 * @param {Deployment} deployment
 * @param {Auth} auth
 * @param {IncomingMessage} request
 */
async function callAny(deployment, auth, request) {
  const envelope = readHeaders(request);
  const json = await readJson(request);
  const { path, args, format } = readCall(json);
  const componentPath = readComponentPath(json);
  const caller = await auth.authenticate(envelope.credentials);
  if (!caller.isAdmin) {
    throw new SystemFailure(
      403,
      "BadDeployKey",
      "The provided deploy key was invalid for this deployment. Double check that the environment this key was generated for matches the desired deployment.",
    );
  }
  const parsed = parseFunctionPath(path);
  if (componentPath !== null) {
    throw badRequest(
      "ComponentNotFound",
      `This backend has no components, so there is no "${componentPath}".`,
    );
  }
  const outcome = await deployment.run({ path: parsed, args, caller });
  return toReply(outcome, format, envelope);
}

/**
 * @param {Deployment} deployment
 * @param {Auth} auth
 * @param {IncomingMessage} request
 */
async function queryAtTs(deployment, auth, request) {
  const envelope = readHeaders(request);
  const json = await readJson(request);
  const { path, args, format } = readCall(json);
  const ts = readTs(json);
  const call = query(parseFunctionPath(path), args);
  const caller = await auth.authenticate(envelope.credentials);
  const outcome = await deployment.runAt(ts, { ...call, caller });
  return toReply(outcome, format, envelope);
}

/**
 * Runs queries in order and at one timestamp. An error of a function is its own
 * item; a path or a format that makes no sense fails the whole batch.
 *
 * @param {Deployment} deployment
 * @param {Auth} auth
 * @param {IncomingMessage} request
 */
async function queryBatch(deployment, auth, request) {
  const envelope = readHeaders(request);
  const queries = readBatch(await readJson(request));
  const caller = await auth.authenticate(envelope.credentials);
  const ts = await deployment.takeSnapshot();
  /** @type {Reply[]} */
  const results = [];
  for (const { path, args, format } of queries) {
    const call = query(parseFunctionPath(path), args);
    const outcome = await deployment.runAt(ts, { ...call, caller });
    results.push(toReply(outcome, format, envelope));
  }
  return { results };
}

/**
 * @param {Call["path"]} path
 * @param {unknown[]} args
 */
function query(path, args) {
  return { path, args, kind: /** @type {const} */ ("Query") };
}
