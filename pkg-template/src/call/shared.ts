// What several calls wait for together: a token that is being fetched, the timestamp of consistent queries.
import { Bare } from "../bare.ts";
import { now } from "../clock.ts";
import { PATIENCE } from "../generated/core.ts";
import type { Call } from "./call.ts";

export class SharedWait<Result> extends Bare {
  declare readonly promise: Promise<Result>;
  isSettled = false;
  /** The calls that wait. One without options waits for ever. */
  #waiting = 0;
  /** When those that come later ask for themselves, in milliseconds: the call that asked may have died in silence. */
  readonly #deadline: number;
  readonly #giveUp: (isAwaited: boolean) => void;

  /** `giveUp` is called when the last call that waits has gone, or when those that come later wait for it no more. */
  constructor(
    promise: Promise<Result>,
    call: Call | undefined,
    giveUp: (isAwaited: boolean) => void,
  ) {
    super();
    this.promise = promise;
    this.#deadline = call?.deadline ?? now() + PATIENCE;
    this.#giveUp = giveUp;
    const settled = () => {
      this.isSettled = true;
    };
    promise.then(settled, settled);
  }

  /** Gives it up where a call that comes now need not wait any more. */
  check(): void {
    if (!this.isSettled && now() >= this.#deadline) this.#giveUp(true);
  }

  join(call: Call | undefined): Promise<Result> {
    this.#waiting++;
    call?.onClose(() => {
      if (--this.#waiting === 0 && !this.isSettled) this.#giveUp(false);
    });
    return this.promise;
  }
}
