// The order of a client's mutations, as a chain of promises.
import { now, startTimer } from "../clock.ts";
import { isRefused, type Thrown } from "../errors.ts";
import { noteFailure } from "../failure.ts";
import { Cause, Kind } from "../generated/core.ts";
import type { ClientState } from "../state.ts";
import { bodyOf } from "../values/encode.ts";
import { stackError } from "../values/visit.ts";
import { start } from "./attempts.ts";
import { Call } from "./call.ts";
import { NO_OPTIONS } from "./options.ts";
import { settledOf } from "./plain.ts";

/** A mutation's place in the queue. */
export interface Place {
  readonly state: ClientState;
  /** Whether the queue was empty, so that it is sent at once. */
  readonly isFirst: boolean;
  hasLeft: boolean;
  /** When its mutation ends at the latest, and when the last of those before it does, in milliseconds. */
  readonly deadline: number;
  readonly until: number;
  /** The place before it, until its turn comes. */
  before: Place | undefined;
  /** Calls off the timer that ends its wait. */
  cancel?: () => void;
}

/** Starts a mutation: when those before it have settled, or at once to skip the queue. */
export function enqueue(
  state: ClientState,
  reference: unknown,
  args: unknown,
  options?: any,
  call?: Call,
): Promise<unknown> {
  const body = () => bodyOf(Kind.Mutation, reference, args);
  if (options?.skipQueue)
    return start(state, Kind.Mutation, undefined, reference, body(), call);
  const isFirst = state.pending === 0;
  let before = isFirst ? undefined : state.lastPlace;
  while (before?.hasLeft) before = before.before;
  const place: Place = {
    state,
    isFirst,
    hasLeft: false,
    deadline: call?.deadline ?? Infinity,
    until: Math.max(before?.deadline ?? 0, before?.before ? before.until : 0),
    before,
  };
  state.lastPlace = place;
  state.pending++;
  let result: Promise<unknown> | undefined;
  try {
    if (isFirst) {
      result = start(state, Kind.Mutation, place, reference, body(), call);
      if (!place.hasLeft) {
        if (state.onSent) letFollow(state, result);
        else state.tail = result;
        result = result.then();
      }
    } else result = wait(state, place, reference, body(), call);
    if (!place.hasLeft) state.last = result;
    return result;
  } catch (error) {
    // The stack is exhausted, perhaps for every function: what must be done is done here.
    if (result) return result;
    if (!place.hasLeft) {
      place.hasLeft = true;
      if (--state.pending === 0) state.tail = state.last = undefined;
      follow(place);
    }
    throw error;
  }
}

/** Makes a mutation the queue's last. Its arguments are taken now. */
function wait(
  state: ClientState,
  place: Place,
  reference: unknown,
  body: string | Thrown,
  call: Call | undefined,
): Promise<unknown> {
  if (isRefused(body))
    return settledOf(state, Kind.Mutation, place, reference, body);
  // One that is stopped while it waits is in nobody's way.
  call?.onClose(() => leave(place));
  const run = () => takeTurn(place, reference, body, call);
  const queueBehind = (before: Promise<unknown>) =>
    outlast(place, before, call).then(run, run);
  state.tail = state.tail
    ? queueBehind(state.tail)
    : // The first mutation is being sent right now, by a fetch that calls another one.
      open((settle) => (state.onSent = (first) => settle(queueBehind(first))));
  // One step behind the queue: the next mutation is sent before this one's caller hears of it.
  return state.tail.then();
}

/** Makes a promise. It throws where the stack is exhausted, which a promise does not. */
function open(
  begin: (settle: (result?: unknown) => void) => void,
): Promise<unknown> {
  let isOpen = false;
  const promise = new Promise((resolve) => {
    begin(resolve);
    isOpen = true;
  });
  if (isOpen) return promise;
  promise.catch(() => {});
  throw stackError();
}

/**
 * Waits for those before a place, and no longer than until their last deadline: they may have died in silence, as where
 * the request that made them has ended in a Worker. One without a deadline is waited for.
 */
function outlast(
  place: Place,
  before: Promise<unknown>,
  call: Call | undefined,
): Promise<unknown> {
  if (place.until === Infinity) return before;
  const timeUp = open(
    (settle) =>
      (place.cancel = startTimer(Math.ceil(place.until - now()), settle)),
  );
  call?.onClose(place.cancel!);
  return Promise.race([before, timeUp]);
}

/** Sends a mutation whose turn has come, unless it was stopped, or its stack ended. */
function takeTurn(
  place: Place,
  reference: unknown,
  body: string | Thrown,
  call: Call | undefined,
): Promise<unknown> | undefined {
  const { state } = place;
  place.cancel?.();
  let it = place.before;
  place.before = undefined;
  if (place.hasLeft) {
    // Its time is up, though its own timer may be the later one.
    call?.expire();
    return;
  }
  try {
    // Those that have not left died.
    for (; it; it = it.before) leave(it);
    // A fetcher of tokens may have been set since.
    if (state.tokens)
      call ??= new Call(state, Kind.Mutation, reference, NO_OPTIONS);
    return start(state, Kind.Mutation, place, reference, body, call);
  } catch (error) {
    // The module broke. Nothing was sent: that would have been gone on with.
    leave(place);
    noteFailure(error, Cause.Args, Kind.Mutation, reference);
    throw error;
  }
}

/** Has those follow the first mutation that were queued while it was being sent. */
function letFollow(state: ClientState, first: Promise<unknown>): void {
  state.onSent!(first);
  state.onSent = undefined;
}

/** Removes the mutation that settled. */
export function leave(place: Place): void {
  if (place.hasLeft) return;
  place.hasLeft = true;
  place.state.pending--;
  follow(place);
}

/** Tells those who wait that a mutation has left. */
export function follow({ isFirst, state }: Place): void {
  // It was never sent: what its own arguments or its fetch called need not wait for it.
  if (isFirst && state.onSent) letFollow(state, Promise.resolve());
  if (state.pending > 0) return;
  const { last } = state;
  state.tail = state.last = undefined;
  for (const wake of state.whenIdle.splice(0)) wake(last);
}

/** Waits until no mutation is in the queue, and the last one's caller has heard of it. */
export async function idle(state: ClientState): Promise<void> {
  while (state.pending > 0)
    await new Promise((resolve) => state.whenIdle.push(resolve)).catch(
      () => {},
    );
}
