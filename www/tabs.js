// The tabs: arrow keys move between them, and the address names the one that is open.
import { readAddress } from "./address.js";
import { find } from "./dom.js";

/**
 * @param {(panel: string) => void} onOpen
 */
export function startTabs(onOpen) {
  const list = find("[role=tablist]", HTMLElement);
  const tabs = [...list.querySelectorAll("button")];

  /** @param {HTMLButtonElement} chosen */
  function open(chosen) {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.ariaSelected = String(isChosen);
      tab.tabIndex = isChosen ? 0 : -1;
      find(`#${panelOf(tab)}`, HTMLElement).hidden = !isChosen;
    }
    // A narrow screen may not show all of them.
    const { offsetLeft, offsetWidth } = chosen;
    list.scrollLeft = offsetLeft + offsetWidth / 2 - list.clientWidth / 2;
    onOpen(panelOf(chosen));
  }

  /** @param {HTMLButtonElement} tab */
  function choose(tab) {
    if (tab.ariaSelected === "true") return;
    history.pushState(null, "", `#${panelOf(tab)}`);
    open(tab);
  }

  function openNamed() {
    const { panel } = readAddress();
    open(tabs.find((tab) => panelOf(tab) === panel) ?? tabs[0]);
  }

  for (const tab of tabs) tab.addEventListener("click", () => choose(tab));
  list.addEventListener("keydown", (event) => {
    const now = tabs.findIndex((tab) => tab === document.activeElement);
    const next = moves(now, tabs.length)[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const tab = tabs[(next + tabs.length) % tabs.length];
    tab.focus();
    choose(tab);
  });
  // Going back and forward.
  addEventListener("popstate", openNamed);
  openNamed();
}

/** @param {Element} tab */
function panelOf(tab) {
  return tab.getAttribute("aria-controls") ?? "";
}

/**
 * @param {number} now
 * @param {number} count
 * @returns {Record<string, number>}
 */
function moves(now, count) {
  return { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: count - 1 };
}
