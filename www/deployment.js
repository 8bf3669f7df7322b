// The deployment that the panels talk to, and the test routes that the embedded backend has beside the Convex API.

/**
 * What the program that serves the page says in site.json. Where the page is published, there is no deployment.
 *
 * @typedef {object} Site
 * @property {{ client: string, official: string } | null} versions
 * @property {{ url: string, testing: boolean } | null} deployment `testing`: it has the embedded backend's test routes
 */

/** Dispatches "change" when another deployment is chosen. */
class Deployment extends EventTarget {
  url = "";
  /** @type {Site} */
  site = { versions: null, deployment: null };

  /** Whether it is the embedded backend, which mints tokens and can be slowed down. */
  get isEmbedded() {
    const { deployment } = this.site;
    return deployment?.testing === true && deployment.url === this.url;
  }

  async load() {
    const response = await fetch("site.json").catch(() => undefined);
    if (response?.ok) this.site = await response.json();
    this.choose(this.site.deployment?.url ?? "");
  }

  /** @param {string} url */
  choose(url) {
    this.url = url;
    this.dispatchEvent(new Event("change"));
  }

  /**
   * Has the embedded backend sign an identity token.
   *
   * @param {Record<string, string>} claims
   * @param {number} [expiresInSeconds]
   * @returns {Promise<string>}
   */
  async mintToken(claims, expiresInSeconds) {
    const reply = await this.#post("token", { claims, expiresInSeconds });
    return reply.token;
  }

  /**
   * Has the embedded backend hold back every answer.
   *
   * @param {number} ms
   */
  async setDelay(ms) {
    await this.#post("latency", { ms });
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
