import { tmpdir } from "node:os";
import { runProcess } from "../../scripts/run-process.mjs";
import { binaryOf } from "./runtimes.mjs";

/** When a scenario is killed: many times what the slowest takes. */
const deadlineMs = 15_000;

/** How long a process may live after the last line of its program, in milliseconds. */
const promptly = 3000;

const mark = "@@scenario ";

/** @type {Readonly<Record<import("./runtimes.mjs").Family, readonly string[]>>} */
const usualFlags = { node: [], deno: ["run", "--allow-all"], bun: [] };

/**
 * What `table` says for a runtime: for itself, or for its family.
 * @template T
 * @param {Readonly<Record<string, T>> | undefined} table
 * @param {import("./runtimes.mjs").Runtime} runtime
 */
export function forRuntime(table, { id, family }) {
  return table?.[id] ?? table?.[family];
}

/**
 * Runs one scenario in a process of its own, under a deadline from outside.
 *
 * @param {object} what
 * @param {import("./runtimes.mjs").Runtime} what.runtime
 * @param {string} what.group the file that it is in
 * @param {import("./scenario.ts").Scenario} what.scenario
 * @param {"body" | "instead"} what.mode
 * @param {string} what.project
 * @param {string} what.server
 * @returns {Promise<{ readonly reason: string | undefined, readonly killed: boolean, readonly ms: number }>} why it does not
 * hold; undefined when it does
 */
export async function runScenario({ runtime, group, scenario, mode, project, server }) {
  const flags = forRuntime(scenario.flags, runtime) ?? usualFlags[runtime.family];
  const args = [...flags, scenario.main ?? "driver.mjs", group, scenario.name, mode, server];
  const outcome = await runProcess(binaryOf(runtime), args, {
    deadlineMs,
    cwd: project,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME ?? tmpdir(),
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
      ...scenario.env,
    },
  });
  const ended = Date.now();
  const reason = () => {
    if (outcome.timedOut) return `it was killed after ${deadlineMs} ms`;
    const lines = outcome.stdout.split("\n");
    const line = lines.find((one) => one.startsWith(mark));
    if (line === undefined)
      return `it ended with ${outcome.code ?? outcome.signal}, and said nothing: ${outcome.stderr}`;
    const said = JSON.parse(line.slice(mark.length));
    if (said.family !== runtime.family || said.version !== runtime.version)
      return `this is ${said.family} ${said.version}, not ${runtime.family} ${runtime.version}`;
    if (!said.ok) return said.reason;
    if (outcome.code !== 0) return `it ended with ${outcome.code ?? outcome.signal}: ${outcome.stderr}`;
    if (ended - said.at > promptly) return `the process lived for ${ended - said.at} ms after its program`;
    const stdout = lines.filter((one) => one !== line).join("\n");
    if (mode === "body" && scenario.stdout !== undefined && stdout !== scenario.stdout)
      return `it wrote ${JSON.stringify(stdout.slice(0, 200))}`;
    const { stderr } = mode === "body" ? scenario : (forRuntime(scenario.differs, runtime) ?? scenario);
    if (stderr !== undefined && !stderr.test(outcome.stderr))
      return `it wrote to stderr: ${JSON.stringify(outcome.stderr)}`;
    return undefined;
  };
  return { reason: reason(), killed: outcome.timedOut, ms: Math.round(outcome.ms) };
}
