/** @import { Backend } from "./server.js" */

/**
 * Posts JSON to a route, and reads the answer as JSON. For the tests, which
 * look at the wire rather than through a client.
 *
 * @param {Backend} backend
 * @param {string} route
 * @param {unknown} body
 * @param {Record<string, string>} [headers]
 */
export async function post({ url }, route, body, headers = {}) {
  const response = await fetch(`${url}${route}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : JSON.parse(text),
  };
}

/**
 * Calls a function and returns its envelope.
 *
 * @param {Backend} backend
 * @param {"query" | "mutation" | "action" | "function"} route
 * @param {string} path
 * @param {object} [args] already in JSON
 * @param {Record<string, string>} [headers]
 */
export async function call(backend, route, path, args = {}, headers = {}) {
  const { body } = await post(
    backend,
    `/api/${route}`,
    {
      path,
      format: "convex_encoded_json",
      args: route === "function" ? args : [args],
    },
    headers,
  );
  return body;
}
