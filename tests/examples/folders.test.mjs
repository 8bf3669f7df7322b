import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { examples } from "./example.mjs";

const cells = resolve(import.meta.dirname, "../packaging/cells");
const index = readFileSync(join(examples, "README.md"), "utf8");
/** The demo has a test of its own, and so have crates: `cargo xtask test --rust`. */
const [crates, folders] = [true, false].map((isCrate) =>
  readdirSync(examples, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "demo")
    .map(({ name }) => name)
    .filter(
      (name) => existsSync(join(examples, name, "Cargo.toml")) === isCrate,
    ),
);
const tests = readdirSync(import.meta.dirname)
  .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"))
  .join("\n");

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/** What the families of the matrix pin. One may need no packages. */
const pinned = readdirSync(cells).flatMap((name) => {
  const { dependencies = {} } = readJson(join(cells, name, "package.json"));
  return Object.entries(dependencies);
});
const { version } = readJson(
  resolve(import.meta.dirname, "../../pkg/package.json"),
);

for (const name of crates) {
  test(`${name} is listed`, () => {
    assert.ok(index.includes(`[${name}](${name})`), "examples/README.md");
  });
}

for (const name of folders) {
  test(`${name} is listed, run by a test, and asks for what is tested`, () => {
    assert.ok(index.includes(`[${name}](${name})`), "examples/README.md");
    assert.ok(tests.includes(`makeExample("${name}")`), "tests/examples");
    const folder = join(examples, name);
    const asks = existsSync(join(folder, "package.json"))
      ? readJson(join(folder, "package.json"))
      : { dependencies: denoImports(readJson(join(folder, "deno.json"))) };
    const { "convex-http-client": ours, ...others } = asks.dependencies;
    assert.equal(ours, `^${version}`);
    for (const [tool, range] of Object.entries({
      ...others,
      ...asks.devDependencies,
    })) {
      assert.match(String(range), /^\d+\.\d+\.\d+$/, tool);
      const known = pinned.filter(([name]) => name === tool);
      if (known.length === 0) continue;
      assert.ok(
        known.some(([, version]) => version === range),
        `${tool} ${range} is in no cell of tests/packaging`,
      );
    }
  });
}

/** @param {{ imports: Record<string, string> }} config */
function denoImports({ imports }) {
  return Object.fromEntries(
    Object.entries(imports).map(([name, specifier]) => [
      name,
      specifier.replace(`npm:${name}@`, ""),
    ]),
  );
}
