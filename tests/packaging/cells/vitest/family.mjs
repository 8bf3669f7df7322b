import { testRunner } from "../../driver/cells.mjs";
import { comparing, stopping } from "../../driver/vitest.mjs";
import { CHECKS } from "../../shared/check.js";

/**
 * @param {string} environment
 * @param {"core" | "full"} tier
 */
const vitest = (environment, tier) =>
  testRunner({
    tool: "vitest",
    name: environment,
    tier,
    checks: CHECKS,
    args: ["run", "call.test.js", "--environment", environment],
  });

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Vitest",
  cells: [
    vitest("node", "core"),
    vitest("jsdom", "full"),
    vitest("happy-dom", "full"),
    vitest("edge-runtime", "full"),
    ...comparing("core"),
    ...stopping(),
  ],
};
