/**
 * The limit: what a call costs that only fetches and uses JSON. It knows no special value and no error, so it stands
 * only in rows whose payload is plain JSON.
 */
export class BareClient {
  #url;
  #fetch;

  /**
   * @param {string} url
   * @param {{ fetch?: typeof fetch }} [options]
   */
  constructor(url, options) {
    this.#url = url;
    this.#fetch = options?.fetch;
  }

  /**
   * @param {string} path
   * @param {unknown} args
   */
  async query(path, args) {
    const send = this.#fetch ?? fetch;
    const response = await send(`${this.#url}/api/query`, {
      body: JSON.stringify({
        path,
        format: "convex_encoded_json",
        args: [args],
      }),
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Convex-Client": "npm-1.48.0",
      },
    });
    return (await response.json()).value;
  }
}
