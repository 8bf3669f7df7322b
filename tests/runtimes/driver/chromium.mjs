import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./process.mjs";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
];

/**
 * The path of Chromium; installs Debian's where that is possible.
 *
 * @returns {Promise<string>}
 */
export async function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH is ${given}, which does not exist.`);
  }
  const found = search(NAMES);
  if (found) return found;
  if (process.getuid?.() === 0 && search(["apt-get"])) {
    console.log("chromium is missing: installing Debian's with apt-get");
    await run("apt-get", ["update"]);
    await run("apt-get", [
      ...["install", "-y", "--no-install-recommends"],
      "chromium",
    ]);
    const installed = search(NAMES);
    if (installed) return installed;
  }
  throw new Error(
    "Chromium is missing. Install it (on Debian: sudo apt-get install chromium), or set CHROMIUM_PATH to an installed Chromium or Chrome.",
  );
}

/** @param {string[]} names */
function search(names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}
