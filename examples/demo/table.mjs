// The demo's table, for a terminal.

/** @typedef {import("./uses.js").Outcome} Outcome */

const WIDTH = 100;

/** @param {string} url */
export function printHead(url) {
  console.log(`\nconvex-http-client on ${url}\n`);
}

/** @param {Outcome} outcome */
export function printOutcome({ title, ok, result, ms, exchanges }) {
  console.log(row(`${ok ? "ok" : "FAILED"}  ${title}`, `${ms.toFixed(0)} ms`));
  for (const { path, body, status, ms } of exchanges) {
    console.log(
      row(
        `      POST ${path} ${summarize(body)}`,
        `${status}, ${ms.toFixed(0)} ms`,
      ),
    );
  }
  console.log(`      → ${result}\n`);
}

/**
 * The function and its arguments, which is what differs between requests.
 * @param {string} body
 */
function summarize(body) {
  const { path, args } = JSON.parse(body);
  return `${path} ${JSON.stringify(args[0])}`;
}

/**
 * @param {string} left
 * @param {string} right
 */
function row(left, right) {
  const room = WIDTH - right.length - 1;
  const text = left.length > room ? `${left.slice(0, room - 1)}…` : left;
  return `${text.padEnd(room)} ${right}`;
}
