// Makes the reference of the package's API from its types:
//
//   node xtask/docs/main.mjs <package> <output>
import { readFileSync } from "node:fs";
import { register } from "node:module";
import { join, resolve } from "node:path";

// TypeDoc needs the JavaScript API of TypeScript, which version 7 lacks; 6 is installed under a name of its own.
register("./typescript-6.mjs", import.meta.url);
const { Application } = await import("typedoc");

const [folder, output] = process.argv.slice(2).map((path) => resolve(path));
const manifest = readFileSync(join(folder, "package.json"), "utf8");
/** @type {Record<string, any>} */
const entries = JSON.parse(manifest).exports;
const types = Object.values(entries).map(
  (entry) => entry.import?.types ?? entry.types,
);

const app = await Application.bootstrap({
  name: "convex-http-client",
  includeVersion: true,
  logLevel: "Warn",
  entryPoints: [...new Set(types)]
    .filter((file) => file?.endsWith(".d.ts"))
    .map((file) => join(folder, file)),
  tsconfig: join(import.meta.dirname, "tsconfig.json"),
  readme: "none",
  // What `…/convex` hands on is documented by Convex.
  excludeExternals: true,
  disableSources: true,
  disableGit: true,
  githubPages: false,
  // Types that only carry others from the functions to the methods are not exported on purpose.
  validation: { invalidLink: true, notDocumented: true, notExported: false },
  // Properties may speak for themselves.
  // prettier-ignore
  requiredToBeDocumented: [
    "Class", "Constructor", "Method", "Accessor", "Function", "Variable", "Interface", "TypeAlias",
  ],
});
const project = await app.convert();
if (project) {
  app.validate(project);
  await app.generateDocs(project, output);
}
const { logger } = app;
const clean = project && !logger.hasErrors() && !logger.hasWarnings();
process.exitCode = clean ? 0 : 1;
