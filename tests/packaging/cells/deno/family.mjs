import { Skip } from "../../driver/family.mjs";
import { deno, versionOf } from "../../driver/programs.mjs";

/** @typedef {import("../../driver/project.mjs").Project} Project */

/** No permission but that for the network. @param {Project} project */
const options = (project) => [
  "--quiet",
  "--no-prompt",
  "--no-lock",
  `--allow-net=${new URL(project.url).host}`,
];
const manual = "--node-modules-dir=manual";
const version = () => versionOf(deno);

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Deno",
  cells: [
    {
      name: "run, with --allow-net only",
      tier: "core",
      version,
      run: (project) =>
        project.call(deno, [
          ...["run", ...options(project), manual, "main.js"],
          project.url,
        ]),
    },
    {
      name: "run, npm: specifier, TypeScript",
      tier: "core",
      version,
      run: (project) =>
        project.call(deno, [
          ...["run", ...options(project), manual, "npm.ts"],
          project.url,
        ]),
    },
    {
      name: "run, the entry convex, which loads convex/browser",
      tier: "full",
      version,
      run: (project) =>
        project.call(deno, [
          ...["run", ...options(project), manual],
          ...["--allow-env=WS_NO_BUFFER_UTIL,WS_NO_UTF_8_VALIDATE"],
          "main-convex.js",
          project.url,
        ]),
    },
    {
      name: "bundle",
      tier: "full",
      version,
      run: async (project) => {
        await project.run(deno, [
          ...["bundle", "--quiet", manual, "main.js", "-o", "bundle.js"],
        ]);
        return project.call(deno, [
          ...["run", ...options(project), "bundle.js", project.url],
        ]);
      },
    },
    {
      name: "compile",
      tier: "full",
      version,
      run: async (project) => {
        const flags = [...options(project), manual, "-o", "program"];
        await project
          .run(deno, ["compile", ...flags, "main.js"])
          .catch((error) => {
            if (!String(error).includes("dl.deno.land")) throw error;
            throw new Skip(
              "dl.deno.land, whence Deno loads its base, is out of reach",
            );
          });
        return project.call(project.path("program"), [project.url]);
      },
    },
  ],
};
