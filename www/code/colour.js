// Colours code that is only read. Loaded when there is some.
import { classHighlighter, highlightCode } from "@lezer/highlight";
import { make } from "../dom.js";
import { expression, program } from "./language.js";

/**
 * @param {string} text
 * @param {"program" | "value"} what
 * @returns {(Node | string)[]}
 */
export function colour(text, what) {
  const language = what === "program" ? program : expression;
  /** @type {(Node | string)[]} */
  const parts = [];
  highlightCode(
    text,
    language.parse(text),
    classHighlighter,
    (part, classes) =>
      parts.push(classes ? make("span", { class: classes }, part) : part),
    () => parts.push("\n"),
  );
  return parts;
}
