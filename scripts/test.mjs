// `npm test`: set up what is missing, then every test. A single test that hangs is ended by test/support/watchdog.ts; this
// deadline is for the runner itself. Arguments go to vitest.
import { runProcess } from "./run-process.mjs";
import { setup } from "./setup.mjs";

const deadlineMs = 10 * 60_000;

setup();
const { code, timedOut } = await runProcess(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)],
  { deadlineMs, show: true },
);
if (timedOut) console.error(`Killed: the tests had not ended after ${deadlineMs / 1000} s`);
process.exit(code ?? 1);
