// docs/design/runtimes.md has the table of what the scenarios say: this is where it comes from, and what it is compared with.
import { readFileSync, writeFileSync } from "node:fs";
import { everyScenario } from "../scenarios/every-scenario.mjs";
import { knownFaults, knownFaultsElsewhere } from "../scenarios/known-faults.mjs";
import { forRuntime } from "../scenarios/run-scenario.mjs";
import { runtimes as all } from "./runtimes.mjs";

const page = new URL("../../docs/design/runtimes.md", import.meta.url);
const begin = "<!-- npm run test:runtimes -- --update -->\n";
const end = "<!-- end -->\n";

/** Those for Windows are not in it: nobody has declared yet what differs under wine, nor seen all scenarios there. */
const runtimes = all.filter(({ system }) => system !== "windows");

/** The scenarios of the table: all but those that are known to fail. */
export const rows = everyScenario.filter(({ scenario }) => !(scenario.title in knownFaults));

/** The table as Markdown, as the scenarios say it is to be: a part for each file. */
function table() {
  /** @type {string[]} */
  const notes = [];
  const cell = (/** @type {string} */ word, /** @type {string} */ why) => {
    if (!notes.includes(why)) notes.push(why);
    return `${word} (${notes.indexOf(why) + 1})`;
  };
  /** @param {import("../scenarios/scenario.ts").Scenario} scenario */
  const row = (scenario) => [
    scenario.title,
    ...runtimes.map((runtime) => {
      const absent = forRuntime(scenario.absent, runtime);
      if (absent !== undefined) return cell("–", absent);
      const fault = forRuntime(knownFaultsElsewhere, runtime)?.[scenario.title];
      if (fault !== undefined) return cell("no", `A known fault: ${fault}`);
      const difference = forRuntime(scenario.differs, runtime);
      return difference === undefined ? "yes" : cell("no", difference.why);
    }),
  ];
  const files = [...new Set(rows.map(({ file }) => file))];
  const parts = files.map((file) =>
    aligned([
      [file.replaceAll("-", " "), ...runtimes.map(({ title }) => title)],
      ...rows.filter((one) => one.file === file).map(({ scenario }) => row(scenario)),
    ]),
  );
  return ["", parts.join("\n\n"), "", ...notes.map((why, index) => `${index + 1}. ${why}`), "", ""].join("\n");
}

/** @param {readonly (readonly string[])[]} lines the first is the head */
function aligned([head = [], ...lines]) {
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)));
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...lines]
    .map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`)
    .join("\n");
}

/** Whether the page has this very table. */
export function isCurrent() {
  return between(readFileSync(page, "utf8")) === table();
}

export function update() {
  const text = readFileSync(page, "utf8");
  const [head, tail] = [text.slice(0, text.indexOf(begin)), text.slice(text.indexOf(end))];
  writeFileSync(page, `${head}${begin}${table()}${tail}`);
}

/** @param {string} text */
function between(text) {
  return text.slice(text.indexOf(begin) + begin.length, text.indexOf(end));
}
