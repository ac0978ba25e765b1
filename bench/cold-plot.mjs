// Draws the question "cold": the time of a call against the number of calls since the start, one line a library, both on logarithmic
// axes. A panel of the chart that report.mjs makes.

/**
 * @typedef {import("./harness.mjs").Report} Report
 * @typedef {{ name: string, kind: string, points: readonly (readonly [calls: number, time: number])[] }} Line
 */

const height = 260;
const left = 60;
const right = 190;
const bottom = 24;
const top = 26;
/** The least distance of two labels. */
const apart = 14;

/** @param {Report} report @param {readonly (readonly [name: string, label: string])[]} rows @returns {readonly Line[]} */
function linesOf({ cases }, rows) {
  return rows.flatMap(([name, label]) => {
    const points = cases.flatMap((answer) => {
      const to = /^calls \d+ to (\d+)$/.exec(answer.name)?.[1];
      const row = answer.rows.find((candidate) => candidate.name === name);
      // The second call alone is a stretch of its own, and tells of what the first has left to be done.
      if (to === undefined || row === undefined || to === "1") return [];
      return [/** @type {const} */ ([Number(to), row.median])];
    });
    const kind = cases[0]?.rows.find((candidate) => candidate.name === name)?.kind ?? "peer";
    return points.length === 0 ? [] : [{ name: label, kind, points }];
  });
}

/**
 * @param {Report} report
 * @param {readonly (readonly [name: string, label: string])[]} rows
 * @param {number} y where it begins
 * @param {number} width
 * @returns {{ svg: string, height: number }}
 */
export function drawCold(report, rows, y, width) {
  const lines = linesOf(report, rows);
  const all = lines.flatMap(({ points }) => points);
  const [first, last] = [Math.min(...all.map(([calls]) => calls)), Math.max(...all.map(([calls]) => calls))];
  const [least, most] = [Math.min(...all.map(([, time]) => time)), Math.max(...all.map(([, time]) => time))];
  const across = (/** @type {number} */ calls) =>
    left + (Math.log(calls / first) / Math.log(last / first)) * (width - left - right);
  const up = (/** @type {number} */ time) =>
    y + height - bottom - (Math.log(time / least) / Math.log(most / least)) * (height - top - bottom);
  const marks = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].filter((time) => time >= least && time <= most);
  const counts = [10, 100, 1000, 10_000].filter((calls) => calls >= first && calls <= last);
  const svg = [
    `<text class="title" x="0" y="${y + 14}">A small call against the number of calls since the first, \u00b5s</text>`,
    ...marks.map(
      (time) =>
        `<line class="grid" x1="${left}" x2="${width - right}" y1="${up(time).toFixed(1)}" y2="${up(time).toFixed(1)}"/><text class="label" x="${left - 8}" y="${(up(time) + 4).toFixed(1)}">${time}</text>`,
    ),
    ...counts.map(
      (calls) =>
        `<text class="figure" text-anchor="middle" x="${across(calls).toFixed(1)}" y="${y + height - 8}">${calls.toLocaleString("en")}</text>`,
    ),
    ...lines.map(
      ({ kind, points }) =>
        `<polyline class="line ${kind}" points="${points.map(([calls, time]) => `${across(calls).toFixed(1)},${up(time).toFixed(1)}`).join(" ")}"/>`,
    ),
    ...labels(lines, up).map(
      ({ name, at }) => `<text class="figure" x="${width - right + 6}" y="${(at + 4).toFixed(1)}">${name}</text>`,
    ),
  ];
  return { svg: svg.join("\n"), height: height + 12 };
}

/** Each beside the end of its line, or below the one above. @param {readonly Line[]} lines @param {(time: number) => number} up */
function labels(lines, up) {
  const wanted = lines
    .map(({ name, points }) => ({ name, at: up(points.at(-1)?.[1] ?? 1) }))
    .sort((a, b) => a.at - b.at);
  for (let i = wanted.length - 2; i >= 0; i--) {
    const [upper, lower] = /** @type {[{ at: number }, { at: number }]} */ ([wanted[i], wanted[i + 1]]);
    upper.at = Math.min(upper.at, lower.at - apart);
  }
  return wanted;
}
