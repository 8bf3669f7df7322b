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
  const rows = outcomes.map(
    ({ family, version, name, status, why, limit }) =>
      `| ${family} | ${version} | ${name} | ${describe(status, why, limit)} |`,
  );
  const date = new Date().toISOString().slice(0, 10);
  const table = [
    `Run on ${date}, ${process.platform} ${process.arch}:`,
    "",
    "| tool | version | used as | result |",
    "|---|---|---|---|",
    ...rows,
  ].join("\n");
  const whole = `${before}${START}\n\n${table}\n\n${END}${after}`;
  return format(whole, { parser: "markdown" });
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
