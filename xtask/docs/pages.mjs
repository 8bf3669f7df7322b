// The guide of the site: the documents of the repository, as TypeDoc's documents.
import { cpSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { linkOf, withLinks } from "./links.mjs";

/** The guide, in the order in which it is read. Other documents in docs/ come after these. */
const GUIDE = [
  ...["migrating", "reliability", "exactly-once", "errors", "tokens"],
  ...["uploads", "nextjs", "watching", "testing", "tracing", "runtimes"],
  ...["differences", "performance"],
];
/** What is about the project. */
const PROJECT = ["rust", "design"];
const ABOUT = [
  ...["CONTRIBUTING.md", "CHANGELOG.md"],
  ...["CODE_OF_CONDUCT.md", "SECURITY.md"],
];

/**
 * @typedef {object} Page
 * @property {string} file from the repository's root
 * @property {string} group
 * @property {string} [title] in place of its heading
 */

/**
 * @param {string} root
 * @returns {Page[]}
 */
export function pagesOf(root) {
  const names = readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.slice(0, -3));
  const others = names.filter((it) => ![...GUIDE, ...PROJECT].includes(it));
  const guide = [...GUIDE, ...others].filter((it) => names.includes(it));
  const at = (/** @type {string} */ folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name}`);
  return [
    ...guide.map((name) => ({ file: `docs/${name}.md`, group: "Guide" })),
    ...PROJECT.map((name) => ({ file: `docs/${name}.md`, group: "Project" })),
    ...ABOUT.map((file) => ({ file, group: "Project" })),
    ...at("docs/decisions").map((file) => ({ file, group: "Decisions" })),
    { file: "RELEASING.md", group: "Maintainers" },
    ...at("docs/maintainers").map((file) => ({ file, group: "Maintainers" })),
  ];
}

/**
 * Writes the pages into a folder, laid out as the repository is, and returns their files and that of the first page.
 *
 * @param {string} root
 * @param {string} folder
 * @param {string | undefined} source where the repository's files can be read, without a slash at the end
 */
export function writePages(root, folder, source) {
  rmSync(folder, { recursive: true, force: true });
  const pages = pagesOf(root);
  const known = new Set([
    "README.md",
    "LICENSE",
    ...pages.map(({ file }) => file),
  ]);
  const write = (/** @type {string} */ file, /** @type {string} */ head) => {
    const text = readFileSync(join(root, file), "utf8");
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    const linked = withLinks(text, (link) =>
      linkOf(link, { root, file, known, source }),
    );
    writeFileSync(join(folder, file), head + withoutInfo(linked));
    return join(folder, file);
  };
  cpSync(
    join(root, "docs/performance.svg"),
    join(folder, "docs/performance.svg"),
  );
  // It is named in the README.
  cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  const files = pages.map(({ file, group }) => {
    const title = titleOf(readFileSync(join(root, file), "utf8"));
    const head = `---\ntitle: ${JSON.stringify(title)}\ngroup: ${group}\n---\n\n`;
    return write(file, head);
  });
  return { readme: write("README.md", ""), files };
}

/** @param {string} text */
function titleOf(text) {
  const [, title = ""] = /^# (.+)$/m.exec(text) ?? [];
  return title.replaceAll("`", "");
}

/**
 * Fences without the words that say how their code is tested.
 *
 * @param {string} text
 */
const withoutInfo = (text) =>
  text.replace(/^```(\w+)[ ,].*$/gm, "```$1").replace(/^```sh$/gm, "```bash");
