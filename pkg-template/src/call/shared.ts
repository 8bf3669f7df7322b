// What several calls wait for together: a token that is being fetched, the timestamp of consistent queries.
import { now, startTimer } from "../clock.ts";
import { PATIENCE } from "../generated/core.ts";
import type { Call } from "./call.ts";

export interface SharedWait<Result> {
  readonly promise: Promise<Result>;
  /** Gives it up, and says so, where a call that comes now need not wait any more. */
  isLate(): boolean;
  /** Waits for what another call has asked for, and asks again where that does not come in time. */
  joinIn(
    call: Call | undefined,
    ask: () => Result | Promise<Result>,
  ): Promise<Result>;
}

/**
 * Shares what a call waits for. `giveUp` is called when the last call that waits has gone, or when others wait for it no
 * more; `isAgain` says whether the one before it did not settle in time.
 */
export function shareWait<Result>(
  promise: Promise<Result>,
  call: Call | undefined,
  giveUp: (isAwaited: boolean) => void,
  isAgain?: boolean,
): SharedWait<Result> {
  let isSettled = false;
  /** The calls that wait. One without options waits for ever. */
  let waiting = 0;
  /** When others ask for themselves, in milliseconds: the call that asked may have died in silence. */
  const deadline = call?.deadline ?? now() + PATIENCE;

  function enter(waiter: Call | undefined): () => void {
    let isIn = true;
    const leave = () => {
      if (isIn && --waiting === 0 && !isSettled) giveUp(false);
      isIn = false;
    };
    waiting++;
    waiter?.onClose(leave);
    return leave;
  }

  async function joinIn(
    waiter: Call | undefined,
    ask: () => Result | Promise<Result>,
  ): Promise<Result> {
    if (isSettled) return promise;
    const leave = enter(waiter);
    let cancel!: () => void;
    const timeUp = new Promise<void>((resolve) => {
      cancel = startTimer(Math.ceil(deadline - now()), resolve);
    });
    waiter?.onClose(cancel);
    try {
      await Promise.race([promise, timeUp]);
    } finally {
      cancel();
    }
    if (isSettled) return promise;
    giveUp(true);
    leave();
    if (isAgain) throw new Error(STUCK);
    return ask();
  }

  function isLate(): boolean {
    const late = !isSettled && now() >= deadline;
    if (late) giveUp(true);
    return late;
  }

  const settle = () => {
    isSettled = true;
  };
  promise.then(settle, settle);
  enter(call);
  return { promise, isLate, joinIn };
}

const STUCK =
  "What this call waits for did not come in time, twice. A token fetcher that calls its own client waits for itself: give it a client of its own.";
