// Buttons that copy a text.
import { makeButton } from "./dom.js";

const SHOWN = 2000;

/**
 * @param {HTMLButtonElement} button
 * @param {() => string} read what is copied
 * @param {() => HTMLElement | undefined} [find] where the same text stands
 */
export function copyWith(button, read, find) {
  const label = button.textContent;
  let copies = 0;
  button.addEventListener("click", async () => {
    const own = ++copies;
    button.textContent = await copy(read(), find?.());
    setTimeout(() => {
      if (own === copies) button.textContent = label;
    }, SHOWN);
  });
}

/**
 * @param {string} name for who cannot see what it stands beside
 * @param {() => string} read
 */
export function makeCopyButton(name, read) {
  const attributes = { class: "small", "aria-label": name };
  const button = makeButton("Copy", () => {}, attributes);
  copyWith(button, read);
  return button;
}

/**
 * @param {string} text
 * @param {HTMLElement | undefined} place
 * @returns {Promise<string>} what came of it
 */
async function copy(text, place) {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied";
  } catch {
    // Without the right to do so, the text is selected for the keyboard.
    if (!place) return "Not allowed";
    getSelection()?.selectAllChildren(place);
    return "Press Ctrl C";
  }
}
