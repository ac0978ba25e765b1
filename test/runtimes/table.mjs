// docs/design/runtimes.md has the table of what the scenarios say: this is where it comes from, and what it is compared with.
import { everyScenario } from "../scenarios/every-scenario.mjs";
import { knownFaults, knownFaultsElsewhere } from "../scenarios/known-faults.mjs";
import { forRuntime } from "../scenarios/run-scenario.mjs";
import { aligned, notes, tableIn } from "../support/table.mjs";
import { runtimes as all } from "./runtimes.mjs";

const page = tableIn("docs/design/runtimes.md", "npm run test:runtimes -- --update");

/** Deno and Bun for Windows are not in it: nobody has declared yet what differs under wine, nor seen all scenarios there. */
const runtimes = all.filter(({ system, family }) => system !== "windows" || family === "node");

/** The scenarios of the table: all but those that are known to fail. */
export const rows = everyScenario.filter(({ scenario }) => !(scenario.title in knownFaults));

/** The table as Markdown, as the scenarios say it is to be: a part for each file. */
function table() {
  const { cell, lines } = notes();
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
  return ["", parts.join("\n\n"), "", ...lines(), "", ""].join("\n");
}

/** Whether the page has this very table. */
export function isCurrent() {
  return page.isCurrent(table());
}

export function update() {
  page.update(table());
}
