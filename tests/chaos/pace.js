// Time as this program had it: while the machine does other work, none passes.

/** How long a tick is, in milliseconds. */
const TICK = 50;

let ticks = 0;
/** Who has asked for it. */
let users = 0;
/** @type {ReturnType<typeof setInterval> | undefined} */
let timer;

/** Lets time pass, until all that asked for it have called what it returns. */
export function startPace() {
  users += 1;
  timer ??= setInterval(() => {
    ticks += 1;
  }, TICK);
  return () => {
    if ((users -= 1) > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Returns how much of it has passed, in milliseconds. */
export const passed = () => ticks * TICK;

/** Waits until so much of it has passed, unless it is called off. @param {number} ms */
export function wait(ms) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  const end = passed() + ms;
  const done = new Promise((resolve) => {
    timer = setInterval(() => {
      if (passed() > end) resolve(undefined);
    }, TICK);
  });
  return { done, callOff: () => clearInterval(timer) };
}
