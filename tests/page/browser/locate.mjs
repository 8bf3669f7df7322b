// Finding things on the page as a person does: by the words on them.

/**
 * Runs in the page: marks the one visible control of a name, so that a driver can find it, and says its kind.
 *
 * @param {"button" | "field"} kind
 * @param {string} name
 */
function mark(kind, name) {
  const plain = (/** @type {string | null | undefined} */ text) =>
    (text ?? "").replace(/\s+/g, " ").trim();
  const isVisible = (/** @type {Element} */ element) =>
    element.checkVisibility({ visibilityProperty: true });
  const nameOf = (/** @type {any} */ element) => {
    const own = element.getAttribute("aria-label");
    if (own !== null) return plain(own);
    // An editor lives in a shadow.
    const inner = element.shadowRoot?.querySelector("[aria-label]");
    if (inner) return plain(inner.ariaLabel);
    if (kind === "button") return plain(element.textContent);
    return plain(element.labels?.[0]?.textContent);
  };
  const selector = {
    button: "button, summary, a[href]",
    field: "input, select, textarea, .editor",
  }[kind];
  const found = [...document.querySelectorAll(selector)].filter(
    (element) => isVisible(element) && nameOf(element) === name,
  );
  if (found.length !== 1) {
    const seen = [...document.querySelectorAll(selector)].filter(isVisible);
    const names = seen.map(nameOf).join(", ");
    return `there are ${found.length} of the ${kind} "${name}" among: ${names}`;
  }
  for (const old of document.querySelectorAll("[data-marked]")) {
    old.removeAttribute("data-marked");
  }
  found[0].setAttribute("data-marked", "");
  return "";
}

/**
 * The source of what marks a control; it returns what is wrong, or nothing.
 *
 * @param {"button" | "field"} kind
 * @param {string} name
 */
export function markSource(kind, name) {
  return `(${mark})(${JSON.stringify(kind)}, ${JSON.stringify(name)})`;
}

export const MARKED = "[data-marked]";

/** The source of what gives a marked editor the focus, and says whether it is one. */
export const focusEditor = `(() => {
  const editor = document.querySelector("${MARKED}").shadowRoot?.querySelector("[contenteditable]");
  editor?.focus();
  return editor !== undefined;
})()`;
