// Bundles the packed package as an app's bundler would, compresses it as a server would, and says what each file of the
// JavaScript's source costs of that:
//
//   node xtask/size.mjs <tarball> <folder for the bundles>
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const [tarball = missing(), folder = missing()] = process.argv.slice(2);

/**
 * What an app imports, and how it is bundled.
 *
 * @type {Record<string, { title: string, code: string, conditions?: string[], external?: string[] }>}
 */
const apps = {
  inlined: {
    title: "convex-http-client, the module inside",
    code: `export { ConvexHttpClient } from "convex-http-client";`,
  },
  workerd: {
    title: "convex-http-client in Workers, the module beside",
    code: `export { ConvexHttpClient } from "convex-http-client";`,
    conditions: ["workerd"],
  },
  slim: {
    title: "convex-http-client/slim, without the module",
    code: `export { ConvexHttpClient, init } from "convex-http-client/slim";`,
  },
  convex: {
    title: "convex-http-client/convex",
    code: `export { ConvexHttpClient } from "convex-http-client/convex";`,
  },
  testing: {
    title: "convex-http-client with /testing",
    code: `export { ConvexHttpClient } from "convex-http-client";
export { failure, fakeTransport } from "convex-http-client/testing";`,
  },
  watch: {
    title: "convex-http-client with /watch",
    code: `export { ConvexHttpClient } from "convex-http-client";
export { waitFor, watch, watchAll } from "convex-http-client/watch";`,
  },
  storage: {
    title: "convex-http-client with /storage",
    code: `export { ConvexHttpClient } from "convex-http-client";
export { upload } from "convex-http-client/storage";`,
  },
  fetch: {
    title: "convex-http-client/fetch alone",
    code: `export { resilientFetch } from "convex-http-client/fetch";`,
  },
  server: {
    title: "convex-http-client/server, beside convex",
    code: `export { idempotencyTables, idempotent, purgeIdempotencyKeys } from "convex-http-client/server";`,
    external: ["convex/*"],
  },
  names: {
    title: "isConvexError, anyApi … alone",
    code: `export { anyApi, ConvexError, ConvexHttpError, isConvexError, makeFunctionReference } from "convex-http-client";`,
  },
  errors: {
    title: "errorInfo alone, with its hints",
    code: `export { errorInfo } from "convex-http-client";`,
  },
  official: {
    title: "convex/browser, for comparison",
    code: `export { ConvexHttpClient } from "convex/browser";`,
  },
};

const installed = join(folder, "node_modules/convex-http-client");
rmSync(folder, { recursive: true, force: true });
mkdirSync(installed, { recursive: true });
execFileSync("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);

/** @typedef {{ name: string, title: string, files: Record<string, Size>, compressed: number }} Bundle */

/** @type {Bundle[]} */
const bundles = [];
for (const [name, app] of Object.entries(apps)) {
  const { title, code, conditions = [], external = [] } = app;
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    minify: true,
    format: "esm",
    conditions,
    external,
    // Beside the JavaScript, as bundlers for Workers leave it.
    loader: { ".wasm": "copy" },
    assetNames: "client",
    write: false,
    outdir: join(folder, name),
    logLevel: "warning",
  });
  /** @type {[string, Size][]} */
  const files = [];
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
    files.push([
      path.endsWith(".wasm") ? "module" : "script",
      measure(contents),
    ]);
  }
  const compressed = files.reduce((sum, [, size]) => sum + size.compressed, 0);
  bundles.push({ name, title, files: Object.fromEntries(files), compressed });
}

console.log(JSON.stringify({ bundles, parts: await measureParts() }));

/**
 * Bundles the sources, without the module, and says what each adds: its bytes, and how much less there is to download
 * without it.
 */
async function measureParts() {
  const sources = join(root, "pkg-template/src");
  const { outputFiles } = await build({
    entryPoints: [join(sources, "entries/slim.ts")],
    alias: {
      "@core": join(sources, "entries/core.ts"),
      "@names": join(sources, "entries/names.ts"),
    },
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
    bundle: true,
    minify: true,
    format: "esm",
    sourcemap: "external",
    write: false,
    outdir: join(folder, "parts"),
    logLevel: "warning",
    logOverride: { "duplicate-object-key": "silent" },
  });
  const find = (/** @type {string} */ end) =>
    outputFiles.find(({ path }) => path.endsWith(end)) ?? missing();
  const { text } = find(".js");
  const { sources: paths, mappings } = JSON.parse(find(".map").text);
  const owners = ownersOf(text, mappings);
  const whole = measure(Buffer.from(text)).compressed;
  /** @type {[string, Size][]} */
  const parts = paths.map(
    (/** @type {string} */ path, /** @type {number} */ source) => {
      const without = owners
        .filter(({ owner }) => owner !== source)
        .map(({ part }) => part)
        .join("");
      const name = relative(sources, resolve(folder, "parts", path));
      const { bytes, compressed } = measure(Buffer.from(without));
      return [
        name,
        { bytes: text.length - bytes, compressed: whole - compressed },
      ];
    },
  );
  return Object.fromEntries(parts);
}

/**
 * Splits a text of several lines into parts, each with the number of the source that it was made from.
 *
 * @param {string} text
 * @param {string} mappings https://tc39.es/ecma426/#sec-mappings-grammar
 */
function ownersOf(text, mappings) {
  const parts = [];
  let source = 0;
  const lines = text.split(/(?<=\n)/);
  for (const [index, line] of mappings.split(";").entries()) {
    const content = lines[index] ?? "";
    let column = 0;
    let start = 0;
    let owner = source;
    for (const segment of line ? line.split(",") : []) {
      const [distance = 0, step] = decodeNumbers(segment);
      column += distance;
      parts.push({ owner, part: content.slice(start, column) });
      start = column;
      if (step !== undefined) source += step;
      owner = source;
    }
    parts.push({ owner, part: content.slice(start) });
  }
  return parts;
}

/** @param {string} segment numbers of base64 digits, the least first, five bits in each; the last bit is the sign */
function decodeNumbers(segment) {
  const digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const numbers = [];
  let [number, shift] = [0, 0];
  for (const character of segment) {
    const digit = digits.indexOf(character);
    number |= (digit & 31) << shift;
    shift += 5;
    if (digit >= 32) continue;
    numbers.push(number & 1 ? -(number >> 1) : number >> 1);
    [number, shift] = [0, 0];
  }
  return numbers;
}

/** @typedef {{ bytes: number, compressed: number }} Size */

/**
 * @param {Uint8Array} content
 * @returns {Size}
 */
function measure(content) {
  // Not node:zlib: its results differ between processors.
  const compressed = execFileSync("gzip", ["-9", "-n"], { input: content });
  return { bytes: content.length, compressed: compressed.length };
}

/** @returns {never} */
function missing() {
  throw new Error("Give a tarball and a folder.");
}
