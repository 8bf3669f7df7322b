// A field for code: a text area at first, and an editor when that is loaded.

/**
 * @typedef {object} Editor
 * @property {() => string} read
 * @property {(text: string) => void} write
 * @property {() => void} focus
 * @property {(isInvalid: boolean) => void} mark
 */

export class CodeField {
  #area;
  /** @type {Editor | undefined} */
  #editor;

  /** @param {HTMLTextAreaElement} area */
  constructor(area) {
    this.#area = area;
  }

  /** Loads the editor; where that fails, the text area stays. */
  async upgrade() {
    const { edit } = await import("./editor.js");
    const hadFocus = document.activeElement === this.#area;
    this.#editor = edit(this.#area);
    this.#area.labels[0]?.addEventListener("click", () => this.focus());
    if (hadFocus) this.focus();
  }

  get value() {
    return this.#editor?.read() ?? this.#area.value;
  }

  set value(text) {
    if (this.#editor) this.#editor.write(text);
    else this.#area.value = text;
  }

  /** @param {string | null} invalid */
  set ariaInvalid(invalid) {
    this.#area.ariaInvalid = invalid;
    this.#editor?.mark(invalid === "true");
  }

  focus() {
    (this.#editor ?? this.#area).focus();
  }
}
