// Draws a timeline of miniasync/trace, as the guide shows it: node scripts/draw-timeline.mjs miniasync.trace.json timeline.svg
import { readFileSync, writeFileSync } from "node:fs";

/** @typedef {{ name: string, cat: string, begin: number, end: number, depth: number }} Slice */
/** @typedef {{ ph: string, name?: string, cat?: string, ts: number, tid: number, id?: number, args?: { name?: string, sort_index?: number } }} Event */

const [, , from = "", to = ""] = process.argv;
/** @type {readonly Event[]} */
const events = JSON.parse(readFileSync(from, "utf8"));

const left = 96;
const width = 900;
const row = 17;
const gap = 7;

/** @type {Map<number, { name: string, order: number, slices: Slice[], open: Slice[], y: number, rows: number }>} */
const tracks = new Map();
/** @type {{ from: number, to: number, at: number }[]} */
const arrows = [];
/** @type {Map<number, Event>} */
const flows = new Map();
let first = Number.POSITIVE_INFINITY;
let last = 0;
for (const { ph, name = "", cat = "", ts, tid, id = 0, args } of events) {
  if (name === "thread_name")
    tracks.set(tid, { name: args?.name ?? "", order: 0, slices: [], open: [], y: 0, rows: 1 });
  const track = tracks.get(tid);
  if (track === undefined) continue;
  if (name === "thread_sort_index") track.order = args?.sort_index ?? 0;
  if (ph === "M") continue;
  first = Math.min(first, ts);
  last = Math.max(last, ts);
  if (ph === "B") track.open.push({ name, cat, begin: ts, end: ts, depth: track.open.length });
  if (ph === "E") {
    const slice = track.open.pop();
    if (slice !== undefined) track.slices.push({ ...slice, end: ts });
  }
  if (ph === "s") flows.set(id, { ph, ts, tid });
  if (ph === "f") arrows.push({ from: flows.get(id)?.tid ?? tid, to: tid, at: ts });
}

let y = 8;
const shown = [...tracks.values()].sort((a, b) => a.order - b.order);
for (const track of shown) {
  track.y = y;
  track.rows = 1 + Math.max(0, ...track.slices.map(({ depth }) => depth));
  y += track.rows * row + gap;
}
const height = y + 22;
const across = (/** @type {number} */ time) => left + ((time - first) / (last - first)) * (width - left - 26);
const escaped = (/** @type {string} */ text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** @param {Slice} slice @param {number} top */
function draw({ name, cat, begin, end, depth }, top) {
  const x = across(begin);
  const size = Math.max(1.2, across(end) - x);
  const at = top + depth * row;
  const letters = Math.floor((size - 6) / 6.1);
  const text = name.length <= letters ? name : letters > 4 ? `${name.slice(0, letters - 1)}…` : "";
  return `<rect class="${cat}" x="${x.toFixed(1)}" y="${at}" width="${size.toFixed(1)}" height="${row - 1}" rx="2"/>${
    text === "" ? "" : `<text x="${(x + 4).toFixed(1)}" y="${at + 12}">${escaped(text)}</text>`
  }`;
}

const step = [10, 20, 50, 100, 200, 500, 1000].find((each) => (last - first) / 1000 / each <= 12) ?? 1000;
const ticks = Array.from({ length: Math.floor((last - first) / 1000 / step) + 1 }, (_, index) => index * step);
const lines = [
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="A timeline of runs, tasks and calls" font-family="system-ui, sans-serif" font-size="11">`,
  "<style>",
  "text { fill: #1f2328; } .name { font-weight: 600; } .tick { fill: #6e7781; } .grid { stroke: #d0d7de; } .arrow { stroke: #6e7781; fill: none; }",
  ".run { fill: #9ec5fe; } .turn { fill: #0d6efd; } .task { fill: #d3d9df; } .wait { fill: #ffe69c; } .call { fill: #a3cfbb; }",
  "@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .tick { fill: #8d96a0; } .grid { stroke: #30363d; } .run { fill: #1c4a8a; } .task { fill: #3d444d; } .wait { fill: #7a5c00; } .call { fill: #1f5c40; } }",
  "</style>",
  ...ticks.map((time) => {
    const x = across(first + time * 1000).toFixed(1);
    return `<line class="grid" x1="${x}" x2="${x}" y1="4" y2="${y}"/><text class="tick" x="${x}" y="${height - 8}" text-anchor="middle">${time} ms</text>`;
  }),
  ...shown.flatMap((track) => [
    `<text class="name" x="${left - 8}" y="${track.y + 12}" text-anchor="end">${escaped(track.name)}</text>`,
    ...track.slices.sort((a, b) => a.begin - b.begin).map((slice) => draw(slice, track.y)),
  ]),
  ...arrows.map(({ from, to, at }) => {
    const x = across(at).toFixed(1);
    const [begin, end] = [tracks.get(from), tracks.get(to)];
    return `<path class="arrow" d="M${x} ${(begin?.y ?? 0) + (begin?.rows ?? 1) * row} V${end?.y ?? 0}"/>`;
  }),
  "</svg>",
  "",
];
writeFileSync(to, lines.join("\n"));
