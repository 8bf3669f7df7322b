// How far a call has come, as the number that the engine makes of it: see core/src/call.rs. The module changes it; here is
// what JavaScript reads from it.
import { CallBits, Kind, Outcome, Step } from "../generated/core.ts";

export const newProgress = (kind: Kind): number => kind << CallBits.KindShift;

/** A call that was sent once and has no reply yet. */
export const sentOnce = (kind: Kind): number =>
  newProgress(kind) | Step.Reply | (1 << CallBits.AttemptsShift);

export const stepOf = (progress: number): Step => progress & CallBits.StepMask;

export const attemptsOf = (progress: number): number =>
  progress >>> CallBits.AttemptsShift;

export const repetitionsOf = (progress: number): number =>
  attemptsOf(progress) - (progress & CallBits.Renewed ? 1 : 0);

export const isRefused = (progress: number): boolean =>
  (progress & CallBits.Refused) !== 0;

export const isRetryable = (progress: number): boolean =>
  (progress & CallBits.Retryable) !== 0;

export const outcomeOf = (progress: number): Outcome =>
  (progress >>> CallBits.OutcomeShift) & 3;
