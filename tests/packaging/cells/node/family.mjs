import { Skip } from "../../driver/family.mjs";
import { installedNode, versionOf } from "../../driver/programs.mjs";

/** @param {string} major */
function node(major) {
  const path = installedNode(major);
  if (!path) throw new Skip("npm has no Node for this machine");
  return path;
}

const CORE = ["18", "26"];
const STRIPS_TYPES = ["24", "26"];
const ALL = ["18", "20", "22", "24", "26"];

/**
 * @param {string} major
 * @returns {import("../../driver/family.mjs").Cell[]}
 */
const cellsOf = (major) => {
  /** @type {"core" | "full"} */
  const tier = CORE.includes(major) ? "core" : "full";
  const version = () => versionOf(node(major));
  /** @param {string} file */
  const call =
    (file) =>
    (/** @type {import("../../driver/project.mjs").Project} */ project) =>
      project.call(node(major), [file, project.url]);
  return [
    { name: "import", tier, version, run: call("main.js") },
    { name: "require", tier, version, run: call("main.cjs") },
    {
      name: "slim, inline, convex: import",
      tier,
      version,
      run: call("entries.js"),
    },
    {
      name: "slim, inline, convex: require",
      tier,
      version,
      run: call("entries.cjs"),
    },
    {
      name: "comparing by node:assert, chai and concordance",
      tier,
      version,
      run: call("compare.js"),
    },
    ...(STRIPS_TYPES.includes(major)
      ? [
          {
            name: "TypeScript, types stripped",
            tier,
            version,
            run: call("main.ts"),
          },
        ]
      : []),
  ];
};

/** @type {import("../../driver/family.mjs").Family} */
export default { title: "Node.js", cells: ALL.flatMap(cellsOf) };
