// Plays a schedule that the Rust face was seen in, and finds in what the npm client differs.
import { settle, World } from "./world.js";

/**
 * @typedef {{ seed: number, client: any, events: any[] }} Schedule as rust/src/simulation/trace.rs writes it
 * @typedef {object} Seen what can be seen after an event
 * @property {[number, string, string | null, string | boolean][]} requests
 * @property {[string, boolean][]} asked
 * @property {any[][]} settled
 * @property {number} pending
 * @property {number[]} timers
 *
 * @typedef {object} Difference
 * @property {any} event what happened before
 * @property {keyof Seen | "error" | "left"} what
 * @property {any} rust
 * @property {any} npm
 * @property {any[]} before all events until then
 */

/**
 * Returns the first difference that is not accepted. After one that is, the schedule goes on.
 * @param {any} package_ the packed npm package
 * @param {Schedule} schedule
 * @param {(difference: Difference) => boolean} isAccepted
 * @returns {Promise<Difference | undefined>}
 */
export async function play(
  { ConvexHttpClient, errorInfo },
  schedule,
  isAccepted,
) {
  const world = new World();
  world.enter();
  const face = new Face(ConvexHttpClient, errorInfo, world, schedule);
  /** @type {any[]} */
  const before = [];
  try {
    for (const event of schedule.events) {
      if (!event.see) {
        before.push(event);
        await face.play(event);
        continue;
      }
      const seen = face.look();
      for (const what of /** @type {(keyof Seen)[]} */ (Object.keys(seen))) {
        const [rust, npm] = [event.see[what], seen[what]];
        if (JSON.stringify(rust) === JSON.stringify(npm)) continue;
        const difference = { event: before.at(-1), what, rust, npm, before };
        if (!isAccepted(difference)) return difference;
      }
    }
    const { left } = face;
    if (left.some((count) => count > 0))
      return { event: null, what: "left", rust: [0, 0, 0], npm: left, before };
  } catch (error) {
    const npm = String(error);
    return { event: before.at(-1), what: "error", rust: null, npm, before };
  } finally {
    world.leave();
  }
}

/** The npm client, as a schedule sees it. */
class Face {
  #world;
  #errorInfo;
  /** Those that are stopped some time. Others have no signal: a call without options takes a way of its own. @type {Map<number, AbortController>} */
  #callers = new Map();
  /** Those that have not settled. @type {Set<number>} */
  #open = new Set();
  /** Who does not want to hear of it any more. @type {Set<number>} */
  #gone = new Set();
  /** @type {any[][]} */
  #settled = [];

  /**
   * @param {any} ConvexHttpClient
   * @param {(error: unknown) => any} errorInfo
   * @param {World} world
   * @param {Schedule} schedule
   */
  constructor(ConvexHttpClient, errorInfo, world, { client, events }) {
    for (const { abort } of events)
      if (abort !== undefined) this.#callers.set(abort, new AbortController());
    this.#world = world;
    this.#errorInfo = errorInfo;
    this.client = new ConvexHttpClient("https://a.convex.cloud", {
      ...this.#options(client),
      fetch: world.fetch,
      logger: false,
    });
  }

  /**
   * Puts functions in the place of what stands for them.
   * @param {any} given
   */
  #options({ auth, retry, ...options }) {
    if (auth) options.auth = this.#auth(auth);
    if (retry) {
      const { below, ...numbers } = retry;
      const shouldRetry = (/** @type {unknown} */ _, /** @type {number} */ n) =>
        n < below;
      options.retry = below === undefined ? numbers : { ...retry, shouldRetry };
      delete options.retry.below;
    }
    return options;
  }

  /** @param {any} auth */
  #auth = (auth) =>
    auth.fetcher === undefined ? auth.token : this.#world.fetcher(auth.fetcher);

  /** @param {any} event */
  async play(event) {
    if ("make" in event) this.#make(event);
    else if ("abort" in event) this.#abort(event.abort);
    else if ("setAuth" in event) this.client.setAuth(this.#auth(event.setAuth));
    else if ("clearAuth" in event) this.client.clearAuth();
    else if ("time" in event) await this.#world.advance(event.time);
    else if ("answer" in event) this.#answer(event);
    else if ("reply" in event) this.#reply(event);
    else throw new Error(`There is no event ${JSON.stringify(event)}.`);
    await settle();
  }

  /** @param {any} event */
  #make({ make, method, options }) {
    const given = this.#options(options);
    const signal = this.#callers.get(make)?.signal;
    if (signal) given.signal = signal;
    const own = Object.keys(given).length > 0 ? given : undefined;
    this.#open.add(make);
    const args = { id: `${make}` };
    const result =
      method === "batch"
        ? this.client.batch([["f", args]], own)
        : method === "function"
          ? this.client.function("f", undefined, args, own)
          : this.client[method]("f", args, own);
    result.then(
      () => this.#settle(make, ["ok"]),
      (/** @type {unknown} */ error) => this.#settle(make, this.#tell(error)),
    );
  }

  /** @param {unknown} error */
  #tell(error) {
    const info = this.#errorInfo(error);
    if (!info) return ["no info"];
    const { attempts, code, kind, outcome, retryable, status } = info;
    return [kind, status ?? null, code ?? null, outcome, retryable, attempts];
  }

  /**
   * @param {number} call
   * @param {any[]} result
   */
  #settle(call, result) {
    this.#open.delete(call);
    if (!this.#gone.has(call)) this.#settled.push([call, ...result]);
  }

  /** @param {number} call */
  #abort(call) {
    this.#gone.add(call);
    this.#callers.get(call)?.abort();
  }

  /** @param {any} event */
  #answer({ answer, error, token }) {
    const question = this.#world.questions[answer];
    if (!question) throw new Error("Nobody was asked that.");
    if (error) question.reject(new Error("no token"));
    else question.resolve(token);
  }

  /** @param {any} event */
  #reply({ body, network, reply, retryAfter, status }) {
    const sent = this.#world.take(reply);
    if (!sent) throw new Error("There is no request to answer.");
    if (network) return sent.reject(new TypeError("fetch failed"));
    sent.resolve({
      status,
      ok: status >= 200 && status < 300,
      headers: { get: () => retryAfter ?? null },
      text: async () => body,
      json: async () => JSON.parse(body),
    });
  }

  /** @returns {Seen} */
  look() {
    const { asked, requests } = this.#world;
    this.#world.asked = [];
    return {
      asked,
      requests: requests
        .map(
          ({ authorization, call, endpoint, requestId }) =>
            /** @type {Seen["requests"][number]} */ ([
              call,
              endpoint,
              authorization,
              requestId,
            ]),
        )
        .sort(([a], [b]) => a - b),
      settled: this.#settled.splice(0).sort(([a], [b]) => a - b),
      pending: this.client.pendingMutations,
      timers: this.#world.due,
    };
  }

  /** How many calls, queued mutations and timers there are: none when all is over. */
  get left() {
    const { due } = this.#world;
    return [this.#open.size, this.client.pendingMutations, due.length];
  }
}
