// Threads start when they are needed, and leave nothing behind.
import { describe, expect, test } from "vitest";
import { expectEnded, record, scenario } from "../support/scenario.ts";

/** In the program: how many workers the process has started, and the threads it has now. */
const counting = `
  import workerThreads, { } from "node:worker_threads";
  import { syncBuiltinESMExports } from "node:module";
  import { readdirSync } from "node:fs";
  let started = 0;
  const { Worker: RealWorker } = workerThreads;
  workerThreads.Worker = class extends RealWorker { constructor(...args) { super(...args); started++; } };
  syncBuiltinESMExports();
  const threads = () => readdirSync("/proc/self/task").length;
  const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
`;

describe("the default thread", () => {
  test("starts with the first call, once, and not for pure generators", async () => {
    const result = await scenario(`${counting}
      loop((own) => own.run(sleep(1), echo.length === undefined ? sleep(1) : sleep(2)));
      run(sleep(1), (function* () { const queue = new Queue(); queue.putNowait(1); yield* queue.get(); })());
      const before = started;
      load("node:fs/promises").readFile("never run");
      const loaded = started;
      run(echo(1));
      run(echo(1));
      run((function* () { run(echo(2)); loop((inner) => inner.run(echo(3)));  yield* echo(4); })());
      attempt(() => [before, loaded, started]);
      loop((own) => own.run(echo(1)));
      loop((own) => own.run(echo(1)), { thread: "shared" });
      attempt(() => started);`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject({ value: [0, 0, 1] });
    expect(result.attempts[1]).toMatchObject({ value: 2 });
  });

  test("is not started for the method of a thing that lives in another", async () => {
    const result = await scenario(`${counting}
      const [thing] = run(coroutine(() => new (class Thing { hello() { return "hello" } })())());
      attempt(() => loop((own) => own.run(thing.hello(), sleep(1))));
      attempt(() => started);`);
    expectEnded(result, 2);
    expect(result.attempts.map(({ value }) => value)).toEqual([["hello", null], 1]);
  });

  test("starts ahead with warm()", async () => {
    const result = await scenario(`${counting}
      attempt(() => { warm(); warm(); return started; });
      run(echo(1));
      attempt(() => started);`);
    expectEnded(result, 2);
    expect(result.attempts.map(({ value }) => value)).toEqual([1, 1]);
  });
});

describe("the process ends promptly", () => {
  test.each([
    ["with an idle thread", `run(echo(1));`],
    ["with a thread that was only warmed", `warm();`],
    [
      "with a thread that has timers",
      `run(coroutine(() => { setInterval(() => {}, 10); setTimeout(() => {}, 60_000); })());`,
    ],
    [
      "with a thread that spins",
      `run(coroutine(() => { setTimeout(() => { for (;;); }, 5); })()); await new Promise((done) => setTimeout(done, 30));`,
    ],
    ["with a call that goes on", `attempt(() => run(later(60_000), { timeout: 10, cancelGrace: 0 }));`],
    [
      "with a loop that nobody closes",
      `const own = loop(); own.run(echo(1)); own.spawn(later(60_000)); own.run(echo(1));`,
    ],
    [
      "with a server in the thread",
      `run(coroutine(async () => { (await import("node:http")).createServer().listen(0); })());`,
    ],
    ["with a listener in the thread", `run(coroutine((callback) => { setInterval(callback, 10_000); })(() => {}));`],
    ["by process.exit()", `run(echo(1)); process.exit();`],
    ["after runAsync", `await runAsync(later(10)); run(echo(1));`],
  ])("%s", async (name, program) => {
    const result = await scenario(`${program}\nprocess.on("exit", () => attempt(() => "ended"));`);
    expect(result).toMatchObject({ timedOut: false, code: 0 });
    // From the last line of the program to the end of the process, and its start before that.
    expect(result.ms).toBeLessThan(5000);
    record(`the process ends ${name}`, { value: "ended", ms: result.ms });
  });

  test("in an exit handler that runs something", async () => {
    const result = await scenario(`
      run(echo(1));
      process.on("exit", () => attempt(() => run(echo("in the exit handler"))));`);
    expectEnded(result, 1);
    expect(result.attempts[0]).toMatchObject({ value: ["in the exit handler"] });
  });
});

describe("nothing is left behind", () => {
  test("no listener, no handle, no resource of the caller", async () => {
    const result = await scenario(`${counting}
      const counts = () => ({
        handles: process._getActiveHandles().length,
        resources: process.getActiveResourcesInfo().filter((name) => name !== "CloseReq").length,
        listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
      });
      const before = JSON.stringify(counts());
      const all = () => {
        run(echo(1), later(5));
        attemptQuietly(() => run(never()));
        attemptQuietly(() => run(later(1000), { timeout: 5, cancelGrace: 0, strays: "terminate" }));
        attemptQuietly(() => run(coroutine(() => process.exit(1))()));
        for (let i = 0; i < 12; i++) loop((own) => own.run(echo(i)));
      };
      function attemptQuietly(body) { try { body() } catch {} }
      all();
      await runAsync(echo(1), later(5));
      await new Promise((done) => setTimeout(done, 50));
      const after = JSON.stringify(counts());
      attempt(() => before === after ? "the same" : before + " " + after);`);
    expectEnded(result, 1);
    expect(result.attempts[0]).toMatchObject({ value: "the same" });
    expect(result.stderr).toBe(""); // No MaxListenersExceededWarning, either.
  });

  test("no thread of a loop that is closed, nor of one whose body throws", async () => {
    const result = await scenario(`${counting}
      run(echo(1));
      const before = threads();
      for (let i = 0; i < 5; i++) loop((own) => own.run(echo(i)));
      try { loop((own) => { own.run(echo(1)); throw new Error("body"); }) } catch {}
      loop((own) => { own.run(coroutine(() => { setInterval(() => {}, 1); setTimeout(() => { for (;;); }, 5); })()); pause(20); });
      for (let i = 0; i < 100 && threads() > before; i++) pause(20);
      attempt(() => [started, threads() - before]);`);
    expectEnded(result, 1);
    expect(result.attempts[0]).toMatchObject({ value: [8, 0] });
  });

  test("a handle of a closed loop says so", async () => {
    const result = await scenario(`
      const [thing] = loop((own) => own.run(coroutine(() => new (class Thing { hello() {} })())()));
      attempt(() => run(thing.hello()));
      const kept = loop();
      kept.close();
      attempt(() => kept.run(sleep(1)));`);
    expectEnded(result, 2);
    expect(result.attempts).toMatchObject([{ name: "LoopClosedError" }, { name: "LoopClosedError" }]);
  });
});

describe("many loops, each with a thread of its own", () => {
  test("keep memory flat in a program that gives the event loop a turn", async () => {
    const result = await scenario(
      `${counting}
      const sizes = [];
      for (let i = 1; i <= 90; i++) {
        loop((own) => own.run(echo(i)));
        await new Promise(setImmediate);
        if (i === 30 || i === 90) { gc(); sizes.push(process.memoryUsage().rss / 2 ** 20); }
      }
      attempt(() => ({ growth: (sizes[1] - sizes[0]) / 60, threads: threads() }));`,
      { nodeFlags: ["--expose-gc"], deadlineMs: 50_000 },
    );
    expectEnded(result, 1);
    const { growth, threads } = result.attempts[0]!.value as { growth: number; threads: number };
    expect(threads).toBeLessThan(30);
    // 0.05 on a quiet machine; a thread that stayed would take several.
    expect(growth, "MB a loop").toBeLessThan(0.5);
  }, 60_000);
});
