import { modernNode } from "../../driver/programs.mjs";

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "edge-runtime",
  cells: [
    {
      name: "bundled as Vercel does, the module handed over",
      tier: "core",
      version: (project) => project.version("edge-runtime"),
      run: (project) =>
        project.call(modernNode(), ["run-edge.js", project.url]),
    },
  ],
};
