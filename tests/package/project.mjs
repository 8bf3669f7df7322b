import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** The tarball under test, which `cargo xtask test` names. */
export const tarball = resolve(
  process.env.TARBALL ?? missing("TARBALL: run `cargo xtask test`"),
);

/**
 * Makes an empty project with nothing but the package in it.
 *
 * @param {string} name of its folder
 * @param {string} [parent] where the packages of this repository shall not be found
 */
export function makeProject(name, parent = join(root, "target/package-tests")) {
  const folder = join(parent, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ private: true, type: "module" }),
  );
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["install", tarball, "--ignore-scripts", ...quiet], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return folder;
}

/**
 * Runs a program in a project and returns what it prints.
 *
 * @param {string} folder
 * @param {string} file
 * @param {Record<string, string>} [environment]
 */
export function runNode(folder, file, environment = {}) {
  return execFileSync(process.execPath, [file], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...environment },
    timeout: 30_000,
  });
}

/**
 * @param {string} what
 * @returns {never}
 */
function missing(what) {
  throw new Error(`The environment lacks ${what}`);
}
