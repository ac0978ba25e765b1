import { rmSync, writeFileSync } from "node:fs";
import { takeCoverage } from "node:v8";
import { afterAll, beforeEach, expect, inject } from "vitest";

// Tells the watchdog what this process is doing. Synchronously: a test that blocks its thread sends nothing any more.
const file = `${inject("running")}/${process.pid}`;

writeFileSync(file, `${expect.getState().testPath} (loading)`);
beforeEach(({ task }) => writeFileSync(file, `${task.file.name} > ${task.name}`));
afterAll(() => {
  rmSync(file, { force: true });
  // The runner ends this process without giving it the time to write its coverage at exit.
  if (process.env.NODE_V8_COVERAGE !== undefined) takeCoverage();
});
