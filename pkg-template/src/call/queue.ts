// The order of a client's mutations, as a chain of promises.
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
  const place: Place = { state, isFirst, hasLeft: false };
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
  state.tail = state.tail
    ? state.tail.then(run, run)
    : waitForFirst(state, run);
  // One step behind the queue: the next mutation is sent before this one's caller hears of it.
  return state.tail.then();
}

/** Waits for the first mutation, which is being sent right now, by a fetch that calls another one. */
function waitForFirst(
  state: ClientState,
  run: () => Promise<unknown> | undefined,
): Promise<unknown> {
  let settle: ((result: Promise<unknown>) => void) | undefined;
  const turn = new Promise((resolve) => (settle = resolve));
  if (!settle) {
    // The stack is exhausted, which a promise does not throw.
    turn.catch(() => {});
    throw stackError();
  }
  state.onSent = (first) => settle!(first.then(run, run));
  return turn;
}

/** Sends a mutation whose turn has come, unless it was stopped, or its stack ended. */
function takeTurn(
  place: Place,
  reference: unknown,
  body: string | Thrown,
  call: Call | undefined,
): Promise<unknown> | undefined {
  const { state } = place;
  if (place.hasLeft) return;
  try {
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
