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
    jest("node, CommonJS", "core", "node.config.json"),
    jest("node, ES modules", "full", "esm.config.json", {
      NODE_OPTIONS: "--experimental-vm-modules",
    }),
    jest("jsdom, without TextDecoder", "core", "jsdom.config.json"),
    jest("node, comparing", "core", "equality-node.config.json"),
    jest("jsdom, comparing", "full", "equality-jsdom.config.json"),
  ],
};
