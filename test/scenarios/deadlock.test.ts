// When is nothing left that could wake a coroutine? Never too early, and at once when it is so.
import { describe, expect, test } from "vitest";
import { expectEnded, record, scenario } from "../support/scenario.ts";

const deadlock = { name: "DeadlockError", code: "MINIASYNC_DEADLOCK" };

describe("a deadlock across threads", () => {
  test("is found at once, and names the calls and where they were made", async () => {
    const result = await scenario(`
      const waits = coroutine(async function waitsForEver() { await new Promise(() => {}); });
      function* outer() { yield* sleep(1); return yield* waits(); }
      attempt(() => run(outer(), never()));
      attempt(() => run(echo("next")));`);
    expectEnded(result, 2);
    const [attempt, next] = result.attempts;
    expect(attempt).toMatchObject(deadlock);
    const [first, second] = attempt!.tasks!;
    expect(first!.stack[0]).toMatch(/^at .* in the thread$/);
    expect(first!.stack[1]).toMatch(/^at outer \(.*\.mjs:\d+:\d+\)$/);
    expect(first!.stack).toHaveLength(2);
    expect(second!.stack[0]).toMatch(/ in the thread$/);
    expect(attempt!.message).toContain("in the thread");
    expect(result.stderr).toBe("");
    expect(next).toMatchObject({ value: ["next"] });
    record("calls that can never end, an empty event loop", attempt!);
  });

  test.each([
    ["a local queue", "new Queue().get()"],
    ["a queue beside a call that has ended", "(function* () { yield* echo(1); yield* new Queue().get(); })()"],
    [
      "a call that only an unref'd timer keeps",
      "coroutine(() => new Promise((done) => setTimeout(done, 60_000).unref()))()",
    ],
    [
      "a call that waits for its own caller's event",
      "(function* () { const event = new Event(); yield* coroutine((callback) => callback())(function* () { yield* event.wait(); }); })()",
    ],
    [
      "a call that waits for its signal, which nobody aborts",
      "coroutine((signal) => new Promise((_, reject) => signal.addEventListener('abort', reject)))(signal)",
    ],
  ])("is found: %s", async (name, program) => {
    const result = await scenario(`
      run(echo("a thread is there"));
      attempt(() => run(${program}));
      attempt(() => run(echo("next")));`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject(deadlock);
    expect(result.attempts[0]!.ms).toBeLessThan(3000);
    expect(result.attempts[1]).toMatchObject({ value: ["next"] });
    record(`a deadlock: ${name}`, result.attempts[0]!);
  });

  test("calls of a suspended outer run are no wakers", async () => {
    const result = await scenario(`
      attempt(() => run(
        later(5000, "outer"),
        (function* () {
          yield* later(20);
          try { run(new Queue().get()) } catch (error) { return error.name }
        })(),
        { timeout: 1500, cancelGrace: 0 },
      ));
      attempt(() => run(
        later(300, "outer"),
        (function* () {
          yield* later(20);
          const began = performance.now();
          try { run(new Queue().get()) } catch (error) { return [error.name, performance.now() - began < 200] }
        })(),
      ));`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject({ name: "TimeoutError" });
    expect(result.attempts[1]).toMatchObject({ value: ["outer", ["DeadlockError", true]] });
  });

  test("a generator callback of a suspended outer run is none, a plain one is", async () => {
    const result = await scenario(`
      // Keeps the callback, and calls it later, again and again.
      const keep = coroutine((callback, ms) => { setInterval(callback, ms); });
      attempt(() => run((function* () {
        yield* keep(function* () {}, 20);
        try { run(new Queue().get()) } catch (error) { return error.name }
      })()));
      attempt(() => run((function* () {
        const queue = new Queue();
        yield* keep(() => queue.putNowait("from a listener"), 20);
        return run(queue.get());
      })()));`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject({ value: ["DeadlockError"] });
    expect(result.attempts[1]).toMatchObject({ value: [["from a listener"]] });
  });
});

describe("no false alarm", () => {
  test.each([
    ["a timer of the thread", `later(300, "ended")`],
    ["a timer of the caller", `(function* () { yield* race([never(), sleep(300)]); return "ended"; })()`],
    [
      "an immediate after an immediate",
      `coroutine(async () => { for (let i = 0; i < 300; i++) await new Promise(setImmediate); return "ended"; })()`,
    ],
    ["microtasks only", `coroutine(async () => { for (let i = 0; i < 1e5; i++) await null; return "ended"; })()`],
    [
      "a file",
      `(function* () { for (let i = 0; i < 20; i++) yield* load("node:fs/promises").readFile(process.execPath); return "ended"; })()`,
    ],
    [
      "a name that is looked up",
      `(function* () { yield* load("node:dns/promises").lookup("localhost"); return "ended"; })()`,
    ],
    [
      "a socket",
      `coroutine(async () => {
         const { createServer, connect } = await import("node:net");
         const server = createServer((socket) => setTimeout(() => socket.end("ended"), 200).unref());
         await new Promise((done) => server.listen(0, "127.0.0.1", done));
         const socket = connect(server.address().port, "127.0.0.1").setEncoding("utf8");
         socket.on("connect", () => server.close());
         return new Promise((done) => socket.on("data", done));
       })()`,
    ],
    [
      "a child process",
      `coroutine(async () => {
         const { execFile } = await import("node:child_process");
         return new Promise((done) => execFile(process.execPath, ["-e", "setTimeout(() => console.log('ended'), 100)"], (error, out) => done(out.trim())));
       })()`,
    ],
    [
      "the thread pool",
      `coroutine(async () => {
       const { pbkdf2 } = await import("node:crypto");
       await new Promise((done) => pbkdf2("a", "b", 100_000, 64, "sha512", done));
       return "ended";
     })()`,
    ],
    [
      "a worker of the thread",
      `coroutine(async () => {
       const { Worker } = await import("node:worker_threads");
       return new Promise((done) => new Worker("setTimeout(() => require('node:worker_threads').parentPort.postMessage('ended'), 100)", { eval: true }).on("message", done));
     })()`,
    ],
    [
      "a module that loads others",
      `(function* () { yield* load("data:text/javascript,import 'node:http'; await new Promise((d) => setTimeout(d, 100)); export const f = () => 1").f(); return "ended"; })()`,
    ],
    [
      "a compilation of WebAssembly",
      `coroutine(async () => {
       await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
       return "ended";
     })()`,
    ],
    [
      "a callback that takes its time",
      `coroutine((callback) => callback())(function* () { yield* sleep(200); return "ended"; })`,
    ],
    [
      "a callback that calls the thread",
      `coroutine((callback) => callback())(function* () { yield* later(100); return "ended"; })`,
    ],
    [
      "a call of the loop that is aborted later",
      `(function* () {
       const task = spawn(coroutine((signal) => new Promise((done) => signal.addEventListener("abort", done)))(signal));
       yield* sleep(200);
       task.cancel();
       return "ended";
     })()`,
    ],
  ])("while there is %s", async (name, program) => {
    const result = await scenario(`attempt(() => run(${program}));`);
    expectEnded(result, 1);
    expect(result.attempts[0], name).toMatchObject({ value: ["ended"] });
  });

  test("while a listener may still call, in any later run of the loop", async () => {
    const result = await scenario(`
      loop((own) => {
        const queue = own.run((function* () { return new Queue(); })())[0];
        const listen = coroutine((callback) => { let n = 0; const timer = setInterval(() => { callback(++n); if (n === 5) clearInterval(timer); }, 30); });
        own.run(listen((n) => queue.putNowait(n)));
        attempt(() => own.run((function* () { return [yield* queue.get(), yield* queue.get()]; })()));
        attempt(() => own.run(queue.get(), queue.get(), queue.get()));
        // The interval is over: now nobody calls any more.
        attempt(() => own.run(queue.get()));
      });`);
    expectEnded(result, 3);
    expect(result.attempts[0]).toMatchObject({ value: [[1, 2]] });
    expect(result.attempts[1]).toMatchObject({ value: [3, 4, 5] });
    expect(result.attempts[2]).toMatchObject(deadlock);
  });

  test("while a thread is idle again and again", async () => {
    const result = await scenario(`
      const hold = coroutine((signal) => new Promise((done) => signal.addEventListener("abort", () => done("held"))));
      attempt(() => run((function* () {
        const holding = spawn(hold(signal));
        let sum = 0;
        for (let i = 0; i < 200; i++) sum += yield* echo(i);
        holding.cancel();
        return sum;
      })()));`);
    expectEnded(result, 1);
    expect(result.attempts[0]).toMatchObject({ value: [19900] });
  });
});
