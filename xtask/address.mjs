// Says in what is published where the repository is, which only the workflow that publishes knows:
//
//   node xtask/address.mjs npm <package> <repository> <ref>
//   node xtask/address.mjs crates <folder of the repository> <repository> <ref>
//
// Links of a README to files of the repository lead there, as neither registry has those files.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { linkOf, withLinks } from "./docs/links.mjs";

const root = resolve(import.meta.dirname, "..");

/**
 * @param {string} file of a document, from the repository's root
 * @param {string} source
 * @param {string} ref
 */
export function addressed(file, source, ref) {
  const text = readFileSync(join(root, file), "utf8");
  return withLinks(text, (link) => linkOf(link, { root, file, source, ref }));
}

/**
 * @param {string} folder of the npm package
 * @param {string} source
 * @param {string} ref
 */
export function addressNpm(folder, source, ref) {
  const path = join(folder, "package.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  Object.assign(manifest, {
    // npm compares it with where the workflow runs.
    repository: { type: "git", url: `git+${source}.git` },
    homepage: `${source}#readme`,
    bugs: { url: `${source}/issues` },
  });
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(folder, "README.md"), addressed("README.md", source, ref));
}

/**
 * @param {string} folder of the repository
 * @param {string} source
 * @param {string} ref
 */
export function addressCrates(folder, source, ref) {
  for (const name of ["core", "rust"]) {
    const path = join(folder, name, "Cargo.toml");
    const text = readFileSync(path, "utf8");
    const head = `[package]\nrepository = ${JSON.stringify(source)}\n`;
    if (!text.includes("[package]\n")) throw new Error(`${path}: no package`);
    writeFileSync(path, text.replace("[package]\n", head));
  }
  const guide = "docs/rust.md"; // which rust/README.md is a link to
  writeFileSync(join(folder, guide), addressed(guide, source, ref));
}

if (process.argv[1] === import.meta.filename) {
  const [kind, folder, source, ref] = process.argv.slice(2);
  const address = { npm: addressNpm, crates: addressCrates }[kind];
  if (!address || !ref) throw new Error("Give npm or crates, and the rest.");
  address(resolve(folder), source, ref);
}
