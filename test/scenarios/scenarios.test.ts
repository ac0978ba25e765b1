// Every scenario on this Node, in a process of its own. `npm run test:runtimes` runs the same ones on all runtimes.
import { appendFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { thisNode } from "../runtimes/runtimes.mjs";
import { everyScenario } from "./every-scenario.mjs";
import { knownFaults } from "./known-faults.mjs";
import { makeLinkedProject } from "./project.mjs";
import { forRuntime, runScenario, usualDeadlineMs } from "./run-scenario.mjs";
import type { Scenario } from "./scenario.ts";
import { startServer } from "./server.mjs";

let project: ReturnType<typeof makeLinkedProject>;
let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  project = makeLinkedProject();
  server = await startServer();
});
afterAll(() => {
  server.close();
  project[Symbol.dispose]();
});

async function run(file: string, scenario: Scenario): Promise<string | undefined> {
  const { MINIASYNC_SPIN, NODE_V8_COVERAGE, MINIASYNC_TABLE } = process.env;
  const { reason, recorded } = await runScenario({
    runtime: thisNode,
    file,
    scenario,
    mode: "body",
    project: project.folder,
    server: server.url,
    // Flags may forbid to write.
    env: { MINIASYNC_SPIN, NODE_V8_COVERAGE: scenario.flags === undefined ? NODE_V8_COVERAGE : undefined },
  });
  // Rows for docs/design/never-hangs.md: see there.
  for (const { gives, ms } of MINIASYNC_TABLE === undefined ? [] : recorded)
    appendFileSync(MINIASYNC_TABLE as string, `| ${scenario.title} | \`${gives}\` | ${ms} |\n`);
  return reason;
}

const files = new Set(everyScenario.map(({ file }) => file));
describe.for([...files])("%s", (file) => {
  const scenarios = everyScenario.filter((one) => one.file === file);
  const here = scenarios.map(({ scenario }) => scenario).filter(({ absent }) => !forRuntime(absent, thisNode));
  test.concurrent.for(here.map((scenario) => [scenario.title, scenario] as const))(
    "%s",
    { timeout: 2 * usualDeadlineMs + 60_000 },
    async ([title, scenario]) => {
      const reason = await run(file, scenario);
      if (title in knownFaults) expect(reason, "no longer a fault: remove it from the list").toBeDefined();
      else expect(reason).toBeUndefined();
    },
  );
});

test("scenarios have titles of their own, and the list of known faults names nothing else", () => {
  const titles = everyScenario.map(({ scenario }) => scenario.title);
  expect(new Set(titles).size).toBe(titles.length);
  expect(Object.keys(knownFaults).filter((title) => !titles.includes(title))).toEqual([]);
});
