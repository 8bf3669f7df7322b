import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { run } from "./process.mjs";

const TESTS = resolve(import.meta.dirname, "../..");
const SUITES = [
  join(TESTS, "contract"),
  join(TESTS, "runtimes"),
  join(TESTS, "memory"),
  join(TESTS, "crash"),
  join(TESTS, "features"),
  join(TESTS, "once"),
  join(TESTS, "chaos"),
  join(TESTS, "load"),
  resolve(TESTS, "../bench"),
];

/**
 * A project that depends on the packed tarball and on the official client, as
 * an application would, with nothing of the work tree but the suites.
 *
 * @param {string | undefined} tarball absent: official on both sides
 * @returns {Promise<{ folder: string, version: string }>}
 */
export async function makeConsumer(tarball) {
  const packages = {
    convex: pinned("convex"),
    "fast-check": pinned("fast-check"),
  };
  const name = tarball ? "consumer" : "consumer-official";
  const folder = resolve(TESTS, "../target", name);
  const needed = Object.entries(packages).map((entry) => entry.join("@"));
  const stamp = `${needed} ${tarball ? hashOf(tarball) : "official"}`;
  const ours = tarball ? [resolve(tarball)] : [];
  await install(folder, stamp, [...ours, ...needed]);
  copySuites(folder, tarball !== undefined);
  const version = tarball ? installedVersion(folder) : packages.convex;
  return { folder, version };
}

/**
 * @param {string} folder
 * @param {string} stamp what is installed there must be made of
 * @param {string[]} packages
 */
async function install(folder, stamp, packages) {
  const stampFile = join(folder, "installed.txt");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) {
    return;
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const manifest = { name: "consumer", private: true, type: "module" };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund"];
  const cached = ["--prefer-offline", "--no-update-notifier"];
  await run("npm", ["install", ...flags, ...cached, ...packages], folder);
  writeFileSync(stampFile, stamp);
}

/**
 * @param {string} folder
 * @param {boolean} ours
 */
function copySuites(folder, ours) {
  for (const suite of SUITES) {
    const copy = join(folder, basename(suite));
    rmSync(copy, { recursive: true, force: true });
    cpSync(suite, copy, {
      recursive: true,
      filter: (path) => !path.endsWith("driver") && !/\.test\./.test(path),
    });
  }
  if (!ours) {
    const exports = (/** @type {string} */ side) =>
      join(folder, `runtimes/exports.${side}.js`);
    cpSync(exports("official"), exports("ours"));
  }
}

/** @param {string} file */
function hashOf(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** @param {string} folder */
function installedVersion(folder) {
  const file = join(folder, "node_modules/convex-http-client/package.json");
  return JSON.parse(readFileSync(file, "utf8")).version;
}

/**
 * The version of a package that this project is developed with.
 *
 * @param {string} name
 */
function pinned(name) {
  const manifest = resolve(TESTS, "../package.json");
  return JSON.parse(readFileSync(manifest, "utf8")).devDependencies[name];
}
