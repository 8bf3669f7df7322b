// What several calls wait for together: a token that is being fetched, the timestamp of consistent queries.
import { now, startTimer } from "../clock.ts";
import { ENDURANCE, PATIENCE } from "../generated/core.ts";
import type { Call } from "./call.ts";

export interface SharedWait<Result> {
  readonly awaited: Promise<Result>;
  /** Gives it up, and says since when it lasts, where a call that comes now need not wait any more. */
  giveUpLate(): number | undefined;
  /** Waits for what another call has asked for, and asks again where that does not come in time. */
  joinIn(
    call: Call,
    ask: (since: number) => Result | Promise<Result>,
  ): Promise<Result>;
}

/**
 * Shares what a call waits for. `giveUp` is called when the last call that waits has gone, or when others wait for it no
 * more; `since` says when the first of those before it was asked for that did not settle in time, in milliseconds.
 */
export function shareWait<Result>(
  promise: Promise<Result>,
  call: Call,
  giveUp: (isAwaited: boolean) => void,
  since = now(),
): SharedWait<Result> {
  let isSettled = false;
  /** How many calls wait. */
  let waiting = 0;
  /** When others ask for themselves, in milliseconds: the call that asked may have died in silence. */
  const deadline = call.endsAt ?? now() + PATIENCE;

  function enter(waiter: Call): () => void {
    let isIn = true;
    const leave = () => {
      if (isIn && --waiting === 0 && !isSettled) giveUp(false);
      isIn = false;
    };
    waiting++;
    // One that nothing stops is waited for to the end.
    if (waiter.aborter) waiter.onClose(leave);
    return leave;
  }

  async function joinIn(
    waiter: Call,
    ask: (since: number) => Result | Promise<Result>,
  ): Promise<Result> {
    if (isSettled) return promise;
    const leave = enter(waiter);
    let wake: (() => void) | undefined;
    // Not made within the promise, which keeps to itself that the stack is exhausted.
    const cancel = startTimer(Math.ceil(deadline - now()), () => wake?.());
    waiter.onClose(cancel);
    try {
      const timeUp = new Promise<void>((resolve) => (wake = resolve));
      await Promise.race([promise, timeUp]);
    } finally {
      cancel();
    }
    if (isSettled) return promise;
    giveUp(true);
    leave();
    if (now() - since > ENDURANCE) throw new Error(STUCK);
    return ask(since);
  }

  function giveUpLate(): number | undefined {
    if (isSettled || now() < deadline) return;
    giveUp(true);
    return since;
  }

  const settle = () => {
    isSettled = true;
  };
  promise.then(settle, settle);
  enter(call);
  return { awaited: promise, giveUpLate, joinIn };
}

const STUCK =
  "What this call waits for did not come. A token fetcher that calls its own client waits for itself. Give it a client of its own.";
