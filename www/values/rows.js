// A Convex value as the rows of a tree, of which only those are made that can be seen.
import { asLiteral, printName } from "./print.js";

/** A branch with more items starts closed, unless it is the whole value, and so do all of its items. */
const OPEN_ITEMS = 20;
/** Levels that are open at first. */
const OPEN_LEVELS = 3;

/**
 * @typedef {object} Row
 * @property {string} name of the field or item; "" for the whole value
 * @property {any} value
 * @property {number} level from 0
 * @property {number} position among its siblings, from 1
 * @property {number} siblings with itself
 * @property {Row | undefined} parent
 * @property {boolean} isOpen
 */

/** @param {unknown} value */
export function isBranch(value) {
  return (
    typeof value === "object" &&
    value !== null &&
    !(value instanceof ArrayBuffer) &&
    !isPlaceholder(value)
  );
}

/** Tells a commit timestamp that is not known yet, the one value that is an object of a class. @param {object} value */
export function isPlaceholder(value) {
  return Symbol.toPrimitive in value;
}

/** @param {object} value a branch */
export function countOf(value) {
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

/** The rows that are there to be seen, in their order. */
export class Rows {
  /** @type {Row[]} */
  list;

  /** @param {any} value */
  constructor(value) {
    this.list = [makeRow("", value, 1, 1, undefined)];
    for (let index = 0; index < this.list.length; index++) {
      if (startsOpen(this.list[index])) this.open(index);
    }
  }

  /** @param {number} index */
  open(index) {
    const row = this.list[index];
    if (row.isOpen || !isBranch(row.value)) return;
    row.isOpen = true;
    const [before, after] = [
      this.list.slice(0, index + 1),
      this.list.slice(index + 1),
    ];
    this.list = before.concat(childrenOf(row), after);
  }

  /** @param {number} index */
  close(index) {
    const row = this.list[index];
    row.isOpen = false;
    let end = index + 1;
    while (end < this.list.length && this.list[end].level > row.level) end++;
    this.list = this.list.slice(0, index + 1).concat(this.list.slice(end));
  }
}

/** How JavaScript reaches a row from `result`. @param {Row} row @returns {string} */
export function pathOf({ name, parent }) {
  if (!parent) return "result";
  const isPlain = /^[A-Za-z_$][\w$]*$/.test(name);
  const step = Array.isArray(parent.value) || !isPlain ? `[${name}]` : "";
  return pathOf(parent) + (step || `.${name}`);
}

/** @param {Row} row */
function startsOpen({ value, level, siblings }) {
  if (!isBranch(value)) return false;
  const isSmall = countOf(value) <= OPEN_ITEMS && siblings <= OPEN_ITEMS;
  return level === 0 || (level < OPEN_LEVELS && isSmall);
}

/** @param {Row} row */
function childrenOf(row) {
  const { value } = row;
  /** @type {[string, any][]} */
  const entries = Array.isArray(value)
    ? value.map((item, index) => [String(index), item])
    : Object.entries(value).map(([name, item]) => [
        printName(name, asLiteral),
        item,
      ]);
  return entries.map(([name, item], index) =>
    makeRow(name, item, index + 1, entries.length, row),
  );
}

/**
 * @param {string} name
 * @param {any} value
 * @param {number} position
 * @param {number} siblings
 * @param {Row | undefined} parent
 * @returns {Row}
 */
function makeRow(name, value, position, siblings, parent) {
  const level = parent ? parent.level + 1 : 0;
  return { name, value, level, position, siblings, parent, isOpen: false };
}
