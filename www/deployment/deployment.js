// The deployment that the panels talk to: the demo in this page, the embedded backend that serves it, or any other.
import { ConvexHttpClient } from "../client.js";
import { Demo, DEMO_URL } from "../demo/deployment.js";
import { makeToken } from "../demo/tokens.js";

/**
 * What stands in site.json. Where the page is published, there is no backend beside it.
 *
 * @typedef {object} Site
 * @property {{ client: string, official: string } | null} versions
 * @property {{ npm: string, source?: string, docs?: string }} [links]
 * @property {{ url: string, testing: boolean } | null} deployment `testing`: it has the embedded backend's test routes
 *
 * @typedef {"demo" | "served" | "other"} Choice
 */

/** Dispatches "change" when another deployment is chosen. */
class Deployment extends EventTarget {
  /** @type {Choice} */
  choice = "demo";
  url = DEMO_URL;
  /** Whether nobody has chosen it but whoever made a link: then nothing is sent to it unasked. */
  isFromLink = false;
  /** @type {Site} */
  site = { versions: null, deployment: null };
  #demo = new Demo();

  get isDemo() {
    return this.choice === "demo";
  }

  /** Whether it is the backend that the page was served with, and has its test routes. */
  get isEmbedded() {
    return this.choice === "served" && this.site.deployment?.testing === true;
  }

  /** Whether it makes tokens for anyone, can be slowed down, and has the functions that the panels call. */
  get isForTrying() {
    return this.isDemo || this.isEmbedded;
  }

  async load() {
    const response = await fetch("site.json").catch(() => undefined);
    if (response?.ok) this.site = await response.json();
  }

  /**
   * @param {Choice} choice
   * @param {string} [url] of another
   * @param {boolean} [isFromLink]
   */
  choose(choice, url = "", isFromLink = false) {
    this.isFromLink = isFromLink;
    this.choice = choice;
    const urls = {
      demo: DEMO_URL,
      served: this.site.deployment?.url ?? "",
      other: url,
    };
    this.url = urls[choice];
    this.dispatchEvent(new Event("change"));
  }

  /**
   * Tells which it is, now and whenever another is chosen.
   *
   * @param {() => void} listener
   */
  watch(listener) {
    this.addEventListener("change", listener);
    listener();
  }

  /** What sends requests to it, also when another has been chosen meanwhile. @returns {typeof fetch} */
  get fetch() {
    return this.isDemo ? this.#demo.fetch : (...request) => fetch(...request);
  }

  /**
   * @param {Record<string, any>} [options]
   * @returns {any} a `ConvexHttpClient`, without types for functions that are typed in
   * @throws what its constructor throws, where the URL is wrong
   */
  newClient(options = {}) {
    const { fetch } = this;
    return new ConvexHttpClient(this.url, { logger: false, fetch, ...options });
  }

  /**
   * Asks whether a deployment answers, by a request that runs no function.
   *
   * @returns {Promise<number>} milliseconds until it did
   * @throws {Error} says what is wrong
   */
  async try() {
    this.newClient();
    const start = performance.now();
    const address = `${this.url.replace(/\/$/, "")}/api/query_ts`;
    const response = await fetch(address, { method: "POST" }).catch(() => {
      throw new Error("Nothing answers there, or it is no Convex deployment.");
    });
    const reply = await response.json().catch(() => undefined);
    if (typeof reply?.ts !== "string") {
      throw new Error("What answers there is no Convex deployment.");
    }
    return performance.now() - start;
  }

  /**
   * Makes an identity token.
   *
   * @param {Record<string, string>} claims
   * @param {number} [expiresInSeconds]
   * @returns {Promise<string>}
   */
  async mintToken(claims, expiresInSeconds) {
    if (this.isDemo) return makeToken(claims, expiresInSeconds);
    const reply = await this.#post("token", { claims, expiresInSeconds });
    return reply.token;
  }

  /**
   * Has it hold back every answer.
   *
   * @param {number | undefined} ms undefined is as it was
   */
  async setDelay(ms) {
    if (!this.isDemo) await this.#post("latency", { ms: ms ?? 0 });
    else if (ms === undefined) this.#demo.resetLatency();
    else this.#demo.latency = ms;
  }

  /**
   * @param {string} route
   * @param {object} body
   */
  async #post(route, body) {
    const response = await fetch(`${this.url}/testing/${route}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  }
}

export const deployment = new Deployment();
