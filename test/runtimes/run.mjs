// `npm run test:runtimes`: every scenario on every runtime, compared with the table in docs/design/runtimes.md, in both
// directions. `-- deno handles`: only the runtimes and the scenarios whose names contain one of the words; `-- musl` and `-- windows`: those
// of these systems, which nothing else has. `-- --update` writes the table.
import { availableParallelism } from "node:os";
import { setup } from "../../scripts/setup.mjs";
import { knownFaultsElsewhere } from "../scenarios/known-faults.mjs";
import { makeInstalledProject } from "../scenarios/project.mjs";
import { forRuntime, runScenario } from "../scenarios/run-scenario.mjs";
import { startServer } from "../scenarios/server.mjs";
import { installRuntimes, runtimes } from "./runtimes.mjs";
import { prepare } from "./systems.mjs";
import { rows as all, isCurrent, update } from "./table.mjs";

const words = process.argv.slice(2).filter((word) => word !== "--update");
if (process.argv.includes("--update")) update();

const isNamed = (/** @type {string} */ title) => words.some((word) => title.toLowerCase().includes(word.toLowerCase()));
const someRuntimes = runtimes.filter(({ id, system }) =>
  system === undefined ? isNamed(id) : words.includes(system) || words.includes(id),
);
const columns = someRuntimes.length > 0 ? someRuntimes : runtimes.filter(({ system }) => system === undefined);
const someScenarios = all.filter(({ file, scenario }) => isNamed(scenario.title) || isNamed(file));
const rows = someScenarios.length > 0 ? someScenarios : all;

// First: it may install all packages anew, and the runtimes are beside them.
await setup();
installRuntimes(columns);
for (const system of new Set(columns.map(({ system }) => system))) {
  const reason = system && prepare(system);
  if (reason === undefined) continue;
  console.error(`Cannot run what is for ${system}: ${reason}`);
  process.exit(1);
}
const project = await makeInstalledProject();
const server = await startServer();
const began = performance.now();

const cells = rows.flatMap((row) =>
  columns.map((runtime) => ({ ...row, runtime, holds: "?", wrong: "", hung: false })),
);

/** @param {(typeof cells)[number]} cell */
async function check(cell) {
  const { file, scenario, runtime } = cell;
  const common = { runtime, file, scenario, project: project.folder, server: server.url };
  if (forRuntime(scenario.absent, runtime) !== undefined) {
    cell.holds = "–";
    return;
  }
  const fault = forRuntime(knownFaultsElsewhere, runtime)?.[scenario.title];
  const difference = forRuntime(scenario.differs, runtime);
  const { reason, killed } = await runScenario({ ...common, mode: "body" });
  cell.holds = reason === undefined ? "yes" : "no";
  cell.hung = killed;
  if (fault !== undefined) {
    if (reason === undefined) cell.wrong = "it is no longer a fault: remove it from the list";
    return;
  }
  if (killed || (reason !== undefined && difference === undefined)) cell.wrong = reason ?? "";
  else if (difference !== undefined && reason === undefined)
    cell.wrong = `it holds, although it should not: ${difference.why}`;
  else if (difference !== undefined) {
    const instead = await runScenario({ ...common, mode: "instead" });
    cell.hung ||= instead.killed;
    if (instead.reason !== undefined) cell.wrong = `what should hold instead does not: ${instead.reason}`;
  }
}

const waiting = [...cells];
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) {
      await check(cell);
      const { wrong } = cell;
      if (wrong !== "" && !cell.hung) {
        cell.wrong = "";
        await check(cell); // What measures time breaks where the machine stands still.
        if (cell.wrong === "")
          console.error(`Held only the second time: ${cell.runtime.title}: ${cell.scenario.title}: ${wrong}\n`);
      }
      // At once: some systems take many minutes.
      if (cell.wrong !== "") console.error(`! ${cell.runtime.title}: ${cell.scenario.title}: ${cell.wrong}\n`);
    }
  }),
);
server.close();
project[Symbol.dispose]();

const width = Math.max(...rows.map(({ scenario }) => scenario.title.length));
const column = Math.max(...columns.map(({ title }) => title.length + 1), 8);
console.log(`${" ".repeat(width)}  ${columns.map(({ title }) => title.padEnd(column)).join("")}`);
for (const { scenario } of rows) {
  const mine = cells.filter((cell) => cell.scenario === scenario);
  console.log(
    `${scenario.title.padEnd(width)}  ${mine.map(({ holds, wrong }) => `${holds}${wrong === "" ? "" : " !"}`.padEnd(column)).join("")}`,
  );
}
const wrong = cells.filter((cell) => cell.wrong !== "");
const current = isCurrent();
if (!current) console.error("\n! docs/design/runtimes.md has another table: npm run test:runtimes -- --update");
console.log(
  `\n${cells.length - wrong.length} of ${cells.length} as the table says, in ${((performance.now() - began) / 1000).toFixed(0)} s`,
);
process.exitCode = wrong.length > 0 || !current ? 1 : 0;
