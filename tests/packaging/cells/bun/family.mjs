import { bun, versionOf } from "../../driver/programs.mjs";
import { CHECKS } from "../../shared/check.js";

const version = () => versionOf(bun());

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Bun",
  cells: [
    {
      name: "run",
      tier: "core",
      version,
      run: (project) => project.call(bun(), ["run", "main.js", project.url]),
    },
    {
      name: "run, require",
      tier: "core",
      version,
      run: (project) => project.call(bun(), ["run", "main.cjs", project.url]),
    },
    {
      name: "run, the entry convex",
      tier: "full",
      version,
      run: (project) =>
        project.call(bun(), ["run", "main-convex.js", project.url]),
    },
    {
      name: "test",
      tier: "full",
      version,
      run: async (project) => {
        const printed = await project.run(bun(), ["test"], {
          CONVEX_URL: project.url,
        });
        return { checks: /\b1 pass\b/.test(printed) ? CHECKS : 0 };
      },
    },
    {
      name: "build",
      tier: "full",
      version,
      run: async (project) => {
        await project.run(bun(), [
          ...["build", "main.js", "--target=bun", "--outfile=out/main.js"],
        ]);
        return project.call(bun(), ["run", "out/main.js", project.url]);
      },
    },
    {
      name: "build --compile",
      tier: "full",
      version,
      run: async (project) => {
        await project.run(bun(), [
          ...["build", "--compile", "main.js", "--outfile=program"],
        ]);
        return project.call(project.path("program"), [project.url]);
      },
    },
  ],
};
