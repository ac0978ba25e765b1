import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { killTree } from "../../scripts/run-process.mjs";

/** More than the slowest single test may take; `MINIASYNC_HANG_MS` is for the watchdog's own test. */
const limitMs = Number(process.env.MINIASYNC_HANG_MS ?? 90_000);

declare module "vitest" {
  interface ProvidedContext {
    /** A folder with one file for each test process, named by its id, holding the name of the running test. */
    running: string;
  }
}

/**
 * Kills a test process whose test has been running for too long. From outside, because a thread blocked in `Atomics.wait` stops
 * the timeouts of the test runner too. The runner reports the process as crashed, and goes on with the other files.
 */
export function setup(project: TestProject): () => void {
  mkdirSync(".tmp", { recursive: true });
  const running = mkdtempSync(".tmp/running-");
  project.provide("running", running);
  const timer = setInterval(() => {
    for (const pid of readdirSync(running)) {
      const file = `${running}/${pid}`;
      const started = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
      if (Date.now() - started < limitMs) continue;
      console.error(`Killed after ${limitMs} ms: ${readFileSync(file, "utf8")}`);
      rmSync(file);
      killTree(Number(pid));
    }
  }, 250);
  return () => {
    clearInterval(timer);
    rmSync(running, { recursive: true, force: true });
  };
}
