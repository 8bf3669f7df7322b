import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { execute } from "./process.mjs";

const ROOT = resolve(import.meta.dirname, "../../..");
const MODULES = join(ROOT, "node_modules");

/** The binary of Deno that package.json of this repository pins. */
export const deno = join(MODULES, ".bin/deno");

/** The binary of Bun; see `findBun` in tests/runtimes/driver/launch.mjs for why it is not in `.bin`. */
export function bun() {
  const cpu = process.arch === "arm64" ? "aarch64" : process.arch;
  const name = `bun-${process.platform}-${cpu}`;
  const paths = [`${name}-baseline`, name, `${name}-musl`].map((variant) =>
    join(MODULES, "@oven", variant, "bin/bun"),
  );
  return paths.find((path) => existsSync(path)) ?? join(MODULES, ".bin/bun");
}

/**
 * The binary of a Node that the family `node` installs; undefined where npm has none for this machine.
 *
 * @param {string} major
 */
export function installedNode(major) {
  const file = `target/packaging/node/node_modules/node${major}/bin/node`;
  const path = join(ROOT, file);
  return existsSync(path) ? path : undefined;
}

/** A Node that current tools run on: several want 22.12 or newer. */
export function modernNode() {
  return installedNode("24") ?? process.execPath;
}

/**
 * Asks a program for its version.
 *
 * @param {string} program
 */
export async function versionOf(program) {
  const printed = await execute(program, ["--version"], { cwd: ROOT });
  return /\d+\.\d+[\w.-]*/.exec(printed)?.[0] ?? "?";
}
