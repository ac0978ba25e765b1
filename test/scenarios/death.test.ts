// Whatever ends the thread ends the calls that are pending there, soon, with an error that says why; and the next run works.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectEnded, record, scenario } from "../support/scenario.ts";

/** Longer than any of these takes on a machine that does much else; what hangs takes 10 s. */
const soon = 3000;

let folder: string;
beforeAll(() => {
  mkdirSync(".tmp", { recursive: true });
  folder = `${process.cwd()}/${mkdtempSync(".tmp/death-")}`;
  writeFileSync(`${folder}/syntax.mjs`, "export const one = ;");
  writeFileSync(`${folder}/throws.mjs`, `throw new RangeError("thrown by a module");`);
  writeFileSync(`${folder}/spins.mjs`, "for (;;);");
  writeFileSync(`${folder}/waits.mjs`, "await new Promise(() => {});");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Its name, the program's first attempt, what the error must be, and flags for Node. */
type Death = [name: string, call: string, error: Record<string, unknown>, nodeFlags?: string[]];

const exited = { name: "ThreadExitedError", code: "MINIASYNC_THREAD_EXITED" };

describe("the death of the thread", () => {
  test.each<Death>([
    [
      "process.exit() at once",
      `coroutine(() => process.exit(3))()`,
      { ...exited, exitCode: 3, message: "Cannot go on: the thread ended by process.exit(3)" },
    ],
    [
      "process.exit() later",
      `coroutine(async () => { await null; console.error("one"); console.error("two"); process.exit(4); })()`,
      { ...exited, exitCode: 4, stderr: ["one", "two"] },
    ],
    [
      "an uncaught exception",
      `coroutine(() => new Promise(() => setTimeout(() => { throw new RangeError("of a timer") })))()`,
      { ...exited, exitCode: 1, cause: "RangeError: of a timer" },
    ],
    [
      "something thrown that is no error",
      `coroutine(() => new Promise(() => setTimeout(() => { throw null })))()`,
      { ...exited, exitCode: 1, cause: "null" },
    ],
    [
      "an uncaught error that cannot be copied",
      `coroutine(() => new Promise(() => setTimeout(() => { throw Object.assign(new Error("odd"), { get: new Proxy({}, { ownKeys() { throw 1 } }) }) })))()`,
      { ...exited, exitCode: 1 },
    ],
    [
      "an unhandled rejection of this call",
      `coroutine(() => { void Promise.reject(new RangeError("unhandled")); return new Promise((done) => setTimeout(done, 5000)); })()`,
      { ...exited, exitCode: 1, cause: "RangeError: unhandled" },
    ],
    [
      "a death without a word (process.reallyExit)",
      `coroutine(() => process.reallyExit(5))()`,
      { ...exited, message: expect.stringContaining("without a word") },
    ],
    [
      "out of memory",
      `coroutine(() => { const all = []; for (;;) all.push(new Array(1e4).fill(all.length)); })()`,
      { ...exited, message: expect.stringContaining("out of memory") },
      ["--max-old-space-size=64"],
    ],
  ])("%s ends the call with ThreadExitedError", async (name, call, error, nodeFlags = []) => {
    const result = await scenario(`attempt(() => run(${call})); attempt(() => run(echo("next")));`, { nodeFlags });
    expectEnded(result, 2);
    const [death, next] = result.attempts;
    expect(death).toMatchObject(error);
    expect(death!.ms).toBeLessThan(soon);
    expect(next).toMatchObject({ value: ["next"] });
    record(name, death!);
  });

  test("out of memory in a thread with resourceLimits leaves the process alone", async () => {
    const result = await scenario(`
      const fill = coroutine(() => { const all = []; for (;;) all.push(new Array(1e4).fill(all.length)); });
      loop((own) => {
        attempt(() => own.run(fill()));
        attempt(() => own.run(echo("next")));
      }, { thread: { resourceLimits: { maxOldGenerationSizeMb: 16 } } });`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject({ ...exited, message: expect.stringContaining("out of memory") });
    expect(result.attempts[1]).toMatchObject({ value: ["next"] });
    record("out of memory, with resourceLimits", result.attempts[0]!);
  });

  test("ends every call that is pending there, and only those", async () => {
    const result = await scenario(`
      const die = coroutine(() => process.exit(1));
      loop((other) => {
        const answer = other.spawn(later(150, "other thread"));
        other.run(sleep(1));
        attempt(() => run(
          (function* () { try { return yield* later(5000) } catch (error) { return error.name } })(),
          (function* () { yield* sleep(30); try { return yield* die() } catch (error) { return error.name } })(),
          sleep(1, "local"),
        ));
        attempt(() => other.run(answer));
      });`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject({ value: ["ThreadExitedError", "ThreadExitedError", "local"] });
    expect(result.attempts[1]).toMatchObject({ value: ["other thread"] });
  });

  test("between two runs is not blamed on the second", async () => {
    const result = await scenario(`
      attempt(() => run(coroutine(() => { setTimeout(() => process.exit(1), 20) })()));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      attempt(() => run(echo("told of its end")));
      attempt(() => run(coroutine(() => { setTimeout(() => process.reallyExit(1), 20) })()));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      attempt(() => run(echo("ended silently")));`);
    expectEnded(result, 4);
    expect(result.attempts[1]).toMatchObject({ value: ["told of its end"] });
    expect(result.attempts[3]).toMatchObject({ value: ["ended silently"] });
  });

  test("without a word is found while timers and another thread keep the caller awake", async () => {
    const result = await scenario(`
      const die = coroutine(() => { setTimeout(() => process.reallyExit(1), 20); return new Promise(() => {}); });
      const busy = (tick) => (function* () { for (;;) yield* tick(); })();
      attempt(() => run(die(), busy(() => sleep(5))));
      attempt(() => run(die(), busy(() => sleep(0))));
      loop((other) => {
        // Its calls go to the thread of the loop, those of the handle to the default one, which keeps ringing.
        const [ticker] = run(coroutine(() => new (class Ticker { tick() { return new Promise((done) => setTimeout(done, 1)) } })())());
        attempt(() => other.run(die(), busy(() => ticker.tick())));
      });`);
    expectEnded(result, 3);
    for (const attempt of result.attempts) {
      expect(attempt).toMatchObject(exited);
      expect(attempt.ms).toBeLessThan(soon);
    }
    record("a silent death while timers keep the caller awake", result.attempts[0]!);
  });

  test("leaves handles of the thread that say so", async () => {
    const result = await scenario(`
      const [emitter] = run(coroutine(async () => new (await import("node:events")).EventEmitter())());
      attempt(() => run(coroutine(() => process.exit(2))()));
      attempt(() => run(emitter.emit("x")));
      attempt(() => run(echo(emitter)));`);
    expectEnded(result, 3);
    expect(result.attempts[1]).toMatchObject({ ...exited, message: expect.stringContaining("process.exit(2)") });
    expect(result.attempts[2]).toMatchObject(exited);
  });
});

describe("an error that belongs to no call that is pending", () => {
  test.each([
    ["a late rejection", `setTimeout(() => Promise.reject(new Error("stray")), 20)`],
    ["a late exception", `setTimeout(() => { throw new Error("stray") }, 20)`],
  ])("%s of an earlier call is a warning, and not blamed on the next", async (name, leave) => {
    const result = await scenario(`
      run(coroutine(() => { ${leave} })());
      attempt(() => run(later(100, "innocent")));
      attempt(() => run(echo("next")));`);
    expectEnded(result, 2);
    expect(result.attempts.map(({ value }) => value)).toEqual([["innocent"], ["next"]]);
    expect(result.stderr).toMatch(/MiniasyncWarning: An earlier call in the thread .*Error: stray/s);
    record(`${name} of an earlier call`, result.attempts[0]!);
  });

  test("a rejection that is handled is nothing", async () => {
    const result = await scenario(`
      attempt(() => run(coroutine(async () => {
        const promise = Promise.reject(new Error("handled"));
        try { await promise } catch { return "handled" }
      })()));`);
    expectEnded(result, 1);
    expect(result).toMatchObject({ attempts: [{ value: ["handled"] }], stderr: "" });
  });
});

describe("a start that fails", () => {
  const cases = (): [string, string, Record<string, unknown>][] => [
    ["a module with a syntax error", `run(load("file://${folder}/syntax.mjs").one)`, { name: "SyntaxError" }],
    ["a module that throws", `run(load("file://${folder}/throws.mjs").one)`, { name: "RangeError" }],
    ["a package that is missing", `run(load("no-such-package").f())`, { code: "ERR_MODULE_NOT_FOUND" }],
    [
      "imports with a syntax error",
      `loop((l) => l.run(echo(1)), { thread: { imports: ["${folder}/syntax.mjs"] } })`,
      { ...exited, message: expect.stringMatching(/Cannot start the thread: .*syntax\.mjs could not be imported/) },
    ],
    [
      "imports of a package that is missing",
      `loop((l) => l.run(echo(1)), { thread: { imports: ["no-such-package"] } })`,
      { ...exited, message: expect.stringContaining("no-such-package could not be imported") },
    ],
    [
      "imports that wait for what never comes",
      `loop((l) => l.run(echo(1)), { thread: { imports: ["${folder}/waits.mjs"] } })`,
      { ...exited, message: expect.stringContaining("imports wait for something that never comes") },
    ],
    [
      "an --import that fails",
      `loop((l) => l.run(echo(1)), { thread: { execArgv: ["--import", "file://${folder}/throws.mjs"] } })`,
      { ...exited, message: expect.stringContaining("before it was ready") },
    ],
    [
      "a flag that Node refuses",
      `loop((l) => l.run(echo(1)), { thread: { execArgv: ["--no-such-flag"] } })`,
      { code: "ERR_WORKER_INVALID_EXEC_ARGV" },
    ],
    [
      "imports that never end, with a timeout",
      `loop((l) => l.run(echo(1), { timeout: 300 }), { thread: { imports: ["${folder}/spins.mjs"] } })`,
      { name: "TimeoutError" },
    ],
    [
      "a module that never ends, with a timeout",
      `run(load("file://${folder}/spins.mjs").one, { timeout: 300 })`,
      { name: "TimeoutError" },
    ],
  ];

  test.each(Array.from({ length: 10 }, (_, index) => index))("%#", async (index) => {
    const [name, program, error] = cases()[index]!;
    const result = await scenario(`attempt(() => ${program}); attempt(() => run(echo("next")));`);
    expectEnded(result, 2);
    expect(result.attempts[0], name).toMatchObject(error);
    expect(result.attempts[0]!.ms).toBeLessThan(soon);
    expect(result.attempts[1]).toMatchObject({ value: ["next"] });
    record(name, result.attempts[0]!);
  });

  test("is the error of the call, and ends no other coroutine when it is listed", async () => {
    const result = await scenario(`
      attempt(() => loop((l) => {
        const [failed, local] = l.run(echo(1), sleep(1, "local"), { returnExceptions: [Error] });
        return [failed.code, local];
      }, { thread: { execArgv: ["--no-such-flag"] } }));`);
    expectEnded(result, 1);
    expect(result.attempts[0]).toMatchObject({ value: ["ERR_WORKER_INVALID_EXEC_ARGV", "local"] });
  });

  test("a worker file that is missing, as after bundling", async () => {
    const copy = `${folder}/bundled`;
    cpSync("dist", `${copy}/dist`, { recursive: true });
    cpSync("package.json", `${copy}/package.json`);
    rmSync(`${copy}/dist/miniasync-worker.cjs`);
    const result = await scenario(`
      const { run: runIt, load: loadIt } = await import("file://${copy}/dist/miniasync.js");
      attempt(() => runIt(loadIt("node:fs/promises").readFile("x")));`);
    expectEnded(result, 1);
    expect(result.attempts[0]).toMatchObject({
      name: "Error",
      message: expect.stringContaining("miniasync-worker.cjs"),
    });
    expect(result.attempts[0]!.ms).toBeLessThan(soon);
    record("a worker file that is missing", result.attempts[0]!);
  });
});

describe("silence", () => {
  test.each([
    ["an endless loop, with a timeout", `run(spin(), { timeout: 100 })`, { name: "TimeoutError" }],
    [
      "an endless loop, the timeout of an outer run",
      `run((function* () { run(spin()); })(), { timeout: 100 })`,
      { name: "TimeoutError" },
    ],
    ["a promise that never settles, an empty loop", `run(never())`, { name: "DeadlockError" }],
    [
      "a promise that never settles, a busy loop, with a timeout",
      `run(coroutine(() => { setInterval(() => {}, 10); return new Promise(() => {}); })(), { timeout: 100 })`,
      { name: "TimeoutError" },
    ],
    [
      "a result that cannot be sent",
      `run(coroutine(() => {
         const bytes = new Uint8Array(8);
         structuredClone(bytes, { transfer: [bytes.buffer] });
         return { deep: [bytes] };
       })())`,
      { name: "CloneError", code: "MINIASYNC_CLONE", message: expect.stringContaining("result.deep[0]") },
    ],
    [
      "a result whose getter throws",
      `run(coroutine(() => ({ get a() { throw new RangeError("of a getter") } }))())`,
      { message: expect.stringContaining("of a getter") },
    ],
  ])("%s", async (name, program, error) => {
    const result = await scenario(`attempt(() => ${program}); attempt(() => run(echo("next")));`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject(error);
    expect(result.attempts[0]!.ms).toBeLessThan(soon);
    expect(result.attempts[1]).toMatchObject({ value: ["next"] });
    record(name, result.attempts[0]!);
  });
});
