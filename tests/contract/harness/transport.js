import { describe, prototypeName } from "./describe.js";
import { json, success } from "./replies.js";

/**
 * @typedef {object} RecordedRequest
 * @property {string} url
 * @property {string} method
 * @property {any} body
 * @property {[string, any][]} headers in the order in which they were set
 * @property {any} init everything as it arrived
 */

/**
 * A `fetch` that answers from a script and records every call into a trace.
 */
export class Transport {
  /** @type {RecordedRequest[]} */
  requests = [];
  /** @type {import("./replies.js").Reply[]} */
  script = [];
  /** Replies to `query_ts`, apart, so that one script fits every method. */
  /** @type {import("./replies.js").Reply[]} */
  timestamps = [];
  /** Whether requests really go out, instead of being answered by the script. */
  online = false;
  /** How many requests wait for their reply, and the most that ever did. */
  inFlight = 0;
  mostInFlight = 0;

  /** @param {(entry: object) => void} record */
  constructor(record) {
    const transport = this;
    /** @type {any} */
    this.fetch = function fetch(/** @type {any[]} */ ...args) {
      return transport.answer(record, this, args);
    };
  }

  /**
   * @param {(entry: object) => void} record
   * @param {unknown} self
   * @param {any[]} args
   */
  answer(record, self, args) {
    const [url, init] = args;
    const request = recorded(url, init);
    this.requests.push(request);
    record({ ...traced(request, args), this: kindOf(self) });
    const result = this.reply(request);
    this.count(result);
    return result;
  }

  /** @param {RecordedRequest} request */
  reply(request) {
    if (this.online) return this.send(request);
    if (String(request.url).endsWith("/api/query_ts")) {
      return (this.timestamps.shift() ?? json({ ts: "AAAAAAAAAAE=" }))(request);
    }
    return (this.script.shift() ?? success())(request);
  }

  /** @param {any} result */
  count(result) {
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    const done = () => (this.inFlight -= 1);
    Promise.resolve(result).then(done, done);
  }

  /** @param {RecordedRequest} request */
  send({ url, init }) {
    return globalThis.fetch(url, init);
  }
}

/**
 * @param {any} url
 * @param {any} init
 * @returns {RecordedRequest}
 */
function recorded(url, init) {
  return {
    url,
    method: init?.method,
    body: init?.body,
    headers: Object.entries(init?.headers ?? {}),
    init,
  };
}

/**
 * @param {RecordedRequest} request
 * @param {any[]} args
 */
function traced({ url, method, body, headers, init }, args) {
  const { body: _, method: __, headers: ___, ...rest } = init ?? {};
  return {
    request: describe(url),
    arguments: args.length,
    method: describe(method),
    // The text itself, so that two bodies can be compared as JSON as well.
    body: typeof body === "string" ? body : describe(body),
    headers: headers.map(([name, value]) => [name, describe(value)]),
    headersPrototype: init?.headers && prototypeName(init.headers),
    members: Object.keys(init ?? {}),
    initPrototype: init && prototypeName(init),
    others: describe(rest),
  };
}

/**
 * Official calls `fetch` with `this` undefined; what else it is does not matter.
 *
 * @param {any} self
 */
function kindOf(self) {
  return self === undefined ? describe(self) : { this: typeof self };
}
