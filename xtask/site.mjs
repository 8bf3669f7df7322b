// Makes the page as static files: www with the package beside it, and what its benchmark needs.
//
//   node xtask/site.mjs <folder of the package> <folder to make>
import {
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");

/**
 * @param {string} client folder of the installed or unpacked package
 * @param {string} folder which is emptied first
 * @param {{ url: string, testing: boolean } | null} deployment that the page starts with
 */
export async function makeSite(client, folder, deployment = null) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const isPublished = (/** @type {string} */ path) => !path.endsWith(".json");
  cpSync(join(root, "www"), folder, { recursive: true, filter: isPublished });
  cpSync(join(client, "dist"), join(folder, "package"), { recursive: true });
  const isBench = (/** @type {string} */ path) =>
    path.endsWith(".js") || path.endsWith("bench");
  cpSync(join(root, "bench"), join(folder, "bench"), {
    recursive: true,
    filter: isBench,
  });
  // The other side of the benchmark is no part of the page, and stands in one file, with its license in it.
  const official = join(root, "node_modules/convex");
  await build({
    stdin: {
      contents: `export { ConvexHttpClient } from "convex/browser"; export { convexToJson } from "convex/values";`,
      resolveDir: root,
    },
    outfile: join(folder, "official.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    banner: {
      js: `/* convex ${versionOf(official)}, https://www.npmjs.com/package/convex, Apache-2.0 */`,
    },
    logLevel: "warning",
  });
  const versions = { client: versionOf(client), official: versionOf(official) };
  writeFileSync(
    join(folder, "site.json"),
    `${JSON.stringify({ versions, deployment }, null, 2)}\n`,
  );
}

/** @param {string} folder */
function versionOf(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}

if (process.argv[1] === import.meta.filename) {
  const [client, folder] = process.argv.slice(2);
  await makeSite(resolve(client), resolve(folder));
}
