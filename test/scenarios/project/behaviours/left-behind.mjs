// Nothing is left behind: no thread, no listener, no handle, no memory.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import process from "node:process";
import { countWorkers } from "../count-workers.mjs";
import { countsThreads, scenario, withGc } from "../scenario.mjs";

const threads = () => readdirSync("/proc/self/task").length;

const asksNode = "It asks Node for its handles and resources.";

export const nothingOfTheCaller = scenario(
  "nothing is left behind: no listener, no handle, no resource of the caller",
  async ({ run, runAsync, loop, coroutine }, { remote, failure }) => {
    const counts = () => ({
      handles: process._getActiveHandles().length,
      resources: process.getActiveResourcesInfo().filter((name) => name !== "CloseReq").length,
      listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
    });
    const before = counts();
    run(remote.echo(1), remote.later(5));
    failure(() => run(remote.never()));
    failure(() => run(remote.later(1000), { timeout: 5, cancelGrace: 0, strays: "terminate" }));
    failure(() => run(coroutine(() => process.exit(1))()));
    for (let i = 0; i < 12; i++) loop((own) => own.run(remote.echo(i)));
    await runAsync(remote.echo(1), remote.later(5));
    await new Promise((done) => setTimeout(done, 50));
    assert.deepEqual(counts(), before);
  },
  // No MaxListenersExceededWarning, either.
  { stderr: "", absent: { deno: asksNode, bun: asksNode } },
);

export const noThreadOfALoop = scenario(
  "nothing is left behind: no thread of a loop that is closed, nor of one whose body throws, or whose thread spins",
  ({ run, loop, coroutine }, { remote, failure, pause }) => {
    run(remote.echo(1));
    const before = threads();
    for (let i = 0; i < 5; i++) loop((own) => own.run(remote.echo(i)));
    const thrown = failure(() =>
      loop((own) => {
        own.run(remote.echo(1));
        throw new Error("body");
      }),
    );
    assert.equal(thrown.message, "body");
    const spinsLater = coroutine(() => {
      setInterval(() => {}, 1);
      setTimeout(() => {
        for (;;);
      }, 5);
    });
    loop((own) => {
      own.run(spinsLater());
      pause(20);
    });
    for (let i = 0; i < 100 && threads() > before; i++) pause(20);
    assert.deepEqual([countWorkers(), threads() - before], [8, 0]);
  },
  { prepare: countWorkers.start, absent: countsThreads },
);

export const closedLoop = scenario(
  "a loop that is closed says so: to whoever runs something in it, or uses a handle of its thread",
  ({ run, loop, coroutine, sleep, LoopClosedError }, { failure }) => {
    const make = coroutine(() => {
      class Thing {
        hello() {}
      }
      return new Thing();
    });
    const [thing] = loop((own) => own.run(make()));
    assert(failure(() => run(thing.hello())) instanceof LoopClosedError);
    const kept = loop();
    kept.close();
    assert(failure(() => kept.run(sleep(1))) instanceof LoopClosedError);
  },
);

export const flatMemory = scenario(
  "ninety loops, each with a thread of its own, keep memory flat in a program that gives its event loop a turn",
  async ({ loop }, { remote }) => {
    const sizes = [];
    for (let i = 1; i <= 90; i++) {
      loop((own) => own.run(remote.echo(i)));
      await new Promise(setImmediate);
      if (i === 30 || i === 90) {
        globalThis.gc();
        sizes.push(process.memoryUsage().rss / 2 ** 20);
      }
    }
    assert(threads() < 30, `${threads()} threads`);
    // 0.05 on a quiet machine; a thread that stayed would take several.
    const growth = (sizes[1] - sizes[0]) / 60;
    assert(growth < 0.5, `${growth} MB a loop`);
  },
  { flags: withGc, deadlineMs: 50_000, absent: countsThreads },
);
