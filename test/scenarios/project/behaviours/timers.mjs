// Timers that do not keep a process alive, timers of many days, and the event of a process without work.
import assert from "node:assert/strict";
import process from "node:process";
import { scenario } from "../scenario.mjs";

export const timeoutSignals = scenario(
  "a call may wait for AbortSignal.timeout(): that is no deadlock",
  ({ run, coroutine }) => {
    const fires = coroutine(
      () => new Promise((resolve) => AbortSignal.timeout(100).addEventListener("abort", () => resolve("fired"))),
    );
    assert.deepEqual(run(fires()), ["fired"]);
  },
);

export const timersWithoutReference = scenario(
  "a call may wait for a timer with unref(): that is no deadlock, and the timer says that it has none",
  ({ run, coroutine, DeadlockError }, { failure, remote }) => {
    const fires = coroutine(
      (set) =>
        new Promise((resolve) => {
          const timer = globalThis[set](() => {
            clearInterval(timer);
            resolve("fired");
          }, 60);
          timer.unref();
        }),
    );
    const references = coroutine(() => {
      const timer = setTimeout(() => {}, 60_000);
      const seen = [timer.hasRef(), timer.unref() === timer, timer.hasRef(), timer.ref() === timer, timer.hasRef()];
      clearTimeout(timer);
      return seen;
    });
    assert.deepEqual(run(fires("setTimeout"), fires("setInterval")), ["fired", "fired"]);
    assert.deepEqual(run(references()), [[true, true, false, true, true]]);
    assert(failure(() => run(remote.never())) instanceof DeadlockError);
  },
);

export const callersTimers = scenario(
  "a timer with unref() keeps neither the process nor the caller's side alive",
  ({ run, coroutine }, { holds }) => {
    run(coroutine(() => void setTimeout(() => {}, 60_000).unref())());
    setTimeout(() => {}, 60_000).unref();
    holds();
  },
);

function seesBeforeExit({ run, coroutine, sleep }) {
  const sees = coroutine(async (confirm) => {
    let seen = false;
    process.once("beforeExit", () => {
      seen = true;
    });
    await confirm();
    return seen;
  });
  function* confirm() {
    yield* sleep(100);
  }
  return run(sees(confirm))[0];
}

export const beforeExit = scenario(
  "libraries in the thread do not see beforeExit in the middle of a call",
  (miniasync) => assert.equal(seesBeforeExit(miniasync), false),
  {
    differs: {
      bun: {
        why: "Bun lets nobody keep `beforeExit` from its listeners.",
        instead: (miniasync) => assert.equal(seesBeforeExit(miniasync), true),
      },
    },
  },
);

export const manyDays = scenario(
  "runAsync waits for many days without a warning, and one can wait for them beside",
  async ({ runAsync, sleep }) => {
    const warnings = [];
    process.on("warning", ({ name }) => warnings.push(name));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    await assert.rejects(runAsync(sleep(30 * 86_400_000), { signal: controller.signal }), { name: "AbortError" });
    await runAsync(sleep(30), { timeout: 30 * 86_400_000 });
    assert.deepEqual(warnings, []);
  },
);

export const manyWarnings = scenario(
  "many warnings at once are all told, and nothing else is",
  async ({ run }, { remote }) => {
    const warnings = [];
    process.on("warning", ({ name }) => warnings.push(name));
    const listeners = process.listenerCount("exit");
    for (let i = 0; i < 16; i++) {
      assert.throws(() => run(remote.later(1000), { timeout: 1, cancelGrace: 0, strays: "detach" }));
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert(warnings.length > 11, `${warnings.length}`);
    assert.deepEqual([...new Set(warnings)], ["MiniasyncWarning"]);
    assert.equal(process.listenerCount("exit"), listeners);
  },
  { stderr: /MiniasyncWarning/ },
);
