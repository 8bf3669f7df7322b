import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const path = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const source = readFileSync(path, "utf8");

/**
 * Asks axe-core what is wrong with the page as it is shown now.
 *
 * @param {import("./tab.mjs").Tab} tab
 */
export async function assertAccessible(tab) {
  await tab.evaluate(`(() => { ${source} })()`);
  const report = await tab.evaluate(
    `axe.run(document, { resultTypes: ["violations", "incomplete"] }).then(({ violations, passes }) => ({
      passed: passes.length,
      violations: violations.map(({ id, help, nodes }) => \`\${id}: \${help}: \${nodes.map(({ html }) => html).join(" ")}\`),
    }))`,
  );
  assert.deepEqual(report.violations, []);
  assert.ok(report.passed > 15, `axe checked only ${report.passed} rules`);
}
