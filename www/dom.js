// Finding and making elements. Text goes in as text nodes, so nothing that a server sends can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @param {ParentNode} [within]
 * @returns {T}
 */
export function find(selector, type, within = document) {
  const element = within.querySelector(selector);
  if (element instanceof type) return element;
  throw new Error(`The page lacks ${selector}.`);
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean>} [attributes] true is an empty one, false is none
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function makeSvg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * @template {Element} T
 * @param {T} element
 * @param {Record<string, string | number | boolean>} attributes
 * @param {Child[]} children
 */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(
    ...children.filter(
      (child) => child !== null && child !== undefined && child !== false,
    ),
  );
  return element;
}

/**
 * @param {string} label
 * @param {() => unknown} onClick
 * @param {Record<string, string | boolean>} [attributes]
 */
export function makeButton(label, onClick, attributes = {}) {
  const button = make("button", { type: "button", ...attributes }, label);
  button.addEventListener("click", () => onClick());
  return button;
}

/**
 * Puts a message where it belongs, or takes it away.
 *
 * @param {HTMLElement} place
 * @param {unknown} problem undefined is none
 */
export function showProblem(place, problem) {
  place.textContent = problem === undefined ? "" : messageOf(problem);
  place.hidden = problem === undefined;
}

/** @param {unknown} problem */
export function messageOf(problem) {
  return problem instanceof Error ? problem.message : String(problem);
}

/** @param {number} ms */
export function printMs(ms) {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString("en")} ms`;
}
