import assert from "node:assert/strict";
import { MARKED, markSource } from "./locate.mjs";

/** @typedef {import("./tab.mjs").Tab} Tab */

const PATIENCE = 10_000;

/** Uses a page as a person does: by what is written on it. */
export class Person {
  /** @param {Tab} tab */
  constructor(tab) {
    this.tab = tab;
  }

  /** Opens a page, anew even where only the part after # differs. @param {string} url */
  async open(url) {
    await this.tab.goto("about:blank");
    await this.tab.goto(url);
    await this.waitFor(
      `document.querySelector("[role=tab][aria-selected=true]")`,
      "the page to start",
    );
    await this.#seePanel();
    // The editor takes the place of a text area that could be typed into.
    await this.waitFor(
      `document.querySelector("#playground").hidden || document.querySelector(".editor")`,
      "the editor to start",
    );
  }

  /** Presses a button, opens a tab, a list or a summary. @param {string} name */
  async click(name) {
    await this.#mark("button", name);
    await this.tab.click(MARKED);
    await this.#seePanel();
  }

  /** Ticks or clears a box. @param {string} label */
  async tick(label) {
    await this.#mark("field", label);
    await this.tab.click(MARKED);
  }

  /**
   * @param {string} label
   * @param {string} text
   */
  async fill(label, text) {
    await this.#mark("field", label);
    await this.tab.fill(MARKED, text);
  }

  /**
   * @param {string} label
   * @param {string} option
   */
  async choose(label, option) {
    await this.#mark("field", label);
    await this.tab.choose(MARKED, option);
  }

  /** Waits until the panel that is open has been loaded. */
  async #seePanel() {
    await this.waitFor(
      `!document.querySelector("[role=tabpanel][inert]:not([hidden])")`,
      "the panel to start",
    );
  }

  /** @param {string} label */
  async focus(label) {
    await this.#mark("field", label);
    await this.tab.evaluate(
      `void document.querySelector(${JSON.stringify(MARKED)}).focus()`,
    );
  }

  /** @param {...string} keys */
  async press(...keys) {
    await this.tab.press(keys);
  }

  /** What an element shows. @param {string} selector @returns {Promise<string>} */
  async read(selector) {
    const source = `document.querySelector(${JSON.stringify(selector)})?.innerText.trim() ?? ""`;
    return await this.tab.evaluate(source);
  }

  /**
   * Waits until an element shows something.
   *
   * @param {string} selector
   * @param {RegExp} pattern
   */
  async see(selector, pattern) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const text = await this.read(selector);
      if (pattern.test(text)) return text;
      assert.ok(
        Date.now() < end,
        `${selector} shows ${JSON.stringify(text)}, not ${pattern}`,
      );
      await pause();
    }
  }

  /**
   * @param {string} source
   * @param {string} what
   * @param {number} [patience]
   */
  async waitFor(source, what, patience = PATIENCE) {
    const end = Date.now() + patience;
    while (!(await this.tab.evaluate(`Boolean(${source})`))) {
      assert.ok(Date.now() < end, `waited in vain for ${what}`);
      await pause();
    }
  }

  /** The name of what has the focus. @returns {Promise<string>} */
  async focused() {
    return await this.tab.evaluate(
      `(() => {
        const { activeElement: element } = document;
        const inner = element.shadowRoot?.activeElement;
        return inner?.ariaLabel ?? (element.labels?.[0] ?? element).textContent.trim();
      })()`,
    );
  }

  /**
   * @param {"button" | "field"} kind
   * @param {string} name
   */
  async #mark(kind, name) {
    const problem = await this.tab.evaluate(markSource(kind, name));
    assert.equal(problem ?? "", "");
  }
}

function pause() {
  return new Promise((resolve) => setTimeout(resolve, 25));
}
