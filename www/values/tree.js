// A Convex value as a tree with its types. Branches are `details`, which every browser and screen reader can operate.
import { make, makeButton } from "../dom.js";
import { toHex } from "./bytes.js";
import { asLiteral, printName } from "./print.js";

/** How many items of a branch are made at once: a large result must not freeze the page. */
const BATCH = 100;
const MOST_TEXT = 2000;
const MOST_BYTES = 64;
/** Levels that are open at first. */
const OPEN_LEVELS = 3;
/** A branch with more items starts closed, unless it is the whole value. */
const OPEN_ITEMS = 20;

/**
 * @param {any} value
 * @returns {HTMLElement}
 */
export function makeTree(value) {
  return make("div", { class: "tree" }, makeNode(undefined, value, 0));
}

/**
 * @param {string | undefined} name undefined for the whole value
 * @param {any} value
 * @param {number} level
 */
function makeNode(name, value, level) {
  const isBranch =
    typeof value === "object" &&
    value !== null &&
    !(value instanceof ArrayBuffer) &&
    !isPlaceholder(value);
  const label =
    name !== undefined && make("span", { class: "tree-name" }, `${name}: `);
  if (isBranch) return makeBranch(label, value, level);
  return make("div", { class: "tree-leaf" }, label, ...leafParts(value));
}

/**
 * @param {HTMLElement | false} label
 * @param {Record<string, unknown> | unknown[]} value
 * @param {number} level
 */
function makeBranch(label, value, level) {
  const isArray = Array.isArray(value);
  /** @type {[string, any][]} */
  const entries = isArray
    ? value.map((item, index) => [String(index), item])
    : Object.entries(value).map(([name, item]) => [
        printName(name, asLiteral),
        item,
      ]);
  const count = `${entries.length} ${plural(entries.length, isArray ? "item" : "field")}`;
  const type = makeType(isArray ? "array" : "object");
  const summary = make("summary", {}, label, type, ` ${count}`);
  if (entries.length === 0) {
    return make("div", { class: "tree-leaf" }, label, type, ` ${count}`);
  }
  const items = make("ul");
  const branch = make("details", {}, summary, items);
  let made = 0;
  const makeMore = () => {
    const end = Math.min(entries.length, made + BATCH);
    for (; made < end; made++) {
      const [name, item] = entries[made];
      items.append(make("li", {}, makeNode(name, item, level + 1)));
    }
    if (made < entries.length) items.append(makeRest(entries.length - made));
  };
  const makeRest = (/** @type {number} */ left) => {
    const rest = make("li");
    rest.append(
      makeButton(`Show ${Math.min(left, BATCH)} more of ${left}`, () => {
        rest.remove();
        const before = items.childElementCount;
        makeMore();
        const next = items.children[before]?.querySelector("summary");
        next?.focus();
      }),
    );
    return rest;
  };
  // What is not open is not made.
  branch.addEventListener("toggle", () => {
    if (branch.open && made === 0) makeMore();
  });
  if (level === 0 || (level < OPEN_LEVELS && entries.length <= OPEN_ITEMS)) {
    branch.open = true;
    makeMore();
  }
  return branch;
}

/**
 * @param {any} value
 * @returns {(Node | string)[]}
 */
function leafParts(value) {
  if (value === undefined) return [makeType("undefined")];
  if (value === null) return [makeType("null")];
  if (value instanceof ArrayBuffer) {
    const size = value.byteLength;
    const rest = size > MOST_BYTES ? " …" : "";
    return [
      makeType("bytes"),
      ` ${size} ${plural(size, "byte")} `,
      make("code", {}, `${toHex(value, MOST_BYTES)}${rest}`),
    ];
  }
  if (isPlaceholder(value)) return [makeType("timestamp"), ` ${value}`];
  switch (typeof value) {
    case "string":
      return [makeType("string"), " ", ...textParts(value)];
    case "bigint":
      return [makeType("int64"), " ", make("code", {}, `${value}n`)];
    case "number": {
      const text = Object.is(value, -0) ? "-0" : String(value);
      return [makeType("float64"), " ", make("code", {}, text)];
    }
    default:
      return [makeType("boolean"), " ", make("code", {}, String(value))];
  }
}

/** @param {string} text */
function textParts(text) {
  const code = make("code", {}, JSON.stringify(text.slice(0, MOST_TEXT)));
  if (text.length <= MOST_TEXT) return [code];
  const more = makeButton(`Show all ${text.length} characters`, () => {
    code.textContent = JSON.stringify(text);
    more.remove();
  });
  return [code, " … ", more];
}

/** @param {string} type */
function makeType(type) {
  return make("span", { class: `type type-${type}` }, type);
}

/** Tells a commit timestamp that is not known yet, the one value that is an object of a class. @param {object} value */
function isPlaceholder(value) {
  return (
    typeof value === "object" && value !== null && Symbol.toPrimitive in value
  );
}

/**
 * @param {number} count
 * @param {string} word
 */
function plural(count, word) {
  return count === 1 ? word : `${word}s`;
}
