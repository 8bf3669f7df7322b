import { createHash, randomUUID } from "node:crypto";
import {
  access,
  mkdir,
  readdir,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** @import { OutputFile } from "esbuild" */

const SOURCES = fileURLToPath(new URL("./convex/", import.meta.url));

/** The package's own entry for functions. */
const SERVER_ENTRY = fileURLToPath(
  new URL("../pkg-template/src/entries/server.ts", import.meta.url),
);

/**
 * Inside the project, where `convex` resolves, and out of version control.
 * Sources sit as deep as `functions` does, so source maps hold in any sibling.
 */
const OUTPUT = fileURLToPath(
  new URL("../target/backend/functions", import.meta.url),
);

/**
 * Turns the TypeScript of `convex/` into modules that Node can import, and
 * returns their directory. The directory is named after its contents: programs
 * that start at the same time share it and never see it half written.
 *
 * @returns {Promise<string>}
 */
export async function bundleFunctions() {
  const { outputFiles } = await build({
    entryPoints: await listModules(),
    outbase: SOURCES,
    outdir: OUTPUT,
    bundle: true,
    splitting: true,
    packages: "external",
    alias: { "convex-http-client/server": SERVER_ENTRY },
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "external",
    banner: { js: replacedGlobals() },
    write: false,
    logLevel: "silent",
  });
  const directory = join(dirname(OUTPUT), digest(outputFiles));
  if (!(await exists(directory))) {
    await publish(outputFiles, directory);
  }
  return directory;
}

/** Every module of the deployment, as real Convex finds them. */
async function listModules() {
  const entries = await readdir(SOURCES, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter((entry) => entry.isFile() && /(?<!\.d)\.[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Gives functions globals that belong to the request (see these files). */
function replacedGlobals() {
  return [
    ["functionConsole", "console", "./console.js"],
    ["functionQueueMicrotask", "queueMicrotask", "./strays.js"],
  ]
    .map(([name, global, file]) => {
      const url = new URL(file, import.meta.url).href;
      return `import { ${name} as ${global} } from ${JSON.stringify(url)};`;
    })
    .join("");
}

/** @param {OutputFile[]} files */
function digest(files) {
  const hash = createHash("sha256");
  for (const { path, contents } of files) {
    hash.update(path).update(contents);
  }
  return hash.digest("hex").slice(0, 16);
}

/**
 * Writes aside, then renames: renaming is atomic, and losing the race to
 * another program is fine because the contents are the same.
 *
 * @param {OutputFile[]} files
 * @param {string} directory
 */
async function publish(files, directory) {
  const draft = join(dirname(directory), `draft-${randomUUID()}`);
  for (const { path, contents } of files) {
    const target = join(draft, relative(OUTPUT, path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, contents);
  }
  try {
    await rename(draft, directory);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(directory))) {
      throw error;
    }
  }
}

/** @param {string} path */
async function exists(path) {
  return await access(path).then(
    () => true,
    () => false,
  );
}
