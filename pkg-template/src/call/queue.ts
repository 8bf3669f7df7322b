// The order of a client's mutations: whoever leaves wakes the next.
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
  /** Somebody may have added fields to every object. */
  readonly __proto__: null;
  readonly owner: ClientState;
  hasLeft: boolean;
  /** When its mutation ends at the latest, in milliseconds. */
  readonly endsAt: number;
  /** Of those before it that are in the queue, who ends first: known by the place before, so that none looks at all. */
  soonest: Place | undefined;
  /** The place before it, until its turn comes, and the one after it. Both may have been left. */
  ahead: Place | undefined;
  next?: Place;
  /** Says that its turn has come, if it waits. */
  go?: () => void;
  /** The result of the one before it, if that was there when it was made. */
  hears?: Promise<unknown> | undefined;
  /** What its caller waits for, once that is there, unless the caller hears of its end another way. */
  answer?: Promise<unknown> | undefined;
  /** Calls off the timer by which it looks again. */
  callOff?: () => void;
}

/** What waits for those before it. */
type Front = Pick<Place, "__proto__" | "ahead" | "soonest" | "callOff">;

/** Starts a mutation: when those before it have settled, or at once to skip the queue. */
export function enqueue(
  state: ClientState,
  reference: unknown,
  args: unknown,
  options?: any,
  call?: Call,
): Promise<unknown> {
  const body = () => bodyOf(reference, args);
  if (options?.skipQueue)
    return start(state, Kind.Mutation, undefined, reference, body(), call);
  const isFirst = state.queued === 0;
  let before = isFirst ? undefined : state.lastPlace;
  while (before?.hasLeft) before = before.ahead;
  const place: Place = {
    __proto__: null,
    owner: state,
    hasLeft: false,
    endsAt: call?.endsAt ?? Infinity,
    soonest: before && sooner(before, before.ahead && before.soonest),
    ahead: before,
  };
  if (before) before.next = place;
  state.lastPlace = place;
  state.queued++;
  let result: Promise<unknown> | undefined;
  try {
    if (isFirst) {
      result = start(state, Kind.Mutation, place, reference, body(), call);
      if (place.hasLeft) return result;
    } else result = wait(state, place, reference, body(), call);
    place.answer = result;
    // Steps behind the queue: the next mutation is sent before this one's caller hears of it.
    return result.then().then();
  } catch (error) {
    // The stack is exhausted, perhaps for every function: what must be done is done here.
    if (result) return result;
    if (!place.hasLeft) {
      place.hasLeft = true;
      state.queued--;
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
  // One that is stopped while it waits is in nobody's way, and its caller hears of it at once.
  call?.onClose(() => {
    if (place.ahead) place.answer = undefined;
    leave(place);
  });
  // By promises of its own, and what it has said itself to the one before: what goes on elsewhere is another request's in a
  // Worker, and dies with that. Nor does all get here that is settled there, so its own timer looks as well.
  let turn = open((go) => {
    place.go = go;
    const look = () => {
      if (isFront(place)) go();
    };
    place.hears = place.ahead!.answer;
    place.hears?.then(look, look);
  });
  if (place.soonest!.endsAt < Infinity)
    turn = Promise.race([turn, open((go) => outlast(place, go))]);
  return turn.then(() => takeTurn(place, reference, body, call));
}

/** Whether all those before a place have left. */
function isFront(place: Place): boolean {
  let { ahead } = place;
  while (ahead?.hasLeft) ahead = ahead.ahead;
  // Nobody need look at those again.
  if (ahead) place.ahead = ahead;
  return !ahead;
}

/** Returns whose mutation ends first. */
const sooner = (one: Place, other: Place | undefined): Place =>
  other && other.endsAt < one.endsAt ? other : one;

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
 * Goes on when each of those before a place has left, or is past its deadline: it may have died in silence, as where the
 * request that made it has ended in a Worker. One without a deadline is waited for.
 */
function outlast(place: Front, go: () => void) {
  const time = now();
  const isThere = (it: Place) => !it.hasLeft && it.endsAt > time;
  let { soonest } = place;
  if (soonest && !isThere(soonest)) {
    soonest = undefined;
    for (let it = place.ahead; it; it = it.ahead)
      if (isThere(it)) soonest = sooner(it, soonest);
  }
  place.soonest = soonest;
  if (!soonest) go();
  else if (soonest.endsAt < Infinity)
    place.callOff = startTimer(Math.ceil(soonest.endsAt - time), () =>
      outlast(place, go),
    );
}

/** Removes those before a place: whoever has not left by its turn died. */
function passOver(place: Place): void {
  let it = place.ahead;
  // Else each would keep the one before it, for ever.
  place.soonest = undefined;
  for (place.ahead = undefined; it; it = it.ahead) {
    // Nobody hears of it any more.
    if (!it.hasLeft) it.answer = undefined;
    leave(it);
  }
}

/** Sends a mutation whose turn has come, unless it was stopped, or its stack ended. */
function takeTurn(
  place: Place,
  reference: unknown,
  body: string | Thrown,
  call: Call | undefined,
): Promise<unknown> | undefined {
  const { hasLeft, owner } = place;
  place.callOff?.();
  if (hasLeft) {
    // Its time is up, though its own timer may be the later one.
    call?.expire?.();
    return;
  }
  try {
    passOver(place);
    // A fetcher of tokens may have been set since.
    if (owner.tokenSource)
      call ??= new Call(owner, Kind.Mutation, reference, NO_OPTIONS);
    return start(owner, Kind.Mutation, place, reference, body, call);
  } catch (error) {
    // The module broke. Nothing was sent: that would have been gone on with.
    leave(place);
    noteFailure(error, Cause.Args, Kind.Mutation, reference);
    throw error;
  }
}

/** Removes the mutation that settled. */
export function leave(place: Place): void {
  if (place.hasLeft) return;
  place.hasLeft = true;
  place.owner.queued--;
  place.callOff?.();
  follow(place);
}

/** Tells the next one that a mutation has left. */
export function follow(place: Place): void {
  const { answer } = place;
  let { next } = place;
  while (next?.hasLeft) next = next.next;
  // Those before it ask which comes next; where there are none, a place that is kept must not keep all that come later.
  place.next = place.ahead && next;
  // One that waits for this one's result hears of it by that.
  if (next && !(answer && answer === next.hears) && isFront(place)) next.go!();
}

/** Waits until no mutation is in the queue, or only dead ones, and the last one's caller has heard of it. */
export async function idle(state: ClientState): Promise<void> {
  for (;;) {
    // What is being sent right now has no result yet, and a caller may hear of one a little later.
    await undefined;
    let last = state.lastPlace;
    while (last?.hasLeft) last = last.ahead;
    if (!last) return;
    const end: Front = { __proto__: null, ahead: last, soonest: last };
    const isDead = new Promise<void>((resolve) => outlast(end, resolve));
    await Promise.race([last.answer, isDead]).catch(() => {});
    end.callOff?.();
    leave(last);
  }
}
