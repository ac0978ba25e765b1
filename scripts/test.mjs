// `npm test`: set up what is missing, then every test. A single test that hangs is ended by test/support/watchdog.ts; this
// deadline is for all of them together, and for the runner itself. Arguments go to vitest.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { runProcess } from "./run-process.mjs";
import { setup } from "./setup.mjs";
import { provide } from "./tools.mjs";

const deadlineMs = 20 * 60_000;

await setup();
provide();
const started = Date.now();
const { code } = await runProcess(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)],
  {
    deadlineMs,
    show: true,
    onDeadline() {
      console.error(
        `Killed: the tests had not ended after ${deadlineMs / 1000} s. Running: ${running().join(", ") || "none"}`,
      );
    },
  },
);
process.exit(code ?? 1);

/** What the test processes of this run were doing: test/support/announce.ts writes it. */
function running() {
  return readdirSync(".tmp", { recursive: true, encoding: "utf8" })
    .filter((name) => /^running-\w+\.\d+$/.test(name))
    .map((name) => `.tmp/${name}`)
    .filter((path) => statSync(path).isFile() && statSync(path).mtimeMs >= started)
    .map((path) => readFileSync(path, "utf8"));
}
