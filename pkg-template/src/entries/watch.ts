// Polling, done well: for those who have no subscription, as over HTTP there is none.
import type { Watch, WatchOptions } from "../../types/watch.js";
import { noteFailure } from "@core";
import { ConvexTimeoutError } from "@names";
import { startTimer } from "../clock.ts";
import { Cause, Kind } from "../generated/core.ts";
import { readOptions } from "../watch/options.ts";
import { type Ask, Poll } from "../watch/poll.ts";

export const watch = (
  client: any,
  reference: any,
  args: any,
  options?: WatchOptions<any>,
): Watch<any> => begin((call) => client.query(reference, args, call), options);

export const watchAll = (
  client: any,
  entries: any,
  options?: WatchOptions<any>,
): Watch<any> =>
  begin(async (call) => {
    const results = await client.batch(entries, call);
    return results.map((result: PromiseSettledResult<unknown>) => {
      if (result.status === "rejected") throw result.reason;
      return result.value;
    });
  }, options);

export async function waitFor(
  client: any,
  reference: any,
  args: any,
  predicate: (value: any) => boolean | PromiseLike<boolean>,
  options: WatchOptions<any> = {},
): Promise<any> {
  const { timeout, ...rest } = options;
  if (timeout !== undefined && !(timeout > 0))
    throw new TypeError(
      "Invalid option `timeout`. Give milliseconds, more than 0.",
    );
  const values = watch(client, reference, args, rest);
  let late: Error | undefined;
  const stopTimer =
    timeout === undefined || timeout === Infinity
      ? () => {}
      : startTimer(timeout, () => {
          late = new ConvexTimeoutError(
            `What was waited for did not come within ${timeout} ms.`,
          );
          noteFailure(late, Cause.Timeout, Kind.Query, reference);
          void values.return();
        });
  try {
    for await (const value of values) if (await predicate(value)) return value;
    throw late!;
  } finally {
    stopTimer();
  }
}

/** Starts a watch. It never throws: whoever asks for its first value hears what is wrong. */
function begin<Value>(ask: Ask<Value>, options?: WatchOptions): Watch<Value> {
  let poll: Poll<Value> | undefined;
  let fault: Error | undefined;
  try {
    poll = new Poll(ask, readOptions(options));
  } catch (error) {
    noteFailure(error, Cause.Args, Kind.Query, undefined);
    fault = error as Error;
  }
  // Whoever asks for several values gets them one after another.
  let last: Promise<unknown> = Promise.resolve();
  const end = { done: true as const, value: undefined };
  const read = async (): Promise<IteratorResult<Value, undefined>> => {
    if (!poll) {
      const error = fault;
      fault = undefined;
      if (error) throw error;
      return end;
    }
    const found = await poll.next();
    return found ? { done: false, value: found.value } : end;
  };
  return {
    next() {
      const next = last.then(read);
      last = next.catch(() => {});
      return next;
    },
    async return() {
      fault = undefined;
      poll?.stop();
      return end;
    },
    refresh: () => poll?.refresh(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
