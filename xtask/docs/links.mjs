// Links of a document, for a place where the repository's files are not beside it.
import { existsSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

/**
 * @param {string} text
 * @param {(link: string) => string | undefined} change
 */
export function withLinks(text, change) {
  return text.replace(
    /(?<!!)\[((?:[^[\]]|\[[^\]]*\](?:\([^)]*\))?)+)\]\(([^)\s]+)\)/g,
    (_, words, link) => {
      const changed = change(link);
      return changed === undefined ? words : `[${words}](${changed})`;
    },
  );
}

/**
 * A link as it is elsewhere: what is known there stays as it is, and a file of the repository is linked where it can be read.
 * Without such a place there is no link.
 *
 * @param {string} link
 * @param {object} where
 * @param {string} where.root
 * @param {string} where.file the document, from there
 * @param {Set<string>} [where.known] what is beside it all the same
 * @param {string} [where.source] of the repository, such as https://github.com/owner/name
 * @param {string} [where.ref] the branch or tag
 */
export function linkOf(link, { root, file, known, source, ref = "main" }) {
  if (/^(https?:|#)/.test(link)) return link;
  const [path, anchor] = link.split("#");
  const target = relative(root, resolve(root, dirname(file), path));
  if (known?.has(target)) return link;
  const place = resolve(root, target);
  if (!existsSync(place)) throw new Error(`${file}: ${link}`);
  if (source === undefined) return undefined;
  const kind = statSync(place).isDirectory() ? "tree" : "blob";
  const hash = anchor === undefined ? "" : `#${anchor}`;
  return `${source}/${kind}/${ref}/${target}${hash}`;
}
