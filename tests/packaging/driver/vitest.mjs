import { testRunner } from "./cells.mjs";
import { CHECKS } from "../shared/check.js";

/**
 * Tests that compare results and errors with literals, where the realm of what the client makes counts.
 *
 * @param {import("./family.mjs").Cell["tier"]} tier of the first
 */
export function comparing(tier) {
  const kinds = [
    ["node", "forks"],
    ["node", "vmThreads"],
    ["jsdom", "forks"],
    ["jsdom", "vmThreads"],
    ["happy-dom", "forks"],
    ["happy-dom", "vmThreads"],
  ];
  return kinds.map(([environment, pool], index) =>
    testRunner({
      tool: "vitest",
      name: `${environment}, comparing, pool ${pool}`,
      tier: index === 0 ? tier : "full",
      checks: CHECKS,
      args: [
        ...["run", "equality.vitest.js"],
        ...["--environment", environment, "--pool", pool],
      ],
    }),
  );
}

/**
 * Tests whose calls are stopped, where the environment has an `AbortController` of its own.
 *
 * @returns {import("./family.mjs").Cell[]}
 */
export const stopping = () =>
  ["node", "jsdom", "happy-dom"].map((environment) =>
    testRunner({
      tool: "vitest",
      name: `${environment}, timeouts and signals`,
      tier: "full",
      checks: CHECKS,
      args: ["run", "stops.vitest.js", "--environment", environment],
    }),
  );
