// Shows code at once, and in colours when what colours it is there.

/** More is shown without colours, which would be as many elements as words. */
const MOST = 50_000;

/**
 * @param {HTMLElement} place
 * @param {string} text
 * @param {"program" | "value"} what
 */
export function showCode(place, text, what) {
  place.textContent = text;
  if (text.length > MOST) return;
  import("./colour.js").then(
    ({ colour }) => {
      // It may show something else by now.
      if (place.textContent === text) {
        place.replaceChildren(...colour(text, what));
      }
    },
    // Without colours, it is still code.
    () => {},
  );
}
