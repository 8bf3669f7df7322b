// Makes the page as static files: www with the package, bundled.
//
//   node xtask/site.mjs <folder of the package> <folder to make>
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");
const www = join(root, "www");

/**
 * @typedef {import("esbuild").Metafile["outputs"]} Files
 *
 * @param {string} client folder of the installed or unpacked package
 * @param {string} folder which is emptied first
 * @param {{ url: string, testing: boolean } | null} deployment that is served beside the page
 * @returns {Promise<{ first: number, all: number }>} bytes compressed: until the page works, and with every panel
 */
export async function makeSite(client, folder, deployment = null) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = await bundle(client, folder);
  const first = filesOfFirstLoad(files, folder);
  const html = preload(assemble(), first);
  writeFileSync(join(folder, "index.html"), html);
  copyFileSync(join(www, "icon.svg"), join(folder, "icon.svg"));
  const facts = { ...readFacts(client), deployment };
  writeFileSync(join(folder, "site.json"), `${JSON.stringify(facts)}\n`);
  const sizeOf = (/** @type {string} */ name) =>
    gzipSync(readFileSync(join(folder, name))).length;
  const sum = (/** @type {string[]} */ names) =>
    names.reduce((bytes, name) => bytes + sizeOf(name), 0);
  const fixed = ["index.html", "style.css", "icon.svg", "site.json"];
  const scripts = Object.keys(files).map((file) => nameIn(folder, file));
  return {
    first: sum([...fixed, ...first]),
    all: sum([...new Set([...fixed, ...scripts])]),
  };
}

/**
 * Bundles the scripts, in parts that are loaded when they are needed, and the style.
 *
 * @param {string} client
 * @param {string} folder
 */
async function bundle(client, folder) {
  const official = versionOf(join(root, "node_modules/convex"));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      main: join(www, "main.js"),
      // Has the other side of the benchmark in it, which the page itself has no part of.
      "speed-worker": join(www, "speed/worker.js"),
      style: join(www, "style/page.css"),
    },
    outdir: folder,
    chunkNames: "parts/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    target: ["es2022", "safari17.5", "chrome123", "firefox120"],
    metafile: true,
    legalComments: "eof",
    alias: {
      "convex-http-client": join(client, "dist/index.js"),
      "convex-http-client/testing": join(client, "dist/testing.js"),
    },
    banner: {
      js: `/* Has parts of convex ${official} (Apache-2.0), CodeMirror and Lezer (MIT). */`,
    },
    logLevel: "warning",
  });
  return metafile.outputs;
}

/** The page's HTML with that of each panel, which stands in the panel's folder. */
function assemble() {
  const page = readFileSync(join(www, "index.html"), "utf8");
  return page.replace(/<!-- (\w+\/panel\.html) -->/g, (_, name) =>
    readFileSync(join(www, name), "utf8"),
  );
}

/**
 * The scripts that the page imports at once.
 *
 * @param {Files} files
 * @param {string} folder
 */
function filesOfFirstLoad(files, folder) {
  const first = new Set(["main.js"]);
  for (const name of first) {
    const file = Object.keys(files).find((it) => nameIn(folder, it) === name);
    for (const { path, kind } of files[file ?? ""]?.imports ?? []) {
      if (kind === "import-statement") first.add(nameIn(folder, path));
    }
  }
  return [...first];
}

/**
 * Has a browser load them all, and what the first asks for, before it has read the first.
 *
 * @param {string} html
 * @param {string[]} scripts
 */
function preload(html, scripts) {
  const links = scripts.map(
    (name) => `<link rel="modulepreload" href="${name}" />`,
  );
  links.push(`<link rel="preload" href="site.json" as="fetch" crossorigin />`);
  return html.replace("</title>", `</title>\n    ${links.join("\n    ")}`);
}

/** @param {string} folder @param {string} file as esbuild names it */
function nameIn(folder, file) {
  return resolve(root, file).slice(resolve(folder).length + 1);
}

/** What the page tells of the package. @param {string} client */
function readFacts(client) {
  const { version, repository, homepage } = readPackage(client);
  const npm = "https://www.npmjs.com/package/convex-http-client";
  const address = repository?.url ?? repository;
  const source = address?.replace(/^git\+/, "").replace(/\.git$/, "");
  return {
    versions: {
      client: version,
      official: versionOf(join(root, "node_modules/convex")),
    },
    // npm shows the README and the files of a package that names no better place.
    links: {
      npm,
      source: source ?? `${npm}?activeTab=code`,
      docs: homepage ?? `${npm}#readme`,
    },
  };
}

/** @param {string} folder */
function versionOf(folder) {
  return readPackage(folder).version;
}

/** @param {string} folder */
function readPackage(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

if (process.argv[1] === import.meta.filename) {
  const [client, folder] = process.argv.slice(2);
  const { first, all } = await makeSite(resolve(client), resolve(folder));
  const kilobytes = (/** @type {number} */ bytes) =>
    `${(bytes / 1000).toFixed(1)} kB`;
  console.error(
    `The page: ${kilobytes(first)} until it works, ${kilobytes(all)} with every panel, compressed.`,
  );
}
