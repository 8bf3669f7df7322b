import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./process.mjs";

/**
 * A program of the system that tests need.
 *
 * @typedef {object} Program
 * @property {string} title
 * @property {string} variable of the environment that names its path
 * @property {string[]} names under which it is in the path
 * @property {string} package Debian's
 */

/**
 * The path of a program; installs Debian's where that is possible.
 *
 * @param {Program} program
 * @returns {Promise<string>}
 */
export async function findProgram({ title, variable, names, package: debian }) {
  const given = process.env[variable];
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(`${variable} is ${given}, which does not exist.`);
  }
  const found = search(names);
  if (found) return found;
  if (process.getuid?.() === 0 && search(["apt-get"])) {
    console.log(`${debian} is missing: installing Debian's with apt-get`);
    await run("apt-get", ["update"]);
    const flags = ["-y", "--no-install-recommends"];
    await run("apt-get", ["install", ...flags, debian]);
    const installed = search(names);
    if (installed) return installed;
  }
  throw new Error(
    `${title} is missing. Install it (on Debian: sudo apt-get install ${debian}), or set ${variable} to an installed one.`,
  );
}

/** @param {string[]} names */
function search(names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}
