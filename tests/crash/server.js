/**
 * A deployment in the same process, and what it has seen.
 */

export const url = "https://happy-animal-123.convex.cloud";

const SPECIAL = {
  n: { $integer: "BwAAAAAAAAA=" },
  f: { $float: "AAAAAAAAAIA=" },
  b: { $bytes: "AQID" },
};

/** @type {Record<string, (args: any, attempt: number) => unknown>} what functions answer, or a response */
const functions = {
  "m:echo": (args) => success(args.id),
  "m:special": (args) => success([args.id, SPECIAL]),
  "m:lines": (args) => ({
    ...success(args.id),
    logLines: ["[LOG] 'a'", "[WARN] 'b'"],
  }),
  "m:fails": () => ({ status: "error", errorMessage: "failed" }),
  "m:data": () => ({
    status: "error",
    errorMessage: "failed",
    errorData: SPECIAL,
  }),
  "m:malformed": () => success({ $integer: "zz" }),
  "m:odd": () => ({ status: "odd" }),
  "m:busy": () => response(503, '{"code":"WorkerOverloaded","message":"busy"}'),
  "m:second": (args, attempt) =>
    attempt === 0
      ? response(503, '{"code":"WorkerOverloaded","message":"busy"}')
      : success(args.id),
  "m:denied": (args, attempt) =>
    attempt === 0
      ? response(401, '{"code":"Unauthenticated","message":"denied"}')
      : success(args.id),
  "m:pages": (args) =>
    success({
      page: [args.id, args.paginationOpts.cursor],
      isDone: args.paginationOpts.cursor === "c2",
      continueCursor: args.paginationOpts.cursor === "c1" ? "c2" : "c1",
    }),
};

/** @param {unknown} value */
const success = (value) => ({ status: "success", value });

/** @param {number} status @param {string} text */
function response(status, text) {
  return {
    ok: status < 300,
    status,
    headers: { get: () => null },
    text: async () => text,
    json: async () => JSON.parse(text),
  };
}

export class Server {
  /** How often each call has arrived, by its id. @type {Map<number, number>} */
  arrived = new Map();
  /** The calls that have run. @type {Set<number>} */
  ran = new Set();
  /** The queued mutations in the order in which they arrived. @type {number[]} */
  order = [];
  inFlight = 0;
  mostInFlight = 0;
  /** Whether mutations take a while, so that two at once would show. */
  isSlow = false;
  /** What is answered only when this is resolved. @type {Promise<void> | undefined} */
  gate;

  fetch = (/** @type {string} */ address, /** @type {any} */ init) => {
    const { arrived, gate } = this;
    const endpoint = address.slice(address.lastIndexOf("/") + 1);
    if (endpoint === "query_ts")
      return Promise.resolve(response(200, '{"ts":"AAAAAAAAAAA="}'));
    const body = JSON.parse(init.body);
    const run = (/** @type {any} */ query) => {
      const args = [query.args].flat()[0] ?? {};
      const attempt = arrived.get(args.id) ?? 0;
      arrived.set(args.id, attempt + 1);
      const answer = functions[query.path](args, attempt);
      if (/** @type {any} */ (answer).ok !== false) this.ran.add(args.id);
      return answer;
    };
    const answer = body.queries
      ? { results: body.queries.map(run) }
      : /** @type {any} */ (run(body));
    const made =
      typeof answer.ok === "boolean"
        ? answer
        : response(200, JSON.stringify(answer));
    if (endpoint !== "mutation" || !this.isSlow) {
      return gate ? gate.then(() => made) : Promise.resolve(made);
    }
    this.order.push(body.args[0].id);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    return aWhile().then(() => {
      this.inFlight--;
      return made;
    });
  };
}

/** A while in which other promises are heard of; timers would take a hundred times longer. */
async function aWhile() {
  for (let turn = 0; turn < 20; turn++) await undefined;
}

/** Lets the runtime run what it runs between tasks. */
export const pause = (ms = 0) =>
  new Promise((resolve) => setTimeout(resolve, ms));
