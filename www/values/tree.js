// A Convex value as a tree with its types. Only the rows in sight are elements, so that a result may have a million.
import { makeCopyButton } from "../copy.js";
import { make } from "../dom.js";
import { describeValue } from "./leaf.js";
import { printValue } from "./print.js";
import { isBranch, pathOf, Rows } from "./rows.js";

/** @typedef {import("./rows.js").Row} Row */

/** The height of a row, in the root's font size, as in the style. */
const ROW = 1.5;
/** How many rows a tree shows at most without being scrolled. */
const MOST_ROWS = 20;
/** How many rows are made above and below those in sight. */
const MARGIN = 10;
/** Deeper levels are not indented any further. */
const MOST_INDENT = 12;
const INDENT = 1.125;
/** A text that may be longer than its row. */
const LONG_TEXT = 50;
/** How much of a text is shown in full. */
const MOST_TEXT = 20_000;

let trees = 0;

/**
 * @param {any} value
 * @param {string} label for who cannot see it
 * @returns {HTMLElement}
 */
export function makeTree(value, label) {
  return new Tree(value, label).element;
}

class Tree {
  #rows;
  #chosen = 0;
  #id = `tree-${++trees}`;
  #rowHeight;
  #content = make("div", { role: "none" });
  #detail = make("div", { class: "tree-detail", hidden: true });
  #box;

  /** @param {any} value @param {string} label */
  constructor(value, label) {
    this.#rows = new Rows(value);
    const { fontSize } = getComputedStyle(document.documentElement);
    this.#rowHeight = parseFloat(fontSize) * ROW;
    const attributes = { class: "tree", role: "tree", tabindex: "0" };
    this.#box = make(
      "div",
      { ...attributes, "aria-label": label },
      this.#content,
    );
    this.#box.addEventListener("scroll", () => this.#draw());
    this.#box.addEventListener("keydown", (event) => this.#press(event));
    this.#box.addEventListener("click", (event) => this.#click(event));
    this.#draw();
    this.element = make("div", {}, this.#box, this.#detail);
  }

  #draw() {
    const { list } = this.#rows;
    const height = this.#rowHeight;
    this.#box.style.height = `${Math.min(list.length, MOST_ROWS) * height}px`;
    this.#content.style.height = `${list.length * height}px`;
    const top = Math.floor(this.#box.scrollTop / height);
    const start = Math.max(0, top - MARGIN);
    const end = Math.min(list.length, top + MOST_ROWS + MARGIN);
    const made = [];
    for (let index = start; index < end; index++) {
      made.push(this.#makeRow(list[index], index));
    }
    this.#content.replaceChildren(...made);
    const isMade = this.#chosen >= start && this.#chosen < end;
    this.#box.setAttribute(
      "aria-activedescendant",
      isMade ? `${this.#id}-${this.#chosen}` : "",
    );
  }

  /** @param {Row} row @param {number} index */
  #makeRow(row, index) {
    const { name, value, level, isOpen, position, siblings } = row;
    const element = make(
      "div",
      {
        id: `${this.#id}-${index}`,
        class: "tree-row",
        role: "treeitem",
        "data-index": String(index),
        "aria-level": String(level + 1),
        "aria-posinset": String(position),
        "aria-setsize": String(siblings),
        "aria-selected": String(index === this.#chosen),
      },
      make("span", { class: "tree-arrow", "aria-hidden": "true" }),
      name !== "" && make("span", { class: "tree-name" }, `${name}: `),
      ...describeValue(value),
    );
    if (isBranch(value)) element.ariaExpanded = String(isOpen);
    element.style.top = `${index * this.#rowHeight}px`;
    element.style.paddingLeft = `${Math.min(level, MOST_INDENT) * INDENT}rem`;
    return element;
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const row =
      event.target instanceof Element && event.target.closest(".tree-row");
    if (!(row instanceof HTMLElement)) return;
    const index = Number(row.dataset.index);
    this.#choose(index);
    this.#toggle(index);
  }

  /** @param {number} index */
  #toggle(index) {
    if (this.#rows.list[index].isOpen) this.#rows.close(index);
    else this.#rows.open(index);
    this.#draw();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { list } = this.#rows;
    const now = this.#chosen;
    const row = list[now];
    /** @type {Record<string, () => void>} */
    const moves = {
      ArrowDown: () => this.#choose(now + 1),
      ArrowUp: () => this.#choose(now - 1),
      PageDown: () => this.#choose(now + MOST_ROWS),
      PageUp: () => this.#choose(now - MOST_ROWS),
      Home: () => this.#choose(0),
      End: () => this.#choose(list.length - 1),
      Enter: () => this.#toggle(now),
      " ": () => this.#toggle(now),
      ArrowRight: () =>
        row.isOpen ? this.#choose(now + 1) : this.#toggle(now),
      ArrowLeft: () =>
        row.isOpen ? this.#toggle(now) : this.#choose(this.#parentOf(now)),
    };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    moves[event.key]();
  }

  /** @param {number} index */
  #parentOf(index) {
    const { parent } = this.#rows.list[index];
    return parent ? this.#rows.list.lastIndexOf(parent, index) : index;
  }

  /** @param {number} index */
  #choose(index) {
    const { list } = this.#rows;
    this.#chosen = Math.max(0, Math.min(index, list.length - 1));
    const top = this.#chosen * this.#rowHeight;
    const { clientHeight, scrollTop } = this.#box;
    if (top < scrollTop) this.#box.scrollTop = top;
    const bottom = top + this.#rowHeight;
    if (bottom > scrollTop + clientHeight) {
      this.#box.scrollTop = bottom - clientHeight;
    }
    this.#draw();
    this.#showDetail(list[this.#chosen]);
  }

  /** Shows where a row is, and a text that is too long for it. @param {Row} row */
  #showDetail(row) {
    const { value } = row;
    const path = pathOf(row);
    const text = isBranch(value) ? "" : printValue(value);
    const rest = text.length > MOST_TEXT ? " …" : "";
    const copy = makeCopyButton(`Copy ${path}`, () => printValue(value));
    this.#detail.replaceChildren(
      make("div", { class: "title-row" }, make("code", {}, path), copy),
      text.length < LONG_TEXT
        ? ""
        : make("pre", { class: "code" }, text.slice(0, MOST_TEXT) + rest),
    );
    this.#detail.hidden = false;
  }
}
