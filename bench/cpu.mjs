// What do a thread cost that has nothing to do, a caller that is blocked for long, and the spin, if calls come with pauses?
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { answer, given } from "./harness.mjs";

const program = fileURLToPath(new URL("starts/idle.mjs", import.meta.url));
const runs = 7;
const seconds = 10;

/**
 * All at once: they sleep, and the system counts what each works.
 * @param {string} what @param {Record<string, string>} [variables]
 */
async function costs(what, variables = {}) {
  const processes = Array.from({ length: runs }, () =>
    promisify(execFile)(process.execPath, [program, what, String(seconds)], { env: { ...process.env, ...variables } }),
  );
  return (await Promise.all(processes)).map(({ stdout }) => Number(stdout));
}

const [alone, idle, blocked, spins, sleeps] = /** @type {[number[], number[], number[], number[], number[]]} */ (
  await Promise.all([
    costs("alone"),
    costs("idle"),
    costs("blocked"),
    costs("pauses"),
    costs("pauses", { MINIASYNC_SPIN: "0" }),
  ])
);

const spin = spins.map((cost, run) => cost - /** @type {number} */ (sleeps[run]));

const common = { unit: "% of a core", rounds: runs, warmups: 0, patience: 0, processes: true };
await answer({
  name: "cpu",
  title: `Work done in ${seconds} s`,
  cases: [
    {
      ...common,
      name: "idle",
      contestants: [given("miniasync, thread idle", "ours", idle), given("node alone", "floor", alone)],
    },
    {
      ...common,
      name: "blocked",
      contestants: [given("miniasync, caller blocked", "ours", blocked), given("node alone", "floor", alone)],
    },
    {
      ...common,
      name: "a call every 10 ms",
      contestants: [
        given("miniasync", "ours", spins),
        given("miniasync, no spin", "floor", sleeps),
        given("the spin", "ours", spin),
      ],
    },
  ],
});
