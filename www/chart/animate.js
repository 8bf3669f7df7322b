// Draws what goes on, for as long as it does.

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
/** How often a chart is drawn for who wants nothing to move, in milliseconds. */
const SELDOM = 500;

/**
 * @param {() => void} draw
 * @param {() => boolean} isOver
 */
export function animate(draw, isOver) {
  draw();
  if (isOver()) return;
  const next = () => animate(draw, isOver);
  if (STILL.matches) setTimeout(next, SELDOM);
  else requestAnimationFrame(next);
}
