// run() works wherever synchronous code runs.
import assert from "node:assert/strict";
import { readdirSync, readFile, writeSync } from "node:fs";
import process from "node:process";
import { Worker } from "node:worker_threads";
import { countsThreads, scenario } from "../scenario.mjs";

export const nestedRuns = scenario(
  "nested runs: in coroutines, callbacks, promises, timers",
  async ({ run, coroutine }) => {
    const echo = coroutine(async (value) => value);
    function* nests() {
      const [inner] = run(echo("inner"));
      return [inner, yield* echo("outer")];
    }
    const calls = coroutine((callback) => callback());
    function* calledBack() {
      return run(echo("in a callback"))[0];
    }
    assert.deepEqual(run(nests(), calls(calledBack)), [["inner", "outer"], "in a callback"]);
    assert.deepEqual(await Promise.resolve().then(() => run(echo("promise"))), ["promise"]);
    assert.deepEqual(await new Promise((resolve) => setTimeout(() => resolve(run(echo("timer"))))), ["timer"]);
  },
);

export const insideAWorker = scenario(
  "inside a worker of the program, which blocks on a thread of its own",
  async () => {
    const worker = new Worker(new URL("../fixtures/nested-worker.mjs", import.meta.url));
    const message = await new Promise((resolve, reject) => {
      worker.on("message", resolve);
      worker.on("error", reject);
    });
    assert.deepEqual(message, ["from the innermost thread", "esm-package"]);
    await worker.terminate();
  },
);

export const insideTheThread = scenario(
  "run in code that a thread of ours runs, several levels deep, each blocking",
  ({ run, load }) => {
    const { descend } = load("../fixtures/levels.mjs", { from: import.meta.url });
    assert.deepEqual(run(descend(3)), ["3 2 1 0"]);
    assert.deepEqual(run(descend(3), descend(2)), ["3 2 1 0", "2 1 0"]);
  },
);

export const inAnExitHandler = scenario(
  "a run in an exit handler",
  ({ run, coroutine }) => {
    process.on("exit", () => writeSync(1, `${run(coroutine(() => "in the exit handler")())}\n`));
  },
  { stdout: "in the exit handler\n" },
);

export const topLevelOfAModule = scenario(
  "run at the top level of an ES module, before and after an await",
  async () => {
    const { results } = await import("../fixtures/top-level.mjs");
    assert.deepEqual(results, ["at once", "after a microtask", "after a timer"]);
  },
);

/** `use` is given a job that runs something, and calls it in some place. */
const inPlace = (place, use) =>
  scenario(`run in ${place}`, async ({ run }, { remote }) => {
    const results = [];
    await use(() => results.push(run(remote.echo("first"), remote.later(5, "second"))));
    assert(results.length > 0);
    for (const result of results) assert.deepEqual(result, ["first", "second"]);
  });

export const places = [
  inPlace("a promise continuation", (job) => Promise.resolve().then(job)),
  inPlace("an async function", async (job) => {
    await null;
    job();
  }),
  inPlace("a microtask", (job) => new Promise((done) => queueMicrotask(() => done(job())))),
  inPlace("process.nextTick", (job) => new Promise((done) => process.nextTick(() => done(job())))),
  inPlace("a timer", (job) => new Promise((done) => setTimeout(() => done(job()), 1))),
  inPlace("setImmediate", (job) => new Promise((done) => setImmediate(() => done(job())))),
  inPlace("an event", (job) => {
    process.on("custom", job);
    process.emit("custom");
  }),
  inPlace("the callback of a file", (job) => new Promise((done) => readFile(process.execPath, () => done(job())))),
  inPlace("a getter", (job) => {
    const object = {
      get property() {
        return job();
      },
    };
    assert.equal(object.property, 1);
  }),
  inPlace("a constructor", (job) => {
    class Thing {
      constructor() {
        job();
      }
    }
    assert(new Thing() instanceof Thing);
  }),
  inPlace("a comparison while sorting", (job) => {
    [2, 1].sort((a, b) => {
      job();
      return a - b;
    });
  }),
  inPlace(
    "a handler of uncaught exceptions",
    (job) =>
      new Promise((done) => {
        process.on("uncaughtException", () => done(job()));
        setTimeout(() => {
          throw new Error("caught by the handler");
        });
      }),
  ),
];

export const inAPlainCallback = scenario(
  "run in a plain callback, whose thread waits for it: with local coroutines, and with another thread",
  ({ run, loop, sleep, coroutine, LoopError }, { remote, failure }) => {
    const apply = coroutine((callback, value) => [callback(value), callback(value + 1)]);
    assert.deepEqual(run(apply((value) => run(sleep(1, value))[0], 1)), [[1, 2]]);
    const elsewhere = (value) => loop((own) => own.run(remote.echo(value))[0], { thread: {} });
    assert.deepEqual(run(apply(elsewhere, 1)), [[1, 2]]);
    const error = failure(() => run(apply((value) => run(remote.echo(value))[0], 1)));
    assert(error instanceof LoopError);
    assert.match(error.message, /generator function/);
    assert.deepEqual(run(remote.echo("next")), ["next"]);
  },
);

export const runsInRuns = scenario("run in a run in a run, twenty deep", ({ run }, { remote }) => {
  function* nests(depth) {
    yield* remote.later(1);
    return depth === 0 ? run(remote.echo("bottom"))[0] : run(nests(depth - 1))[0];
  }
  assert.deepEqual(run(nests(20)), ["bottom"]);
});

export const workersWithinWorkers = scenario(
  "run in a worker of a worker of a worker, and all of them end",
  async ({ run }, { remote }) => {
    assert.deepEqual(run(remote.echo("level 0")), ["level 0"]);
    const worker = new Worker(new URL("../fixtures/workers-within.mjs", import.meta.url), {
      workerData: { level: 1, levels: 3 },
    });
    const ended = new Promise((resolve) => worker.on("exit", resolve));
    const lines = await new Promise((resolve, reject) => {
      worker.on("message", resolve);
      worker.on("error", reject);
    });
    assert.deepEqual(lines, ["level 1", "level 2", "level 3"]);
    assert.equal(await ended, 0);
  },
);

export const terminatedWorker = scenario(
  "a worker that is terminated while it blocks takes its thread along",
  async () => {
    const threads = () => readdirSync("/proc/self/task").length;
    const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
    const before = threads();
    const worker = new Worker(new URL("../fixtures/blocks.mjs", import.meta.url));
    await new Promise((done) => worker.on("message", done));
    await pause(100);
    assert(threads() > before + 1);
    await worker.terminate();
    await pause(100);
    assert.equal(threads() - before, 0);
  },
  { absent: countsThreads },
);
