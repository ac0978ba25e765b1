// Draws the question "scaling": the time that a thing takes as it grows, both on logarithmic axes, where what is linear is a line
// of slope one.

/** @typedef {import("./harness.mjs").Answer} Answer */

const panel = { width: 236, height: 190, left: 46, right: 12, top: 30, bottom: 34 };
const columns = 3;

/** Per-unit figures ("us a call") become times of the whole; all in microseconds. @param {Answer} answer */
function points({ unit, rows }) {
  const factor = unit.startsWith("ms") ? 1000 : 1;
  return rows.map(({ name, median }) => {
    const size = Number(name);
    return { size, time: median * factor * (unit.includes(" a") ? size : 1) };
  });
}

/** @param {number} size */
function shortSize(size) {
  if (size >= 1e6) return `${size / 1e6}M`;
  return size >= 1e3 ? `${size / 1e3}k` : String(size);
}

/** @param {number} microseconds */
function shortTime(microseconds) {
  if (microseconds >= 1e6) return `${microseconds / 1e6} s`;
  return microseconds >= 1e3 ? `${microseconds / 1e3} ms` : `${microseconds} \u00b5s`;
}

/** Powers of ten from below the least to above the most. @param {readonly number[]} values */
function decades(values) {
  const from = Math.floor(Math.log10(Math.min(...values)));
  const to = Math.ceil(Math.log10(Math.max(...values)));
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** @param {Answer} answer @param {number} x @param {number} y */
function drawPanel(answer, x, y) {
  const found = points(answer);
  const sizes = found.map(({ size }) => size);
  const times = decades(found.map(({ time }) => time));
  const [lowest = 0] = times;
  const highest = times.at(-1) ?? 1;
  const first = Math.log10(sizes[0] ?? 1);
  const last = Math.log10(sizes.at(-1) ?? 1);
  const across = (/** @type {number} */ size) =>
    x + panel.left + ((Math.log10(size) - first) / (last - first)) * (panel.width - panel.left - panel.right);
  const up = (/** @type {number} */ time) =>
    y + panel.height - panel.bottom - ((Math.log10(time) - lowest) / (highest - lowest)) * inner;
  const inner = panel.height - panel.top - panel.bottom;
  const end = /** @type {{ size: number, time: number }} */ (found.at(-1));
  // Linear, through the last point, as far as the panel goes.
  const start = Math.max(sizes[0] ?? 1, (end.size * 10 ** lowest) / end.time);
  const line = found.map(({ size, time }) => `${across(size).toFixed(1)},${up(time).toFixed(1)}`).join(" ");
  return [
    `<text class="title" x="${x + 4}" y="${y + 16}">${answer.name}</text>`,
    ...times.map((power) => {
      const at = up(10 ** power).toFixed(1);
      return `<line class="grid" x1="${x + panel.left}" x2="${x + panel.width - panel.right}" y1="${at}" y2="${at}"/><text class="tick right" x="${x + panel.left - 5}" y="${(Number(at) + 4).toFixed(1)}">${shortTime(10 ** power)}</text>`;
    }),
    ...sizes.map(
      (size) =>
        `<text class="tick middle" x="${across(size).toFixed(1)}" y="${y + panel.height - panel.bottom + 16}">${shortSize(size)}</text>`,
    ),
    `<line class="linear" x1="${across(start).toFixed(1)}" y1="${up((end.time * start) / end.size).toFixed(1)}" x2="${across(end.size).toFixed(1)}" y2="${up(end.time).toFixed(1)}"/>`,
    `<polyline class="ours" points="${line}"/>`,
    ...found.map(
      ({ size, time }) => `<circle class="dot" cx="${across(size).toFixed(1)}" cy="${up(time).toFixed(1)}" r="3"/>`,
    ),
  ].join("\n");
}

/** @param {import("./harness.mjs").Report} report @returns {string} the picture */
export function drawScaling({ cases, node, date }) {
  const rows = Math.ceil(cases.length / columns);
  const width = columns * panel.width;
  const height = rows * panel.height + 22;
  const panels = cases.map((answer, index) =>
    drawPanel(answer, (index % columns) * panel.width, Math.floor(index / columns) * panel.height),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Time against size, on logarithmic axes">
<style>
text { font: 11px system-ui, sans-serif; fill: #24292f; }
.title { font-weight: 600; font-size: 12px; }
.tick { fill: #6e7781; font-size: 10px; } .right { text-anchor: end; } .middle { text-anchor: middle; }
.grid { stroke: #d0d7de; } .linear { stroke: #8c959f; stroke-dasharray: 3 3; }
.ours { fill: none; stroke: #0969da; stroke-width: 2; } .dot { fill: #0969da; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .tick { fill: #8b949e; } .grid { stroke: #30363d; }
  .ours { stroke: #58a6ff; } .dot { fill: #58a6ff; }
}
</style>
${panels.join("\n")}
<text class="tick" x="4" y="${height - 6}">Medians of 7 rounds; dashed: linear. Node ${node.slice(1)}, ${date.slice(0, 10)}.</text>
</svg>
`;
}
