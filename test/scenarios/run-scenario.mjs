import { tmpdir } from "node:os";
import { runProcess } from "../../scripts/run-process.mjs";

/** When a scenario is killed: many times what the slowest takes. */
export const usualDeadlineMs = 15_000;

/** How long a process may live after the last line of its program, in milliseconds. */
const promptly = 3000;

const mark = "@@scenario ";

/** @type {Readonly<Record<import("../runtimes/runtimes.mjs").Family, readonly string[]>>} */
const usualFlags = { node: [], deno: ["run", "--allow-all"], bun: [] };

/**
 * What `table` says for a runtime: for itself, or for its family.
 * @template T
 * @param {Readonly<Record<string, T>> | undefined} table
 * @param {Pick<import("../runtimes/runtimes.mjs").Runtime, "id" | "family">} runtime
 */
export function forRuntime(table, { id, family }) {
  return table?.[id] ?? table?.[family];
}

/**
 * How a scenario ended.
 * @typedef {object} Ending
 * @property {string | undefined} reason why it does not hold; undefined when it does
 * @property {boolean} killed
 * @property {readonly { readonly gives: string, readonly ms: number }[]} recorded of its calls of `failsSoon()`
 */

/**
 * Runs one scenario in a process of its own, under a deadline from outside.
 *
 * @param {object} options
 * @param {Omit<import("../runtimes/runtimes.mjs").Runtime, "title" | "package">} options.runtime
 * @param {string} options.file the file that it is in
 * @param {import("./scenario.ts").Scenario} options.scenario
 * @param {"body" | "instead"} options.mode
 * @param {string} options.project
 * @param {string} options.server
 * @param {Readonly<Record<string, string | undefined>>} [options.env] more variables for its process
 * @returns {Promise<Ending>}
 */
export async function runScenario({ runtime, file, scenario, mode, project, server, env }) {
  const flags = forRuntime(scenario.flags, runtime) ?? usualFlags[runtime.family];
  const args = [...flags, scenario.main ?? "driver.mjs", file, scenario.title, mode, server];
  const deadlineMs = scenario.deadlineMs ?? usualDeadlineMs;
  const outcome = await runProcess(runtime.binary, args, {
    deadlineMs,
    cwd: project,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME ?? tmpdir(),
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
      ...env,
      ...scenario.env,
    },
  });
  const ended = Date.now();
  const lines = outcome.stdout.split("\n");
  const line = lines.find((one) => one.startsWith(mark));
  const said = line === undefined ? undefined : JSON.parse(line.slice(mark.length));
  const reason = () => {
    if (said?.ok === false) return said.reason;
    if (outcome.timedOut) return `it was killed after ${deadlineMs} ms`;
    if (said === undefined)
      return `it ended with ${outcome.code ?? outcome.signal}, and said nothing: ${outcome.stderr}`;
    if (said.family !== runtime.family || said.version !== runtime.version)
      return `this is ${said.family} ${said.version}, not ${runtime.family} ${runtime.version}`;
    if (outcome.code !== 0) return `it ended with ${outcome.code ?? outcome.signal}: ${outcome.stderr}`;
    if (ended - said.at > promptly) return `the process lived for ${ended - said.at} ms after its program`;
    const stdout = lines.filter((one) => one !== line).join("\n");
    if (mode === "body" && !matches(stdout, scenario.stdout)) return `it wrote ${JSON.stringify(stdout.slice(0, 200))}`;
    const { stderr } = mode === "body" ? scenario : (forRuntime(scenario.differs, runtime) ?? scenario);
    if (!isExpected(outcome.stderr, stderr, runtime.family))
      return `it wrote to stderr: ${JSON.stringify(outcome.stderr)}`;
    return undefined;
  };
  return { reason: reason(), killed: outcome.timedOut, recorded: said?.recorded ?? [] };
}

/**
 * @param {string} text
 * @param {string | RegExp | undefined} expected all of it, or some of it
 */
function matches(text, expected) {
  return typeof expected === "string" ? text === expected : expected?.test(text) !== false;
}

/** On a busy machine Deno learns of the end of a thread so late that this is said of those that end, too. */
const slowEnd = /^.*MiniasyncWarning: A thread that was ended goes on.*\n/gm;

/**
 * @param {string} stderr
 * @param {string | RegExp | undefined} expected
 * @param {import("../runtimes/runtimes.mjs").Family} family
 */
function isExpected(stderr, expected, family) {
  const own = family === "deno" ? stderr.replace(slowEnd, "") : stderr;
  if (expected === undefined) return !own.includes("MiniasyncWarning");
  return matches(own, expected) || matches(stderr, expected);
}
