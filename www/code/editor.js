// CodeMirror, for a Convex value. Loaded after the page.
import {
  defaultKeymap,
  history,
  historyKeymap,
  insertNewlineAndIndent,
} from "@codemirror/commands";
import {
  bracketMatching,
  delimitedIndent,
  HighlightStyle,
  indentNodeProp,
  LRLanguage,
  syntaxHighlighting,
} from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { make } from "../dom.js";
import { expression } from "./language.js";

const language = LRLanguage.define({
  parser: expression.configure({
    props: [
      indentNodeProp.add({
        ObjectExpression: delimitedIndent({ closing: "}" }),
        ArrayExpression: delimitedIndent({ closing: "]" }),
      }),
    ],
  }),
});

/** The page's own colours, which reach into the shadow. */
const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-name)" },
  { tag: tags.string, color: "var(--code-text)" },
  {
    tag: [tags.number, tags.bool, tags.null, tags.atom],
    color: "var(--code-number)",
  },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

const look = EditorView.theme({
  "&": { fontSize: "0.875rem", color: "var(--ink)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { padding: "0.4375rem 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 0.625rem" },
  "&.cm-focused .cm-matchingBracket": { background: "var(--accent-soft)" },
});

/** Sends the form, which listens for it. */
const SEND = "Mod-Enter";

const KEYS = [
  { key: "Enter", run: insertNewlineAndIndent },
  ...defaultKeymap.filter(({ key }) => key !== SEND),
  ...historyKeymap,
];

const usual = [
  history(),
  keymap.of(KEYS),
  language,
  syntaxHighlighting(colours),
  bracketMatching(),
  EditorState.tabSize.of(2),
  EditorView.lineWrapping,
  look,
];

/**
 * Takes the place of a text area. It lives in a shadow, where styles that a script makes need no leave of the page's
 * policy.
 *
 * @param {HTMLTextAreaElement} area which keeps the text, and is told of each change
 * @returns {import("./field.js").Editor}
 */
export function edit(area) {
  const host = make("div", { class: "editor" });
  const root = host.attachShadow({ mode: "open" });
  area.after(host);
  area.hidden = true;
  const tell = EditorView.updateListener.of(({ docChanged, state }) => {
    if (!docChanged) return;
    area.value = state.doc.toString();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const name = area.labels[0]?.textContent ?? "";
  const view = new EditorView({
    root,
    parent: root,
    doc: area.value,
    extensions: [
      usual,
      EditorView.contentAttributes.of({ "aria-label": name }),
      tell,
    ],
  });
  return {
    read: () => view.state.doc.toString(),
    write: (text) => {
      const whole = { from: 0, to: view.state.doc.length, insert: text };
      view.dispatch({ changes: whole });
    },
    focus: () => view.focus(),
    mark: (isInvalid) => {
      view.contentDOM.ariaInvalid = isInvalid ? "true" : null;
      host.classList.toggle("invalid", isInvalid);
    },
  };
}
