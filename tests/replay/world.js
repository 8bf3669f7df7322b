// What stands for time, chance, the network and the callers' token fetchers while a schedule is played.

/** When the client is made, in milliseconds: the Rust face's simulation begins there. */
const START = 1.7e12;

/**
 * @typedef {object} Sent a request that waits for its reply
 * @property {number} call the number of its call
 * @property {string} endpoint the last part of the URL
 * @property {string | null} authorization
 * @property {string | boolean} requestId what is seen of its request id, or what is wrong with it
 * @property {(response: object) => void} resolve
 * @property {(error: unknown) => void} reject
 *
 * @typedef {object} Question what a fetcher was asked and has not answered
 * @property {(token: string | null) => void} resolve
 * @property {(error: unknown) => void} reject
 */

export class World {
  #now = START;
  #lastTimer = 0;
  /** @type {Map<number, { at: number, run: () => void }>} */
  #timers = new Map();
  /** @type {(() => void)[]} */
  #restore = [];
  /** Which call has which request id. @type {Map<string, number>} */
  #ids = new Map();
  /** @type {Sent[]} */
  requests = [];
  /** All that were asked, by their number. @type {Question[]} */
  questions = [];
  /** Who was asked since this was last looked at, and whether for a new token. @type {[string, boolean][]} */
  asked = [];

  /** Puts this world in the place of the real one. */
  enter() {
    this.#replace(globalThis, "setTimeout", this.#setTimeout);
    this.#replace(globalThis, "clearTimeout", this.#clearTimeout);
    this.#replace(globalThis, "performance", {
      timeOrigin: START,
      now: () => this.#now - START,
    });
    this.#replace(Date, "now", () => this.#now);
    this.#replace(Math, "random", () => 0.5);
  }

  /** Puts the real one back. */
  leave() {
    for (const restore of this.#restore.splice(0)) restore();
  }

  /** When the timers fire that are set, in milliseconds since the client was made, the earliest first. */
  get due() {
    return [...this.#timers.values()]
      .map(({ at }) => at - START)
      .sort((a, b) => a - b);
  }

  /**
   * @param {any} object
   * @param {string} name
   * @param {unknown} value
   */
  #replace(object, name, value) {
    const real = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(object, name, { value, configurable: true });
    this.#restore.push(() =>
      Object.defineProperty(object, name, /** @type {any} */ (real)),
    );
  }

  #setTimeout = (/** @type {() => void} */ run, delay = 0) => {
    this.#timers.set(++this.#lastTimer, { at: this.#now + delay, run });
    return this.#lastTimer;
  };

  #clearTimeout = (/** @type {number} */ timer) => {
    this.#timers.delete(timer);
  };

  /**
   * Has it that late, in milliseconds since the client was made: what is due by then fires, the earliest first.
   * @param {number} time
   */
  async advance(time) {
    this.#now = Math.max(this.#now, START + time);
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= this.#now);
      const [first] = due.sort(([, a], [, b]) => a.at - b.at);
      if (!first) return;
      this.#timers.delete(first[0]);
      first[1].run();
      await settle();
    }
  }

  /**
   * The client's `fetch`.
   * @param {string} url
   * @param {any} init
   */
  fetch = (url, init) =>
    new Promise((resolve, reject) => {
      const { args, queries } = JSON.parse(init.body);
      const [given] = queries ? queries[0].args : [args].flat();
      /** @type {Sent} */
      const sent = {
        call: Number(given.id),
        endpoint: url.slice(url.lastIndexOf("/") + 1),
        authorization: init.headers.Authorization ?? null,
        requestId: this.#judgeId(Number(given.id), new Headers(init.headers)),
        resolve,
        reject,
      };
      this.requests.push(sent);
      init.signal?.addEventListener("abort", () => {
        this.#forget(sent);
        reject(init.signal.reason);
      });
    });

  /**
   * All attempts of a call have one request id, and no other call has that.
   * @param {number} call
   * @param {Headers} headers
   */
  #judgeId(call, headers) {
    const id = headers.get("Convex-Request-Id");
    if (id === null) return false;
    if ((this.#ids.get(id) ?? call) !== call) return "another call's";
    const isKnown = [...this.#ids.values()].includes(call);
    if (isKnown && !this.#ids.has(id)) return "a second one";
    this.#ids.set(id, call);
    if (id.startsWith("idempotent-k")) return id;
    return id.startsWith("idempotent-") ? "idempotent-" : true;
  }

  /** @param {Sent} sent */
  #forget(sent) {
    this.requests = this.requests.filter((other) => other !== sent);
  }

  /**
   * Takes the request of a call out of those that wait.
   * @param {number} call
   */
  take(call) {
    const sent = this.requests.find((request) => request.call === call);
    if (sent) this.#forget(sent);
    return sent;
  }

  /**
   * Makes a token fetcher of a name.
   * @param {string} name
   */
  fetcher(name) {
    return (/** @type {{ forceRefreshToken: boolean }} */ options) => {
      this.asked.push([name, options.forceRefreshToken]);
      return new Promise((resolve, reject) =>
        this.questions.push({ resolve, reject }),
      );
    };
  }
}

const { setImmediate } = globalThis;

/** Lets everything happen that waits for no timer. */
export const settle = () =>
  new Promise((resolve) => void setImmediate(resolve));
