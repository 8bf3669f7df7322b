// What can go wrong on the way to a deployment, and is brought about here.

/**
 * What happens to one request: it is dropped before it arrives, its reply is lost, or something else replies.
 *
 * @typedef {"drop" | "lose" | { status: number, body: string, headers?: Record<string, string> }} Fault
 *
 * @typedef {object} Scenario
 * @property {string} id
 * @property {string} title
 * @property {Fault[]} faults of the first requests; the others arrive
 * @property {boolean} [isForEver] the last fault is that of all requests that follow
 * @property {boolean} [refusesToken] the first token is one that the deployment refuses
 */

const MINUTE = 60;

/** @param {number} status @param {string} code @param {Record<string, string>} [headers] @returns {Fault} */
const refusal = (status, code, headers) => ({
  status,
  body: JSON.stringify({ code, message: "Brought about by this page" }),
  headers,
});
const conflict = refusal(503, "OptimisticConcurrencyControlFailure");
const overload = refusal(503, "WorkerOverloaded");

/** @type {Scenario[]} */
export const scenarios = [
  {
    id: "conflict",
    title: "A write conflict, twice (503)",
    faults: [conflict, conflict],
  },
  {
    id: "limit",
    title: "Too many requests: Retry-After is 1 second (429)",
    faults: [refusal(429, "TooManyConcurrentRequests", { "Retry-After": "1" })],
  },
  {
    id: "drop",
    title: "The connection drops before the request arrives",
    faults: ["drop"],
  },
  {
    id: "lose",
    title: "The connection drops after the function ran",
    faults: ["lose"],
  },
  {
    id: "proxy",
    title: "A proxy in between answers with HTML (502)",
    faults: [{ status: 502, body: "<h1>Bad Gateway</h1>" }],
  },
  {
    id: "token",
    title: "The identity token has expired (401)",
    faults: [],
    refusesToken: true,
  },
  {
    id: "error",
    title: "The function throws a ConvexError",
    faults: [
      {
        status: 560,
        body: JSON.stringify({
          status: "error",
          errorMessage: "Sold out",
          errorData: "Sold out",
        }),
      },
    ],
  },
  {
    id: "down",
    title: "The deployment stays overloaded (503)",
    faults: [overload],
    isForEver: true,
  },
  {
    id: "later",
    title: "The deployment asks to wait ten minutes (503)",
    faults: [
      refusal(503, "WorkerOverloaded", { "Retry-After": `${10 * MINUTE}` }),
    ],
  },
  { id: "none", title: "Nothing goes wrong", faults: [] },
];
