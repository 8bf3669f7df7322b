/** @import { IncomingMessage, ServerResponse } from "node:http" */

/**
 * Adds the CORS headers that the real backend adds: it mirrors the origin and
 * exposes no response headers, so pages read the body and the status only.
 *
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
export function allowOrigin(request, response) {
  response.setHeader(
    "Vary",
    "origin, access-control-request-method, access-control-request-headers",
  );
  const { origin } = request.headers;
  if (origin !== undefined) {
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader("Access-Control-Allow-Credentials", "true");
  }
}

/**
 * Answers a preflight, on any path. Every requested header is allowed.
 *
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
export function answerPreflight(request, response) {
  const headers = request.headers["access-control-request-headers"];
  if (headers !== undefined) {
    response.setHeader("Access-Control-Allow-Headers", headers);
  }
  response.setHeader(
    "Access-Control-Allow-Methods",
    "GET,POST,OPTIONS,PATCH,DELETE,PUT",
  );
  response.setHeader("Access-Control-Max-Age", "86400");
  response.writeHead(200).end();
}
