import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import MarkdownIt from "markdown-it";
import { addressCrates, addressNpm } from "../../xtask/address.mjs";
import { root } from "./blocks.mjs";

const SOURCE = "https://github.com/owner/name";
const folder = join(root, "target/address-test");
rmSync(folder, { recursive: true, force: true });
const read = (/** @type {string} */ file) =>
  readFileSync(join(folder, file), "utf8");

/** @param {string} text */
const linksOf = (text) =>
  new MarkdownIt()
    .parse(text, {})
    .flatMap(({ children }) => children ?? [])
    .map((token) => token.attrGet("href"))
    .filter((href) => href !== null);

test("on npm, the links of the README lead to the repository, and the manifest names it", () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), `{ "name": "a" }`);
  addressNpm(folder, SOURCE, "v1.2.3");
  const links = linksOf(read("README.md"));
  assert.ok(links.includes(`${SOURCE}/blob/v1.2.3/docs/migrating.md`));
  assert.ok(links.includes(`${SOURCE}/blob/v1.2.3/docs/runtimes.md#entries`));
  assert.deepEqual(
    links.filter((link) => !/^(https:|#)/.test(link)),
    [],
  );
  const manifest = JSON.parse(read("package.json"));
  assert.equal(manifest.repository.url, `git+${SOURCE}.git`);
  assert.equal(manifest.bugs.url, `${SOURCE}/issues`);
  assert.equal(manifest.homepage, `${SOURCE}#readme`);
});

test("on crates.io, so do those of the crate's guide", () => {
  for (const file of ["core/Cargo.toml", "rust/Cargo.toml", "docs/rust.md"]) {
    cpSync(join(root, file), join(folder, file));
  }
  addressCrates(folder, SOURCE, "v1.2.3");
  const links = linksOf(read("docs/rust.md"));
  assert.ok(links.length > 0);
  assert.deepEqual(
    links.filter((link) => !/^(https:|#)/.test(link)),
    [],
  );
  for (const crate of ["core", "rust"]) {
    const manifest = read(`${crate}/Cargo.toml`);
    assert.ok(manifest.includes(`\nrepository = "${SOURCE}"\n`));
  }
});
