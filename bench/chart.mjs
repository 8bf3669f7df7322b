// The chart of docs/performance.md: for each row, the span from the slowest to the fastest runtime.

const WIDTH = 720;
const LEFT = 236;
const RIGHT = 92;
const TOP = 64;
const STEP = 30;

/** Its colours follow the reader's theme, as far as a picture can. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .small { font-size: 12px; fill: #59636e; }
  .frame { fill: #ffffff; stroke: #d1d9e0; }
  .grid { stroke: #d1d9e0; }
  .one { stroke: #59636e; stroke-width: 1.5; }
  .span { fill: #1f883d; }
  .slower { fill: #bc4c00; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .small { fill: #9198a1; }
    .frame { fill: #0d1117; stroke: #3d444d; }
    .grid { stroke: #3d444d; }
    .one { stroke: #9198a1; }
    .span { fill: #3fb950; }
    .slower { fill: #f0883e; }
  }`;

/**
 * @param {{ title: string, ratios: (number | undefined)[] }[]} rows
 * @param {string[]} runtimes
 */
export function drawChart(rows, runtimes) {
  const spans = rows.map(({ title, ratios }) => {
    const known = ratios.filter((ratio) => ratio !== undefined);
    return { title, low: Math.min(...known), high: Math.max(...known) };
  });
  const most = Math.ceil(Math.max(...spans.map(({ high }) => high)));
  const bottom = TOP + spans.length * STEP;
  // As a logarithm, so that half as fast and twice as fast are as far from the line.
  const [first, last] = [Math.log2(0.8), Math.log2(most)];
  const x = (/** @type {number} */ ratio) =>
    LEFT +
    ((Math.log2(ratio) - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
  const at = (/** @type {number} */ number) => number.toFixed(1);
  const ticks = [1, 2, 4, 8, 16].filter((tick) => tick <= most);
  const grid = ticks.map(
    (tick) =>
      `<line class="${tick === 1 ? "one" : "grid"}" x1="${at(x(tick))}" x2="${at(x(tick))}" y1="${TOP - 8}" y2="${bottom}"/>` +
      `<text class="small" x="${at(x(tick))}" y="${TOP - 14}" text-anchor="middle">${tick}×</text>`,
  );
  const bars = spans.map(({ title, low, high }, index) => {
    const y = TOP + index * STEP;
    const [from, to] = [x(low), x(high)];
    const one = x(1);
    const faster = Math.max(from, one);
    const parts = [
      ...(from < one ? [bar("slower", from, Math.min(to, one), y)] : []),
      ...(to > one ? [bar("span", faster, to, y)] : []),
    ];
    return (
      `<text x="${LEFT - 14}" y="${y + 16}" text-anchor="end">${title}</text>${parts.join("")}` +
      `<text class="small" x="${at(Math.max(to, one) + 6)}" y="${y + 16}">${low.toFixed(2)}–${high.toFixed(2)}</text>`
    );
  });
  const height = bottom + 14;
  const label = `How many times as fast as the official client, from the slowest to the fastest of ${runtimes.join(", ")}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${label}">
<style>${STYLE}
</style>
<rect class="frame" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>
<text x="16" y="24">Times as fast as the official client; bars span the runtimes</text>
${[...grid, ...bars].join("\n")}
</svg>
`;
}

/**
 * @param {string} name
 * @param {number} from
 * @param {number} to
 * @param {number} y
 */
function bar(name, from, to, y) {
  const width = Math.max(to - from, 2).toFixed(1);
  return `<rect class="${name}" x="${from.toFixed(1)}" y="${y + 4}" width="${width}" height="16" rx="3"/>`;
}
