// What a failure means, where there is no module to ask: it is looked up in a table that was made by asking.
import type { Kind } from "../generated/core.ts";
import { UPLOAD_SHIFT, VERDICTS } from "../generated/verdicts.ts";

/** Says whose verdicts are meant: where their bits begin. */
export type Subject = number;

export const subjectOf = (kind: Kind, isIdempotent: boolean): Subject =>
  kind * 4 + (isIdempotent ? 2 : 0);

export const UPLOAD: Subject = UPLOAD_SHIFT;

export interface Verdict {
  /** Whether sending it again is safe, and may succeed. */
  retryable: boolean;
  /** Whether it may have had effects. */
  unknown: boolean;
}

/** What brings a status and maybe a code, and what brings none. */
export function judgeReply(
  subject: Subject,
  status: number,
  code: unknown,
): Verdict {
  const bits =
    VERDICTS[`${status} ${code}`] ??
    VERDICTS[status] ??
    VERDICTS[`${status}`.charAt(0)];
  return verdictOf(subject, bits);
}

export type Loss = "network" | "protocol" | "timeout" | "aborted";

export const judgeLoss = (
  subject: Subject,
  loss: Loss,
  isSent: boolean,
): Verdict => verdictOf(subject, VERDICTS[isSent ? loss : `${loss} unsent`]);

/** What is not known is never sent again. */
const verdictOf = (subject: Subject, bits = 2 << subject): Verdict => ({
  retryable: ((bits >> subject) & 1) !== 0,
  unknown: ((bits >> subject) & 2) !== 0,
});
