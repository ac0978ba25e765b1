// Makes of the figures of the last runs what people look at: `node bench/report.mjs`. chart.svg is for the README, scaling.svg and
// budget.md for docs/design/speed.md. Nothing in them is written by hand, nor is the table of speeds in the README.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { browserTable } from "./browser-table.mjs";
import { budget, notMeasured } from "./budget.mjs";
import { drawCold } from "./cold-plot.mjs";
import { fileName, results } from "./harness.mjs";
import { drawScaling } from "./scaling-plot.mjs";
import { withSpeedTable } from "./speed-table.mjs";
import { blockingAnySize } from "./versus/peer.mjs";

/**
 * @typedef {import("./harness.mjs").Answer} Answer
 * @typedef {{ title: string, question: string, case: string, rows: readonly (readonly [name: string, label: string])[] }} Panel
 */

/** Under their own names. @type {Panel["rows"]} */
const peers = [...blockingAnySize].reverse().map((name) => [name, name]);

/** @type {readonly Panel[]} */
const panels = [
  {
    title: "One small call, back to back",
    question: "small-call",
    case: "back to back",
    rows: [["miniasync", "miniasync"], ...peers, ["prototype, spinning", "floor: port and counter, spinning"]],
  },
  {
    title: "1,000 small calls in one run, each",
    question: "many-calls",
    case: "1,000 calls",
    rows: [["miniasync", "miniasync"], ...peers, ["one request, single replies", "floor: one request, single replies"]],
  },
  {
    title: "First result, from nothing",
    question: "first-result",
    case: "first result",
    rows: [["miniasync", "miniasync"], ...peers, ["bare worker", "floor: a bare worker"]],
  },
  {
    title: "100 MB of bytes back",
    question: "values",
    case: "100 MB, made",
    rows: [
      ["miniasync", "miniasync, transfer()"],
      ["miniasync, copied", "miniasync, copied"],
      ...peers,
      ["bare transfer", "floor: a bare transfer"],
    ],
  },
];

const width = 760;
const left = 230;
const right = 90;
const line = 20;

/** @param {Panel} panel @param {number} top @returns {{ svg: string, height: number }} */
function draw({ title, question, case: name, rows }, top) {
  const report = JSON.parse(readFileSync(new URL(fileName(question, ""), results), "utf8"));
  const found = /** @type {Answer} */ (report.cases.find((/** @type {Answer} */ answer) => answer.name === name));
  const bars = rows.map(([row, label]) => ({ label, ...found.rows.find((candidate) => candidate.name === row) }));
  const most = Math.max(...bars.map(({ median = 0 }) => median));
  const parts = [`<text class="title" x="0" y="${top + 14}">${title}, ${found.unit.replace(/^us/, "\u00b5s")}</text>`];
  bars.forEach(({ label, median = 0, kind }, index) => {
    const y = top + 24 + index * line;
    const length = Math.max(1, (median / most) * (width - left - right));
    parts.push(
      `<text class="label" x="${left - 8}" y="${y + 13}">${label}</text>`,
      `<rect class="${kind}" x="${left}" y="${y + 2}" width="${length.toFixed(1)}" height="${line - 5}" rx="2"/>`,
      `<text class="figure" x="${(left + length + 6).toFixed(1)}" y="${y + 13}">${Number(median.toPrecision(2))}</text>`,
    );
  });
  return { svg: parts.join("\n"), height: 24 + bars.length * line + 18 };
}

let top = 8;
const drawn = panels.map((panel) => {
  const { svg, height } = draw(panel, top);
  top += height;
  return svg;
});
const cold = new URL(fileName("cold", ""), results);
if (existsSync(cold)) {
  const rows = /** @type {const} */ ([
    ["miniasync", "miniasync"],
    ...peers,
    ["prototype, spinning", "floor, spinning"],
  ]);
  const { svg, height } = drawCold(JSON.parse(readFileSync(cold, "utf8")), rows, top, width);
  drawn.push(svg);
  top += height;
}
const { node, machine, date } = JSON.parse(readFileSync(new URL(fileName("small-call", ""), results), "utf8"));
const source = `Medians, shorter is better. Node ${node.slice(1)}, ${machine.cores} cores of ${machine.cpu}, ${date.slice(0, 10)}.`;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top + 14}" role="img" aria-label="miniasync and its peers, measured">
<style>
text { font: 12px system-ui, sans-serif; fill: #24292f; }
.title { font-weight: 600; font-size: 13px; }
.label { text-anchor: end; }
.source { fill: #6e7781; font-size: 11px; }
.ours { fill: #0969da; } .peer { fill: #8c959f; } .floor { fill: none; stroke: #8c959f; stroke-dasharray: 3 2; }
.grid { stroke: #d0d7de; } .line { fill: none; stroke-width: 1.5; }
.line.ours { stroke: #0969da; stroke-width: 2.5; } .line.peer { stroke: #8c959f; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .source { fill: #8b949e; }
  .ours { fill: #58a6ff; } .peer { fill: #6e7681; } .floor { stroke: #8b949e; } .grid { stroke: #30363d; }
  .line { fill: none; } .line.ours { stroke: #58a6ff; } .line.peer { stroke: #6e7681; }
}
</style>
${drawn.join("\n")}
<text class="source" x="0" y="${top + 6}">${source}</text>
</svg>
`;
writeFileSync(new URL("../chart.svg", results), svg);

writeFileSync(
  new URL("../scaling.svg", results),
  drawScaling(JSON.parse(readFileSync(new URL(fileName("scaling", ""), results), "utf8"))),
);

const tables = readdirSync(new URL("../", results))
  .filter((name) => name.startsWith("node-"))
  .sort()
  .map((name) => {
    const all = budget([], new URL(`../${name}/`, results));
    const measured = all.filter((cells) => cells.at(-1) !== notMeasured);
    const lines = measured.map((cells) => `| ${cells.join(" | ")} |`);
    if (measured.length < all.length)
      lines.push("", `Of ${all.length - 1} rows ${measured.length - 1} were measured on this version.`);
    lines.splice(1, 0, "| --- | --- | --- | --- |");
    return `## Node ${name.slice("node-".length)}\n\n${lines.join("\n")}\n`;
  });
const inBrowsers = new URL(fileName("browsers", ""), results);
if (existsSync(inBrowsers)) {
  tables.push(`## In a worker of a page\n\n${browserTable(JSON.parse(readFileSync(inBrowsers, "utf8")))}`);
}
writeFileSync(
  new URL("../budget.md", results),
  `# What is measured, against what is to be reached\n\n${tables.join("\n")}`,
);

const readme = new URL("../README.md", import.meta.url);
writeFileSync(readme, withSpeedTable(readFileSync(readme, "utf8")));
