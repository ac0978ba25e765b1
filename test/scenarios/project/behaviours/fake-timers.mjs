// Tests replace the timers and clocks of their process: ours go on.
import assert from "node:assert/strict";
import process from "node:process";
import { mayWarn, scenario } from "../scenario.mjs";

const options = { deadlineMs: 6000, stderr: mayWarn };

/** Replace what fake timers replace, by what stands still. */
function installFakeTimers() {
  const still = () => 0;
  Object.assign(globalThis, { setTimeout: still, setInterval: still, setImmediate: still, queueMicrotask: still });
  Object.assign(globalThis, { clearTimeout: still, clearInterval: still, clearImmediate: still });
  performance.now = still;
  Date.now = still;
  process.nextTick = still;
  process.hrtime = Object.assign(() => [0, 0], { bigint: () => 0n });
}

export const fakeTimers = scenario(
  "fake timers, installed by a test after the import, stop neither sleep nor a deadline",
  ({ run, sleep, TimeoutError }, { failure, holds }) => {
    installFakeTimers();
    assert.deepEqual(run(sleep(10, "slept")), ["slept"]);
    assert(failure(() => run(sleep(1e6), { timeout: 50 })) instanceof TimeoutError);
    holds();
    process.exit();
  },
  options,
);

export const fakeTimersAndCalls = scenario(
  "fake timers, installed by a test after the import, stop no call",
  ({ run, coroutine, TimeoutError }, { failure, remote, holds }) => {
    installFakeTimers();
    const later = coroutine(() => new Promise((resolve) => setTimeout(resolve, 20, "later")));
    assert.deepEqual(run(remote.echo("called"), later()), ["called", "later"]);
    assert(failure(() => run(remote.later(1e6), { timeout: 50 })) instanceof TimeoutError);
    holds();
    process.exit();
  },
  options,
);
