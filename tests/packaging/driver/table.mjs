import { format } from "prettier";

const START = "<!-- matrix -->";
const END = "<!-- /matrix -->";

/** @typedef {import("./family.mjs").Outcome} Outcome */

/**
 * Puts the table of outcomes between the markers of a document.
 *
 * @param {string} text
 * @param {Outcome[]} outcomes
 */
export async function writeTable(text, outcomes) {
  const before = text.split(START)[0];
  const after = text.split(END)[1];
  if (after === undefined) throw new Error(`the document lacks ${START}`);
  const families = [...new Set(outcomes.map(({ family }) => family))];
  const date = new Date().toISOString().slice(0, 10);
  const table = [
    `Run on ${date}, ${process.platform} ${process.arch}:`,
    ...families.map((family) =>
      foldOf(
        family,
        outcomes.filter((it) => it.family === family),
      ),
    ),
  ].join("\n\n");
  const whole = `${before}${START}\n\n${table}\n\n${END}${after}`;
  return format(whole, { parser: "markdown" });
}

/**
 * A family's outcomes, folded under a line that sums them up.
 *
 * @param {string} family
 * @param {Outcome[]} outcomes
 */
function foldOf(family, outcomes) {
  const works = outcomes.filter((it) => it.status === "passed" && !it.limit);
  const versions = [...new Set(outcomes.map(({ version }) => version))];
  return [
    `<details><summary><b>${family}</b> ${versions.join(", ")}: ${works.length} of ${outcomes.length} work</summary>`,
    "",
    "| version | used as | result |",
    "|---|---|---|",
    ...outcomes.map(
      ({ version, name, status, why, limit }) =>
        `| ${version} | ${name} | ${describe(status, why, limit)} |`,
    ),
    "",
    "</details>",
  ].join("\n");
}

/**
 * @param {Outcome["status"]} status
 * @param {string} why
 * @param {boolean} limit
 */
function describe(status, why, limit) {
  const reason = why.split("\n")[0].replaceAll("|", "\\|").slice(0, 200);
  if (status === "passed") return limit ? `✗, ${reason}` : "✓";
  return status === "failed" ? `**failed**: ${reason}` : `not run: ${reason}`;
}
