// docs/design/runtimes.md has the table of what the scenarios say: this is where it comes from, and what it is compared with.
import { readFileSync, writeFileSync } from "node:fs";
import { forRuntime } from "./run-scenario.mjs";
import { runtimes } from "./runtimes.mjs";

const page = new URL("../../docs/design/runtimes.md", import.meta.url);
const begin = "<!-- npm run test:runtimes -- --update -->\n";
const end = "<!-- end -->\n";

/** @type {readonly string[]} */
const groups = ["local", "calls", "endings", "threads", "permissions"];

/**
 * Every scenario, with the group it is in.
 * @type {readonly { readonly group: string, readonly scenario: import("./scenario.ts").Scenario }[]}
 */
export const all = (
  await Promise.all(
    groups.map(async (group) => {
      const { scenarios } = await import(`./project/scenarios/${group}.mjs`);
      return scenarios.map((/** @type {import("./scenario.ts").Scenario} */ scenario) => ({ group, scenario }));
    }),
  )
).flat();

/** The table as Markdown, as the scenarios say it is to be. */
function table() {
  const titles = runtimes.map(({ title }) => title);
  const rows = [
    ["", ...titles],
    ["---", ...titles.map(() => ":-:")],
  ];
  /** @type {string[]} */
  const notes = [];
  for (const { scenario } of all) {
    rows.push([
      scenario.name,
      ...runtimes.map((runtime) => {
        const difference = forRuntime(scenario.differs, runtime);
        if (difference === undefined) return "yes";
        let note = notes.indexOf(difference.why);
        if (note < 0) note = notes.push(difference.why) - 1;
        return `no (${note + 1})`;
      }),
    ]);
  }
  const widths = ["", ...titles].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  rows.splice(
    1,
    0,
    widths.map((width) => "-".repeat(width)),
  );
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  return ["", ...lines, "", ...notes.map((why, index) => `${index + 1}. ${why}`), "", ""].join("\n");
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
