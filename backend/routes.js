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
import { readHeaders, readJsonText } from "./request.js";

/** @import { IncomingMessage, ServerResponse } from "node:http" */
/** @import { Auth } from "./auth.js" */
/** @import { Deployment, Outcome } from "./deployment.js" */
/** @import { ConvexFunction } from "./program.js" */
/** @import { Reply } from "./reply.js" */

/**
 * Answers a request with a value for a JSON body, or with text. The response is
 * for headers alone.
 *
 * @typedef {(request: IncomingMessage, response: ServerResponse) => unknown} Handler
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
  const callAs = (kind) => async (request, response) => {
    const envelope = readHeaders(request);
    const { json, text } = await readJsonText(request);
    const { path, format, ...call } = readCall(json, text);
    const parsed = parseFunctionPath(path);
    const caller = await auth.authenticate(envelope.credentials);
    const outcome = await deployment.run({
      ...call,
      path: parsed,
      kind,
      caller,
      request: envelope.metadata,
    });
    tellCache(response, [outcome]);
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
      POST: (request, response) => callAny(deployment, auth, request, response),
    },
    "/api/query_ts": {
      POST: async (request) => {
        readHeaders(request);
        return { ts: writeTs(await deployment.takeSnapshot()) };
      },
    },
    "/api/query_at_ts": {
      POST: (request, response) =>
        queryAtTs(deployment, auth, request, response),
    },
    "/api/query_batch": {
      POST: (request, response) =>
        queryBatch(deployment, auth, request, response),
    },
  };
}

/**
 * Runs a function of any kind, for admins only.
 *
 * @param {Deployment} deployment
 * @param {Auth} auth
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
async function callAny(deployment, auth, request, response) {
  const envelope = readHeaders(request);
  const { json, text } = await readJsonText(request);
  const { path, format, ...call } = readCall(json, text);
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
  const outcome = await deployment.run({
    ...call,
    path: parsed,
    caller,
    request: envelope.metadata,
  });
  tellCache(response, [outcome]);
  return toReply(outcome, format, envelope);
}

/**
 * @param {Deployment} deployment
 * @param {Auth} auth
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
async function queryAtTs(deployment, auth, request, response) {
  const envelope = readHeaders(request);
  const { json, text } = await readJsonText(request);
  const { format, ...body } = readCall(json, text);
  const ts = readTs(json);
  const call = query(body);
  const caller = await auth.authenticate(envelope.credentials);
  const outcome = await deployment.runAt(ts, {
    ...call,
    caller,
    request: envelope.metadata,
  });
  tellCache(response, [outcome]);
  return toReply(outcome, format, envelope);
}

/**
 * Runs queries in order and at one timestamp. An error of a function is its own
 * item; a path or a format that makes no sense fails the whole batch.
 *
 * @param {Deployment} deployment
 * @param {Auth} auth
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
async function queryBatch(deployment, auth, request, response) {
  const envelope = readHeaders(request);
  const { json, text } = await readJsonText(request);
  const queries = readBatch(json, text);
  const caller = await auth.authenticate(envelope.credentials);
  const ts = await deployment.takeSnapshot();
  /** @type {Reply[]} */
  const results = [];
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const { format, ...body } of queries) {
    const call = { ...query(body), caller, request: envelope.metadata };
    const outcome = await deployment.runAt(ts, call);
    outcomes.push(outcome);
    results.push(toReply(outcome, format, envelope));
  }
  tellCache(response, outcomes);
  return { results };
}

/**
 * @param {{ path: string, args: unknown[], argsText: string }} body
 */
function query({ path, args, argsText }) {
  const kind = /** @type {const} */ ("Query");
  return { path: parseFunctionPath(path), args, argsText, kind };
}

/**
 * Says of each query whether its result was in the cache, in a header that no
 * real deployment has.
 *
 * @param {ServerResponse} response
 * @param {Outcome[]} outcomes
 */
function tellCache(response, outcomes) {
  const words = outcomes
    .filter(({ isHit }) => isHit !== undefined)
    .map(({ isHit }) => (isHit ? "hit" : "miss"));
  if (words.length > 0) {
    response.setHeader("X-Test-Cache", words.join(", "));
  }
}
