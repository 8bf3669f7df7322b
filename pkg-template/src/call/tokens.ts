// The tokens that a fetcher brings. When it is asked, and whether for a new token, is the engine's rule.
import { now } from "../clock.ts";
import { Need, PATIENCE } from "../generated/core.ts";
import { refreshAt, tokenNeed, untilAfterFailure } from "../wasm/module.ts";
import type { Call } from "./call.ts";
import { isRefused } from "./progress.ts";

export type Token = string | null | undefined;

export type Fetcher = (args: { forceRefreshToken: boolean }) => unknown;

/** A token that is being fetched. */
interface Fetching {
  promise: Promise<Token>;
  /** The calls that wait for it: with the last of them, it is given up. */
  waiting: number;
  /** When those that come later ask for one of their own, in milliseconds: its call may have died in silence. */
  deadline: number;
}

/** The tokens of one fetcher: one at a time, asked for once by all calls that wait for it. */
export class TokenSource {
  readonly #fetchToken: Fetcher;
  #token: Token;
  /** When the token is not used any more, in milliseconds. Without one, the next call asks: somebody may have signed in. */
  #until = NaN;
  #fetching: Fetching | undefined;
  /** Whether the fetcher is being called right now. */
  #isCalled = false;

  constructor(fetchToken: Fetcher) {
    this.#fetchToken = fetchToken;
  }

  /** Returns the token, or a promise where it must be fetched. */
  get(call: Call): Token | Promise<Token> {
    if (this.#isCalled)
      throw new Error(
        "The token fetcher called its own client, which waits for the token: it would wait for itself. Give it a client of its own.",
      );
    const fetching = this.#fetching;
    if (fetching && now() >= fetching.deadline) this.#fetching = undefined;
    const need: Need = tokenNeed(
      this.#until,
      // Nobody asks for the time where it does not count.
      this.#until < Infinity ? Date.now() : 0,
      this.#fetching !== undefined,
      isRefused(call.progress),
      this.#token === call.token,
    );
    if (need === Need.Nothing) return this.#token;
    if (need !== Need.Wait) this.#fetching = this.#ask(call, need);
    return this.#join(call, this.#fetching!);
  }

  #join(call: Call, fetching: Fetching): Promise<Token> {
    fetching.waiting++;
    call.onClose(() => {
      if (--fetching.waiting === 0 && this.#fetching === fetching)
        this.#fetching = undefined;
    });
    return fetching.promise;
  }

  #ask(call: Call, need: Need): Fetching {
    const fetching: Fetching = {
      promise: this.#fetch(need),
      waiting: 0,
      deadline: call.deadline ?? now() + PATIENCE,
    };
    // What comes late counts only if nothing newer came.
    const isLatest = () => this.#fetching === fetching;
    fetching.promise.then(
      (token) => {
        if (!isLatest()) return;
        this.#fetching = undefined;
        this.#token = token;
        this.#until = token ? expiryOf(token) : NaN;
      },
      () => {
        if (!isLatest()) return;
        this.#fetching = undefined;
        this.#until = untilAfterFailure(need);
      },
    );
    return fetching;
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
