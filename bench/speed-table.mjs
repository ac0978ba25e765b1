// The table of speeds in the README, from the figures of the last runs: `node bench/report.mjs` writes it.
import { readFileSync } from "node:fs";
import { fileName } from "./harness.mjs";

/**
 * @typedef {import("./harness.mjs").Answer} Answer
 * @typedef {{ label: string, question: string, variant?: string, case: string, ours?: string, alone?: boolean }} Line
 */

/** @type {readonly Line[]} */
const lines = [
  { label: "one small call, among many", question: "small-call", case: "back to back" },
  { label: "the same, on one core", question: "small-call", variant: "one-core", case: "back to back" },
  { label: "each of the first 100 calls", question: "cold", case: "first 100 calls" },
  { label: "each of the first 1,000 calls", question: "cold", case: "first 1,000 calls" },
  { label: "each of 1,000 calls in one `run`", question: "many-calls", case: "1,000 calls" },
  { label: "10 KB of objects back", question: "values", case: "10 KB object" },
  { label: "100 MB back, by `transfer`", question: "values", case: "100 MB, made" },
  { label: "`import` and the first result", question: "first-result", case: "first result" },
  { label: "memory of a thread", question: "memory", case: "a thread", ours: "a thread", alone: true },
];
/** Those that block as this package does, and take a result of any size. */
const peers = ["synckit", "make-synchronous", "make-synchronized", "sync-message-port"];
const versions = [20, 24];

const begin = "<!-- speed: node bench/report.mjs writes this table from bench/results/*/*.json -->\n";
const end = "\n<!-- /speed -->";

/** @param {string} readme its text @returns {string} the same, with the table of the last figures */
export function withSpeedTable(readme) {
  const start = readme.indexOf(begin);
  const stop = readme.indexOf(end, start);
  if (start < 0 || stop < 0) throw new Error(`Cannot write the speeds: README.md has no place marked ${begin.trim()}`);
  return `${readme.slice(0, start + begin.length)}\n${table()}${readme.slice(stop)}`;
}

function table() {
  const head = ["", ...versions.flatMap((version) => [`miniasync, Node ${version}`, "fastest other"])];
  const rows = lines.map((line) => [line.label, ...versions.flatMap((version) => cells(line, version))]);
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const text = (/** @type {string[]} */ row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  return [text(head), text(widths.map((width) => "-".repeat(width))), ...rows.map(text)].join("");
}

/** @param {Line} line @param {number} version @returns {[ours: string, other: string]} */
function cells({ question, variant = "", case: name, ours = "miniasync", alone = false }, version) {
  const file = new URL(`results/node-${version}/${fileName(question, variant)}`, import.meta.url);
  const { cases } = /** @type {{ cases: Answer[] }} */ (JSON.parse(readFileSync(file, "utf8")));
  const answer = cases.find((each) => each.name === name);
  const mine = answer?.rows.find((row) => row.name === ours);
  if (answer === undefined || mine === undefined) throw new Error(`Cannot write the speeds: ${file} has no "${name}"`);
  const unit = (answer.unit.split(" ")[0] ?? "").replace("us", "µs");
  const figure = (/** @type {number} */ median) => `${Number(median.toPrecision(2))} ${unit}`;
  if (alone) return [figure(mine.median), ""];
  const others = answer.rows.filter((row) => peers.includes(row.name));
  return [figure(mine.median), figure(Math.min(...others.map(({ median }) => median)))];
}
