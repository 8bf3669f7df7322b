import { testRunner } from "../../driver/cells.mjs";
import { CHECKS } from "../../shared/check.js";

/**
 * @param {string} name
 * @param {"core" | "full"} tier
 * @param {string} config
 * @param {Record<string, string>} [environment]
 */
const jest = (name, tier, config, environment) =>
  testRunner({
    tool: "jest",
    name,
    tier,
    checks: CHECKS,
    environment,
    args: ["--config", config],
  });

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Jest",
  cells: [
    jest("node, comparing", "full", "equality-node.config.json"),
    jest("jsdom, comparing", "full", "equality-jsdom.config.json"),
  ],
};
