// Makes the documentation as a site: the guide, from the repository's documents, and the reference of the package's API, from
// its types.
//
//   node xtask/docs/main.mjs <package> <output>
//
// SOURCE is where the repository can be read, such as https://github.com/owner/name: links to its files lead there.
import { readFileSync } from "node:fs";
import { register } from "node:module";
import { join, resolve } from "node:path";
import { writePages } from "./pages.mjs";

// TypeDoc needs the JavaScript API of TypeScript, which version 7 lacks; 6 is installed under a name of its own.
register("./typescript-6.mjs", import.meta.url);
const { Application, JSX } = await import("typedoc");

const root = resolve(import.meta.dirname, "../..");
const [folder, output] = process.argv.slice(2).map((path) => resolve(path));
const manifest = readFileSync(join(folder, "package.json"), "utf8");
/** @type {Record<string, any>} */
const entries = JSON.parse(manifest).exports;
const types = Object.values(entries).map(
  (entry) => entry.import?.types ?? entry.types,
);
const pages = join(root, "target/docs-pages");
const { readme, files } = writePages(root, pages, process.env.SOURCE);

const app = await Application.bootstrap({
  name: "convex-http-client",
  includeVersion: true,
  logLevel: "Warn",
  entryPoints: [...new Set(types)]
    .filter((file) => file?.endsWith(".d.ts"))
    .map((file) => join(folder, file)),
  tsconfig: join(import.meta.dirname, "tsconfig.json"),
  readme,
  projectDocuments: files,
  alwaysCreateEntryPointModule: true,
  groupOrder: ["Guide", "Modules", "Project", "Maintainers", "Decisions", "*"],
  navigation: { includeGroups: true, excludeReferences: true },
  customCss: join(import.meta.dirname, "style.css"),
  highlightLanguages: ["bash", "diff", "js", "json", "rust", "toml", "ts"],
  // What `…/convex` hands on is documented by Convex.
  excludeExternals: true,
  disableSources: true,
  disableGit: true,
  githubPages: true,
  // Types that only carry others from the functions to the methods are not exported on purpose.
  validation: { invalidLink: true, notDocumented: true, notExported: false },
  // Properties may speak for themselves.
  // prettier-ignore
  requiredToBeDocumented: [
    "Class", "Constructor", "Method", "Accessor", "Function", "Variable", "Interface", "TypeAlias",
  ],
});
// What `cargo xtask docs` puts beside it.
app.renderer.hooks.on("sidebar.begin", ({ relativeURL }) => {
  const link = (/** @type {string} */ path, /** @type {string} */ words) =>
    JSX.createElement("a", { href: relativeURL(path) ?? path }, words);
  return JSX.createElement(
    "nav",
    { class: "beside" },
    link("page/index.html", "Try it in your browser"),
    link("rust/convex_http_client/index.html", "Rust API"),
  );
});
const project = await app.convert();
if (project) {
  app.validate(project);
  await app.generateDocs(project, output);
}
const { logger } = app;
const clean = project && !logger.hasErrors() && !logger.hasWarnings();
process.exitCode = clean ? 0 : 1;
