// The code and the links of the documents. How each is tested, by the fence's words:
//
//   ```js             is run as it stands, on the embedded backend
//   ```ts             is type-checked against the package's types, and run
//   ```ts no-run      is type-checked only: it needs what no test has
//   ```ts prelude=x   as above, after a text of preludes.mjs that the document explains
//   ```sh             every line must name a command that exists; see shell.mjs
//   ```diff           what it removes and what it adds must both be right; it is type-checked
//   ```json           is parsed
//   ```text           is a figure
//
// `// prints x` in code that is run says what it prints: all of it, in this order. A test's exit code is enough.
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import MarkdownIt from "markdown-it";
import { preludes } from "./preludes.mjs";

/**
 * @typedef {object} Block
 * @property {string} file from the repository's root
 * @property {number} line of the fence, from 1
 * @property {string} name for its own file
 * @property {string} language
 * @property {string} code
 * @property {string} prelude
 * @property {boolean} runs
 *
 * @typedef {object} Document
 * @property {string} file from the repository's root
 * @property {Block[]} blocks
 * @property {string[]} links
 * @property {string[]} paths of the repository that the text names in code: `core/src/call.rs`
 * @property {Set<string>} anchors
 */

export const root = resolve(import.meta.dirname, "../..");
const LANGUAGES = ["js", "ts", "sh", "diff", "json", "text"];
/** What begins with a folder of the repository. */
const PATH =
  /^(backend|bench|core|docs|examples|pkg-template|rust|src|tests|www|xtask)\/[\w./-]*$/;
/** The crate's documentation includes it, so that rustdoc compiles its code. */
const RUST_GUIDE = "docs/rust.md";
const markdown = new MarkdownIt();

/** @param {string} folder */
const documentsIn = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "README.md") return [join(folder, entry.name)];
    return entry.isDirectory() && folder === "examples"
      ? [join(folder, entry.name, "README.md")]
      : [];
  });

const inDocs = readdirSync(join(root, "docs"), { recursive: true })
  .map((name) => join("docs", String(name)))
  .filter((name) => name.endsWith(".md"));

/** Those whose code is tested. */
export const documents = [
  "README.md",
  "CONTRIBUTING.md",
  ...["RELEASING.md", "SECURITY.md", "CODE_OF_CONDUCT.md"],
  ...inDocs,
  ...documentsIn("examples").filter((file) => !file.includes("demo")),
].map(readDocument);

/**
 * @param {string} file
 * @returns {Document}
 */
export function readDocument(file) {
  const tokens = markdown.parse(readFileSync(join(root, file), "utf8"), {});
  const blocks = tokens
    .filter(({ type }) => type === "fence" || type === "code_block")
    // What is indented, not fenced, is for the shell.
    .map(({ info, content, map }) =>
      readBlock(file, (map?.[0] ?? 0) + 1, info.trim() || "sh", content),
    );
  const parts = tokens.flatMap(({ children }) => children ?? []);
  const links = parts
    .map((token) => token.attrGet("href"))
    .filter((href) => href !== null);
  const paths = parts
    .filter(({ type, content }) => type === "code_inline" && PATH.test(content))
    .map(({ content }) => content);
  const anchors = tokens
    .filter((_, index) => tokens[index - 1]?.type === "heading_open")
    .map(({ content }) => slugOf(content));
  return { file, blocks, links, paths, anchors: new Set(anchors) };
}

/**
 * @param {string} file
 * @param {number} line
 * @param {string} info
 * @param {string} code
 * @returns {Block}
 */
function readBlock(file, line, info, code) {
  const where = `${file}:${line}`;
  const [language, ...words] = info.split(/[\s,]+/);
  if (file === RUST_GUIDE && ["rust", "toml"].includes(language)) {
    return {
      file,
      line,
      name: where,
      language,
      code,
      prelude: "",
      runs: false,
    };
  }
  if (!LANGUAGES.includes(language)) {
    throw new Error(`${where}: no rule says how to test "${language}"`);
  }
  let prelude = "";
  let runs = language === "js" || language === "ts";
  for (const word of words) {
    const name = /^prelude=(\w+)$/.exec(word)?.[1];
    if (language === "ts" && word === "no-run") runs = false;
    else if (language === "ts" && name && name in preludes) {
      prelude = preludes[name];
    } else throw new Error(`${where}: "${word}" is unknown`);
  }
  const name = where.replace(/[^a-z0-9]+/gi, "-");
  return { file, line, name, language, code, prelude, runs };
}

/**
 * A heading's anchor, as GitHub makes it.
 *
 * @param {string} heading
 */
function slugOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}
