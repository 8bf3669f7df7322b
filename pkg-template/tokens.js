// The tokens that a fetcher brings.
import { refreshAt, tokenNeed } from "./glue.js";

/** @typedef {(args: { forceRefreshToken: boolean }) => Promise<string | null | undefined>} Fetcher */

/** The tokens of one fetcher: one at a time, asked for once by all calls that wait for it. */
export class TokenSource {
  #fetchToken;
  /** @type {string | null | undefined} */
  #token;
  /** When the token is not used any more, in milliseconds. Without one, the next call asks: somebody may have signed in. */
  #until = NaN;
  /** @type {Promise<string | null | undefined> | undefined} */
  #pending;

  /** @param {Fetcher} fetchToken */
  constructor(fetchToken) {
    this.#fetchToken = fetchToken;
  }

  /**
   * Returns the token, or a promise where it must be fetched.
   * @param {boolean} renew whether the server refused the token `used`
   * @param {string | null | undefined} used
   */
  get(renew, used) {
    if (this.#pending) return this.#pending;
    const isUsed = this.#token === used;
    const need = tokenNeed(this.#until, Date.now(), renew, isUsed);
    if (!need) return this.#token;
    const pending = this.#ask(need > 1);
    const clear = () => {
      this.#pending = undefined;
    };
    pending.then(clear, clear);
    this.#pending = pending;
    return pending;
  }

  /** @param {boolean} forceRefreshToken */
  async #ask(forceRefreshToken) {
    // A fetcher that calls its own client finds that it is being waited for.
    await undefined;
    const token = await this.#fetchToken({ forceRefreshToken });
    if (token != null && typeof token !== "string")
      throw new Error(
        `Invalid token: the token fetcher returned a ${typeof token}. Return a string, or null for none.`,
      );
    this.#token = token;
    this.#until = token ? expiry(token) : NaN;
    return token;
  }
}

/**
 * Returns the time from which a token is not used any more. One that cannot be read is used until it is refused.
 * @param {string} token
 */
function expiry(token) {
  try {
    const payload = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    const { exp, iat } = JSON.parse(atob(payload));
    return refreshAt(Number(exp), Number(iat), Date.now());
  } catch {
    return Infinity;
  }
}
