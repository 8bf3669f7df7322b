import { testRunner } from "../../driver/cells.mjs";
import { CHECKS } from "../../shared/check.js";

/**
 * @param {string} name
 * @param {string} options of the plugin, by their name in vitest.config.js
 * @param {RegExp} [limit]
 * @returns {import("../../driver/family.mjs").Cell}
 */
const run = (name, options, limit) => ({
  ...testRunner({
    tool: "vitest",
    name,
    tier: "full",
    checks: CHECKS,
    args: ["run", "workers.test.js"],
    environment: { OPTIONS: options },
  }),
  version: (project) => project.version("@cloudflare/vitest-plugin"),
  limit,
});

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Cloudflare's Vitest plugin",
  cells: [
    run("with the configuration of wrangler", "config"),
    run("with modulesRules", "rules"),
    run("with neither", "neither", /Cannot find package '_' imported from/),
  ],
};
