// The guide of the site: the documents of the repository, as TypeDoc's documents.
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { cpSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** The guide, in the order in which it is read. Other documents in docs/ come after these. */
const GUIDE = [
  ...["migrating", "reliability", "exactly-once", "errors", "tokens"],
  ...["uploads", "nextjs", "watching", "testing", "tracing", "runtimes"],
  ...["differences", "performance"],
];
/** What is about the project. */
const PROJECT = ["rust", "design"];

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
    { file: "CONTRIBUTING.md", group: "Project" },
    { file: "CHANGELOG.md", group: "Project" },
    ...at("docs/decisions").map((file) => ({ file, group: "Decisions" })),
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
  const known = new Set(["README.md", ...pages.map(({ file }) => file)]);
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

/**
 * @param {string} text
 * @param {(link: string) => string | undefined} change
 */
function withLinks(text, change) {
  return text.replace(
    /(?<!!)\[((?:[^[\]]|\[[^\]]*\](?:\([^)]*\))?)+)\]\(([^)\s]+)\)/g,
    (_, words, link) => {
      const changed = change(link);
      return changed === undefined ? words : `[${words}](${changed})`;
    },
  );
}

/**
 * A link as the site has it: pages as they are, files of the repository where they can be read. Without such a place there
 * is no link.
 *
 * @param {string} link
 * @param {{ root: string, file: string, known: Set<string>, source: string | undefined }} where
 */
function linkOf(link, { root, file, known, source }) {
  if (/^(https?:|#)/.test(link)) return link;
  const [path] = link.split("#");
  const target = relative(root, resolve(root, dirname(file), path));
  if (known.has(target) || target === "LICENSE") return link;
  if (!existsSync(join(root, target))) throw new Error(`${file}: ${link}`);
  if (source === undefined) return undefined;
  const kind = statSync(join(root, target)).isDirectory() ? "tree" : "blob";
  return `${source}/${kind}/main/${target}`;
}
