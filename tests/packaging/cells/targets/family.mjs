import { modernNode } from "../../driver/programs.mjs";

/**
 * @param {string} compiler
 * @param {string} name of its package
 * @param {string} target
 * @param {string} [title]
 * @returns {import("../../driver/family.mjs").Cell}
 */
const built = (compiler, name, target, title = `for ${target}`) => ({
  name: `${compiler}, ${title}`,
  tier: "full",
  version: (project) => project.version(name),
  run: async (project) => {
    const output = `out/${compiler}-${target.replace(/\W+/g, "-")}.cjs`;
    await project.run(modernNode(), ["build.js", compiler, target, output]);
    return project.call(process.execPath, [output, project.url]);
  },
});

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Older targets",
  cells: [
    built("esbuild", "esbuild", "es2015"),
    built("esbuild", "esbuild", "es2020"),
    built("mangling", "esbuild", "es2022", "of members that begin with _"),
    built("babel", "@babel/preset-env", "none", "preset-env without targets"),
    built("babel", "@babel/preset-env", "chrome 80"),
    built("swc", "@swc/core", "es5"),
    built("swc", "@swc/core", "es2015"),
    built("swc", "@swc/core", "es2020"),
  ],
};
