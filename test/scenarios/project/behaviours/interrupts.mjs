// Ctrl-C while blocked. A thread sends the signal, after a time in which nothing would end the wait.
import assert from "node:assert/strict";
import { scenario } from "../scenario.mjs";

const onlyNode = {
  absent: {
    deno: "Deno and Bun cannot wake a thread that waits when a signal comes: their Ctrl-C ends the process at once.",
    bun: "Deno and Bun cannot wake a thread that waits when a signal comes: their Ctrl-C ends the process at once.",
    "node-windows":
      "Windows has no signals: process.kill() ends the process, and nothing but its console can send Ctrl-C.",
  },
};

/** What has happened, in order. */
const trace = [];

/** Waits for a minute, and tells of its end. */
function work({ sleep }) {
  return (function* () {
    try {
      yield* sleep(60_000);
    } finally {
      trace.push("finally");
      yield* sleep(30);
      trace.push("cleaned up");
    }
  })();
}

/**
 * Sends the signal after some milliseconds, again and again if wanted: from a thread of its own, the other one may stand still. Where the
 * whole machine stood still, that time does not count, and the signal is not sent right after it: the other one has to be in its wait.
 * That is interrupted every 150 ms, for a look at the threads, so the signal is best sent between two of these looks.
 */
const interrupter = ({ loop, coroutine }) => {
  const own = loop();
  const send = coroutine((...after) => {
    let passed = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const isLate = now - last > 50;
      passed += isLate ? 50 : now - last;
      last = now;
      while (!isLate && after[0] <= passed) {
        after.shift();
        process.kill(process.pid, "SIGINT");
      }
      if (after.length === 0) clearInterval(timer);
    }, 5);
  });
  return (...after) => void own.run(send(...after));
};

const soon = 3000;

export const cancels = scenario(
  "SIGINT while blocked: the coroutines are cancelled and clean up, run throws InterruptedError, and the next run works",
  (miniasync, { failsSoon, remote }) => {
    const { run, InterruptedError, suppressed } = miniasync;
    interrupter(miniasync)(265);
    const error = failsSoon(() => run(work(miniasync), remote.later(60_000), { cancelGrace: 10 }));
    assert(error instanceof InterruptedError);
    assert.deepEqual([error.code, error.signal, error.name], ["MINIASYNC_INTERRUPTED", "SIGINT", "InterruptedError"]);
    assert.match(error.stack.split("\n")[1], /interrupts\.mjs/);
    assert.deepEqual(suppressed(error), []);
    assert.deepEqual(trace, ["finally", "cleaned up"]);
  },
  { ...onlyNode, stderr: /goes on in the thread/ },
);

export const abortsCalls = scenario(
  "SIGINT while blocked: the signals of the calls are aborted in the thread",
  (miniasync, { failsSoon }) => {
    const { run, coroutine, signal, InterruptedError } = miniasync;
    const wait = coroutine(async (signal) => {
      const { setTimeout } = await import("node:timers/promises");
      globalThis.setTimeout(() => process.kill(process.pid, "SIGINT"), 200);
      await setTimeout(60_000, undefined, { signal }).catch(() => {
        globalThis.aborted = true;
      });
    });
    assert(failsSoon(() => run(wait(signal), { cancelGrace: 2000 })) instanceof InterruptedError);
    assert.deepEqual(run(coroutine(() => globalThis.aborted)()), [true]);
  },
  onlyNode,
);

export const handlers = scenario(
  "SIGINT while blocked: the handlers of others are called when the thread is free, with what Node gives them",
  async (miniasync, { failsSoon }) => {
    const { run, sleep, InterruptedError } = miniasync;
    const called = [];
    const once = (...args) => called.push(["once", ...args]);
    process.once("SIGINT", once);
    process.on("SIGINT", (...args) => called.push(["on", ...args]));
    interrupter(miniasync)(265);
    assert(failsSoon(() => run(sleep(60_000))) instanceof InterruptedError);
    assert.deepEqual(called, []);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(called, [
      ["once", "SIGINT", 2],
      ["on", "SIGINT", 2],
    ]);
    assert.equal(process.listenerCount("SIGINT"), 1);
  },
  onlyNode,
);

export const manyHandlers = scenario(
  "SIGINT while blocked: eleven handlers of others are no reason for a warning of Node",
  (miniasync, { failsSoon }) => {
    const { run, sleep, InterruptedError } = miniasync;
    process.setMaxListeners(20);
    for (let i = 0; i < 11; i++) process.on("SIGINT", () => {});
    process.setMaxListeners(10);
    interrupter(miniasync)(400);
    assert(failsSoon(() => run(sleep(60_000))) instanceof InterruptedError);
    assert.equal(process.getMaxListeners(), 10);
  },
  { ...onlyNode, stderr: "" },
);

export const neverListed = scenario(
  "SIGINT while blocked: InterruptedError is thrown, whatever returnExceptions lists, as a deadline is",
  (miniasync, { failsSoon }) => {
    const { run, InterruptedError } = miniasync;
    interrupter(miniasync)(265);
    const options = { returnExceptions: [InterruptedError, Error] };
    assert(failsSoon(() => run(work(miniasync), options)) instanceof InterruptedError);
  },
  onlyNode,
);

export const nested = scenario(
  "SIGINT while blocked: runs within runs end, and those around them, though coroutines catch the error",
  (miniasync, { failsSoon }) => {
    const { run, sleep, coroutine, InterruptedError } = miniasync;
    const call = coroutine(async (body) => body());
    function* outer() {
      try {
        run(work(miniasync));
      } catch (error) {
        trace.push(error.name);
      }
      yield* sleep(1);
      trace.push("never");
    }
    const send = interrupter(miniasync);
    send(265);
    const error = failsSoon(() => run(outer(), sleep(60_000), { returnExceptions: [Error] }));
    assert(error instanceof InterruptedError);
    assert.deepEqual(trace.splice(0), ["finally", "cleaned up", "InterruptedError"]);
    send(265);
    assert(failsSoon(() => run(call(() => run(work(miniasync))[0]))) instanceof InterruptedError);
    assert.deepEqual(trace, ["finally", "cleaned up"]);
  },
  { ...onlyNode, stderr: /^/ },
);

export const reads = scenario(
  "SIGINT while blocked: a property that is read, a blocking view, and a single call",
  (miniasync, { failsSoon, remote }) => {
    const { run, sync, coroutine, InterruptedError } = miniasync;
    const make = coroutine(() => {
      class Slow {
        get value() {
          return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
        }
        method() {}
      }
      return new Slow();
    });
    const [slow] = run(make());
    const send = interrupter(miniasync);
    send(265);
    assert(failsSoon(() => slow.value) instanceof InterruptedError);
    send(265);
    assert(failsSoon(() => sync(remote.later)(60_000)) instanceof InterruptedError);
    send(265);
    assert(failsSoon(() => run(remote.later(60_000))) instanceof InterruptedError);
  },
  { ...onlyNode, stderr: /goes on in the thread/ },
);

export const sources = scenario(
  "SIGINT while blocked: iterate() closes its source",
  (miniasync, { failsSoon }) => {
    const { run, iterate, coroutine, InterruptedError } = miniasync;
    const items = coroutine(async function* () {
      try {
        yield 1;
        await new Promise((resolve) => setTimeout(resolve, 1000));
        yield 2;
      } finally {
        globalThis.closed = true;
      }
    });
    const send = interrupter(miniasync);
    const seen = [];
    const error = failsSoon(() => {
      for (const item of iterate(items())) {
        seen.push(item);
        send(265);
      }
    });
    assert(error instanceof InterruptedError);
    assert.deepEqual(seen, [1]);
    const isClosed = coroutine(async () => {
      while (globalThis.closed === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
      return true;
    });
    assert.deepEqual(run(isClosed()), [true]);
  },
  { ...onlyNode, stderr: /^/ },
);

export const loops = scenario(
  "SIGINT while blocked: a loop can be used again, its background tasks stand still, and its close() ends",
  (miniasync, { failsSoon }) => {
    const { loop, sleep, InterruptedError } = miniasync;
    const own = loop();
    own.spawn(work(miniasync), { name: "background" });
    const send = interrupter(miniasync);
    send(265);
    assert(failsSoon(() => own.run(sleep(60_000))) instanceof InterruptedError);
    assert.deepEqual(trace, []);
    assert.deepEqual(own.run(sleep(1, "again")), ["again"]);
    own.spawn(
      (function* () {
        try {
          yield* sleep(60_000);
        } finally {
          yield* sleep(60_000);
        }
      })(),
    );
    own.run(sleep(1));
    send(265);
    assert(failsSoon(() => own.close()) instanceof InterruptedError);
    assert.equal(own.closed, true);
    assert.deepEqual(trace, ["finally", "cleaned up"]);
  },
  onlyNode,
);

export const whileCleaningUp = scenario(
  "SIGINT while coroutines clean up after a deadline: that ends, and InterruptedError is thrown",
  (miniasync, { failsSoon }) => {
    const { run, sleep, InterruptedError, TimeoutError, suppressed } = miniasync;
    function* slow() {
      try {
        yield* sleep(60_000);
      } finally {
        yield* sleep(60_000);
        trace.push("never");
      }
    }
    interrupter(miniasync)(300);
    const error = failsSoon(() => run(slow(), { timeout: 50, cleanupGrace: 60_000 }));
    assert(error instanceof InterruptedError);
    assert(suppressed(error)[0] instanceof TimeoutError);
    assert.deepEqual(trace, []);
  },
  onlyNode,
);

export const cleanupGrace = scenario(
  "SIGINT while blocked: coroutines have cleanupGrace for their cleanup, runs and calls in it work, and nothing more",
  (miniasync, { failsSoon, remote }) => {
    const { run, sleep, InterruptedError } = miniasync;
    function* slow() {
      try {
        yield* sleep(60_000);
      } finally {
        trace.push(yield* remote.later(50, "remote"), run(remote.later(50, "a run"))[0]);
        yield* sleep(60_000);
      }
    }
    interrupter(miniasync)(265);
    const error = failsSoon(() => run(slow(), { cleanupGrace: 500 }));
    assert(error instanceof InterruptedError);
    assert.deepEqual(trace, ["remote", "a run"]);
  },
  onlyNode,
);

export const shortWaits = scenario(
  "SIGINT while blocked: it ends a run of many short waits, too, if there are handlers of others",
  (miniasync, { attempt, remote }) => {
    const { run, InterruptedError } = miniasync;
    process.on("SIGINT", () => {});
    function* many() {
      for (let i = 0; i < 500; i++) yield* remote.later(10);
    }
    interrupter(miniasync)(600, 633, 671, 710, 753);
    const { error, ms } = attempt(() => run(many()));
    assert(error instanceof InterruptedError, String(error));
    assert(ms < soon, `it took ${ms} ms`);
  },
  onlyNode,
);

export const underRunAsync = scenario(
  "SIGINT in a run that blocks a coroutine of runAsync: its promise is rejected with InterruptedError",
  async (miniasync, { remote }) => {
    const { run, runAsync, sleep, InterruptedError } = miniasync;
    interrupter(miniasync)(265);
    const blocks = function* () {
      yield* sleep(1);
      return run(sleep(60_000));
    };
    await assert.rejects(runAsync(blocks()), (error) => error instanceof InterruptedError);
    assert.deepEqual(await runAsync(remote.echo("next")), ["next"]);
  },
  onlyNode,
);

export const overUnderRunAsync = scenario(
  "SIGINT in a run that blocks a coroutine of runAsync: handlers are called, and the next one is a first one again",
  async (miniasync) => {
    const { run, runAsync, sleep, InterruptedError } = miniasync;
    process.on("SIGINT", () => trace.push("handler"));
    interrupter(miniasync)(200, 600);
    const blocks = function* () {
      try {
        run(sleep(60_000));
      } catch (error) {
        trace.push(error.name);
      }
      run(sleep(60_000));
    };
    await assert.rejects(runAsync(blocks()), (error) => error instanceof InterruptedError);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(trace, ["InterruptedError", "handler", "handler"]);
  },
  onlyNode,
);
