/** @typedef {import("./run.js").Result} Result */

const HEADINGS = [
  ...["official", "ours", "bare"],
  ...["ratio", "quartiles", "bare's", "target"],
];

/**
 * Prints a report: times in microseconds, ratios of the official client's time, and a mark where a target is missed.
 *
 * @param {import("./run.js").Report} report
 */
export function printTable({ runtime, version, rounds, rows }) {
  const missed = rows.filter((row) => row.missed).length;
  console.log(`\n${runtime} ${version}, ${rounds} rounds`);
  console.log(
    "µs, medians; ratio: official / ours, with the quartiles of the rounds; bare's: official / bare; ✗: misses its target\n",
  );
  const width = Math.max(...rows.map(({ name }) => name.length));
  let group = "";
  for (const row of rows) {
    if (row.group !== group) {
      group = row.group;
      console.log(line(`${group}:`, HEADINGS, width));
    }
    console.log(line(`  ${row.name}`, cells(row), width));
  }
  console.log(`\n${rows.length} rows, ${missed} miss their target`);
}

/** @param {Result} row */
function cells(row) {
  const near = row.nearBare ? `, ${row.nearBare} of bare` : "";
  return [
    micros(row.official),
    micros(row.ours),
    micros(row.bare),
    ratio(row.ratio),
    row.quartiles.map(ratio).join("–"),
    ratio(row.bareRatio),
    `${ratio(row.target)}${near}${row.missed ? " ✗" : ""}`,
  ];
}

/**
 * @param {string} name
 * @param {string[]} cells
 * @param {number} width
 */
function line(name, cells, width) {
  const [last, ...rest] = cells.toReversed();
  const columns = rest.toReversed().map((cell) => cell.padStart(12));
  return `${name.padEnd(width + 2)}${columns.join("")}   ${last}`;
}

/** @param {number | undefined} time */
function micros(time) {
  if (time === undefined) return "";
  return time.toLocaleString("en", {
    maximumFractionDigits: time < 10 ? 3 : time < 1000 ? 1 : 0,
  });
}

/** @param {number | undefined} number */
function ratio(number) {
  return number?.toFixed(2) ?? "";
}
