/**
 * Fetches that answer at once, so that nothing but the client is measured.
 */

/** The address that clients of the stub rows are made with; nothing is there. */
export const STUB_URL = "https://happy-animal-123.convex.cloud";

/**
 * Answers with the least that a client reads, as the mocks in users' tests do. Each answer is parsed anew, since a
 * real reply is.
 *
 * @param {string} text
 * @returns {() => Promise<any>}
 */
export function mockFetch(text) {
  const mock = { ok: true, status: 200, json: async () => JSON.parse(text) };
  return async () => mock;
}

/**
 * Answers with the runtime's own `Response`, whose cost is the same for every client.
 *
 * @param {string} text
 * @returns {() => Promise<Response>}
 */
export function responseFetch(text) {
  const headers = { "Content-Type": "application/json" };
  return async () => new Response(text, { status: 200, headers });
}

/** A logger that prints nothing. */
export const silence = { log() {}, warn() {}, error() {}, logVerbose() {} };
