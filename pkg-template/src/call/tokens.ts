// The tokens that a fetcher brings. When it is asked, and whether for a new token, is the engine's rule.
import { Need } from "../generated/core.ts";
import { refreshAt, tokenNeed, untilAfterFailure } from "../wasm/module.ts";
import type { Call } from "./call.ts";
import { isRefused } from "./progress.ts";
import { type SharedWait, shareWait } from "./shared.ts";

export type Token = string | null | undefined;

export type Fetcher = (args: { forceRefreshToken: boolean }) => unknown;

/** Returns the token for a call, or a promise where it must be fetched. */
export type TokenSource = (
  call: Call,
  since?: number,
) => Token | Promise<Token>;

/** Returns the tokens of one fetcher: one at a time, asked for once by all calls that wait for it. */
export function tokensOf(fetchToken: Fetcher): TokenSource {
  let token: Token;
  /** When the token is not used any more, in milliseconds. Without one, the next call asks: somebody may have signed in. */
  let until = NaN;
  let fetching: SharedWait<Token> | undefined;
  /** The last one that was begun, given up or not. */
  let latest: SharedWait<Token> | undefined;
  /** Whether the fetcher is being called right now. */
  let isCalled = false;

  function ask(
    call: Call,
    need: Need,
    since: number | undefined,
  ): SharedWait<Token> {
    // The next call asks anew.
    const giveUp = () => {
      if (fetching !== wait) return;
      fetching = undefined;
      until = untilAfterFailure(need);
    };
    const wait = shareWait(fetchOnce(need), call, giveUp, since);
    latest = wait;
    wait.awaited.then((fetched) => {
      // What comes late counts only if nothing newer was asked for.
      if (latest !== wait) return;
      fetching = undefined;
      token = fetched;
      until = token ? expiryOf(token) : NaN;
    }, giveUp);
    return wait;
  }

  async function fetchOnce(need: Need): Promise<Token> {
    // What it does, such as calling the client again, comes after the call that asks.
    await undefined;
    let fetched: any;
    isCalled = true;
    try {
      fetched = fetchToken({ forceRefreshToken: need === Need.New });
    } finally {
      isCalled = false;
    }
    fetched = await fetched;
    if (fetched != null && typeof fetched !== "string")
      throw new Error(
        `Invalid token: its fetcher returned a ${typeof fetched}. Return a string, or null.`,
      );
    return fetched;
  }

  return function find(call, since): Token | Promise<Token> {
    if (isCalled)
      throw new Error(
        "A token fetcher that calls its own client waits for itself. Give it a client of its own.",
      );
    since = fetching?.giveUpLate() ?? since;
    const need: Need = tokenNeed(
      until,
      // Nobody asks for the time where it does not count.
      until < Infinity ? Date.now() : 0,
      fetching !== undefined,
      isRefused(call.stage),
      token === call.lastToken,
    );
    if (need === Need.Nothing) return token;
    if (need === Need.Wait)
      return fetching!.joinIn(call, (first) => find(call, first));
    fetching = ask(call, need, since);
    return fetching.awaited;
  };
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
