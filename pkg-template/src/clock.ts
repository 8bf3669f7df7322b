// Time and chance. Neither is asked for on the way of a call that does not need it: where pages are rendered ahead of
// time, frameworks refuse what would differ each time.

/** The longest delay that timers keep, in milliseconds; they fire at once for a longer one. */
const LONGEST = 0x7fffffff;

/** Returns the time, in milliseconds. Not by `Date`, which Next refuses to have read while it prerenders. */
export const now = (): number =>
  typeof performance === "object"
    ? performance.timeOrigin + performance.now()
    : Date.now();

/** Runs something after a delay, in milliseconds, however long that is. Returns what calls it off. */
export function startTimer(delay: number, run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let left = delay;
  const wait = () => {
    const part = Math.min(left, LONGEST);
    left -= part;
    timer = setTimeout(left > 0 ? wait : run, part);
  };
  wait();
  return () => clearTimeout(timer);
}

/** Returns what no other call is known by. Pages that are not secure contexts have no randomUUID. */
export const randomId = (): string =>
  globalThis.crypto?.randomUUID?.() ??
  `${Math.random()}${Math.random()}`.replace(/0\./g, "");
