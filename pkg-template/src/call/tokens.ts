// The tokens that a fetcher brings. When it is asked, and whether for a new token, is the engine's rule.
import { Need } from "../generated/core.ts";
import { refreshAt, tokenNeed, untilAfterFailure } from "../wasm/module.ts";
import type { Call } from "./call.ts";
import { isRefused } from "./progress.ts";
import { SharedWait } from "./shared.ts";

export type Token = string | null | undefined;

export type Fetcher = (args: { forceRefreshToken: boolean }) => unknown;

/** The tokens of one fetcher: one at a time, asked for once by all calls that wait for it. */
export class TokenSource {
  readonly #fetchToken: Fetcher;
  #token: Token;
  /** When the token is not used any more, in milliseconds. Without one, the next call asks: somebody may have signed in. */
  #until = NaN;
  #fetching: SharedWait<Token> | undefined;
  /** The last one that was begun, given up or not. */
  #latest: SharedWait<Token> | undefined;
  /** Whether the fetcher is being called right now. */
  #isCalled = false;

  constructor(fetchToken: Fetcher) {
    this.#fetchToken = fetchToken;
  }

  /** Returns the token, or a promise where it must be fetched. */
  get(call: Call, isAgain?: boolean): Token | Promise<Token> {
    if (this.#isCalled)
      throw new Error(
        "The token fetcher called its own client, which waits for the token: it would wait for itself. Give it a client of its own.",
      );
    isAgain = this.#fetching?.isLate() || isAgain;
    const need: Need = tokenNeed(
      this.#until,
      // Nobody asks for the time where it does not count.
      this.#until < Infinity ? Date.now() : 0,
      this.#fetching !== undefined,
      isRefused(call.progress),
      this.#token === call.token,
    );
    if (need === Need.Nothing) return this.#token;
    if (need === Need.Wait)
      return this.#fetching!.join(call, () => this.get(call, true));
    this.#fetching = this.#ask(call, need, isAgain);
    return this.#fetching.promise;
  }

  #ask(call: Call, need: Need, isAgain?: boolean): SharedWait<Token> {
    // The next call asks anew.
    const giveUp = () => {
      if (this.#fetching !== wait) return;
      this.#fetching = undefined;
      this.#until = untilAfterFailure(need);
    };
    const wait = new SharedWait(this.#fetch(need), call, giveUp, isAgain);
    this.#latest = wait;
    wait.promise.then((token) => {
      // What comes late counts only if nothing newer was asked for.
      if (this.#latest !== wait) return;
      this.#fetching = undefined;
      this.#token = token;
      this.#until = token ? expiryOf(token) : NaN;
    }, giveUp);
    return wait;
  }

  async #fetch(need: Need): Promise<Token> {
    // What it does, such as calling the client again, comes after the call that asks.
    await undefined;
    const fetchToken = this.#fetchToken;
    let fetched;
    this.#isCalled = true;
    try {
      fetched = fetchToken({ forceRefreshToken: need === Need.New });
    } finally {
      this.#isCalled = false;
    }
    const token: any = await fetched;
    if (token != null && typeof token !== "string")
      throw new Error(
        `Invalid token: the token fetcher returned a ${typeof token}. Return a string, or null for none.`,
      );
    return token;
  }
}

/** Returns the time from which a token is not used any more. One that cannot be read is used until it is refused. */
function expiryOf(token: string): number {
  try {
    const payload = token.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/");
    const { exp, iat } = JSON.parse(atob(payload));
    return refreshAt(Number(exp), Number(iat), Date.now());
  } catch {
    return Infinity;
  }
}
