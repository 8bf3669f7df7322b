// How long to wait before sending again, where there is no module to ask. `tests/features/cases/fetch.js` compares every
// delay with the one that `core/src/retry.rs` gives the client.
import type { Retry } from "../call/options.ts";

/**
 * Returns the delay, in milliseconds; infinite where the reply asks for a longer one than is waited for.
 *
 * @param repetition - from 1
 * @param header - the reply's Retry-After, or empty
 * @param until - how far away it is, if it is a date
 */
export function delayOf(
  { backoff, maxDelay, maxRetryAfter }: Retry,
  repetition: number,
  random: number,
  header: string,
  until: number,
): number {
  const doubled = backoff * 2 ** Math.min(repetition - 1, 31);
  const delay = random * Math.min(doubled, maxDelay);
  const asked = retryAfter(header, until);
  return asked > maxRetryAfter ? Infinity : Math.max(asked, delay);
}

/** Returns how long a header asks to wait, in milliseconds. */
function retryAfter(header: string, until: number): number {
  const text = header.trim();
  // Engines take "-1" and "1.5" for dates, long ago.
  if (/^[a-z]/i.test(text)) return until > 0 ? until : 0;
  const [, seconds, fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (seconds === undefined) return 0;
  return (Number(seconds) + (/[1-9]/.test(fraction) ? 1 : 0)) * 1000;
}
