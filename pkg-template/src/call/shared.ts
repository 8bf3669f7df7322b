// What several calls wait for together: a token that is being fetched, the timestamp of consistent queries.
import { Bare } from "../bare.ts";
import { now, startTimer } from "../clock.ts";
import { PATIENCE } from "../generated/core.ts";
import type { Call } from "./call.ts";

export class SharedWait<Result> extends Bare {
  declare readonly promise: Promise<Result>;
  isSettled = false;
  /** Whether the one before it did not settle in time. */
  declare readonly isAgain: boolean | undefined;
  /** The calls that wait. One without options waits for ever. */
  #waiting = 0;
  /** When others ask for themselves, in milliseconds: the call that asked may have died in silence. */
  readonly #deadline: number;
  readonly #giveUp: (isAwaited: boolean) => void;

  /** `giveUp` is called when the last call that waits has gone, or when others wait for it no more. */
  constructor(
    promise: Promise<Result>,
    call: Call | undefined,
    giveUp: (isAwaited: boolean) => void,
    isAgain?: boolean,
  ) {
    super();
    this.promise = promise;
    this.isAgain = isAgain;
    this.#deadline = call?.deadline ?? now() + PATIENCE;
    this.#giveUp = giveUp;
    const settled = () => {
      this.isSettled = true;
    };
    promise.then(settled, settled);
    this.#enter(call);
  }

  /** Gives it up, and says so, where a call that comes now need not wait any more. */
  isLate(): boolean {
    const isLate = !this.isSettled && now() >= this.#deadline;
    if (isLate) this.#giveUp(true);
    return isLate;
  }

  /** Waits for what another call has asked for, and asks again where that does not come in time. */
  async join(
    call: Call | undefined,
    ask: () => Result | Promise<Result>,
  ): Promise<Result> {
    if (this.isSettled) return this.promise;
    const leave = this.#enter(call);
    let cancel!: () => void;
    const timeUp = new Promise<void>((resolve) => {
      cancel = startTimer(Math.ceil(this.#deadline - now()), resolve);
    });
    call?.onClose(cancel);
    try {
      await Promise.race([this.promise, timeUp]);
    } finally {
      cancel();
    }
    if (this.isSettled) return this.promise;
    this.#giveUp(true);
    leave();
    if (this.isAgain) throw new Error(STUCK);
    return ask();
  }

  #enter(call: Call | undefined): () => void {
    let isIn = true;
    const leave = () => {
      if (isIn && --this.#waiting === 0 && !this.isSettled) this.#giveUp(false);
      isIn = false;
    };
    this.#waiting++;
    call?.onClose(leave);
    return leave;
  }
}

const STUCK =
  "What this call waits for did not come in time, twice. A token fetcher that calls its own client waits for itself: give it a client of its own.";
