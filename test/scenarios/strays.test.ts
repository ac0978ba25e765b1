// What becomes of a call that goes on in the thread when its run has given it up.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectEnded, record, warmScenario as scenario, scenario as startCold } from "../support/scenario.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "miniasync-strays-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes the file after some time, whatever its caller does. */
const writes = `const writes = coroutine(async (file, milliseconds) => {
  await new Promise((done) => setTimeout(done, milliseconds));
  (await import("node:fs")).appendFileSync(file, "written");
});`;

describe("cancelGrace", () => {
  test.each([
    [0, 0, 150],
    [100, 90, 300],
    [250, 240, 450],
  ])("of %d ms is how long run waits for what does not stop", async (cancelGrace, least, most) => {
    const result = await scenario(`
      attempt(() => run(later(5000), { timeout: 10, cancelGrace: ${cancelGrace} }));`);
    expectEnded(result, 1);
    expect(result.attempts[0]).toMatchObject({ name: "TimeoutError" });
    expect(result.attempts[0]!.ms).toBeGreaterThanOrEqual(least);
    expect(result.attempts[0]!.ms).toBeLessThan(most + 500);
    record(`a call that goes on after a timeout of 10 ms, \`cancelGrace\` ${cancelGrace}`, result.attempts[0]!);
  });

  test("of 0 does not end a thread that listens, nor the handles there", async () => {
    const result = await scenario(`
      const [thing] = run(coroutine(() => new (class Thing { hello() { return "still here" } })())());
      attempt(() => run(later(100), { timeout: 10, cancelGrace: 0 }));
      attempt(() => run(thing.hello()));`);
    expectEnded(result, 2);
    expect(result.attempts[1]).toMatchObject({ value: ["still here"] });
  });

  test("is not waited for when nothing goes on that could end", async () => {
    const result = await scenario(`
      attempt(() => run(never(), { timeout: 10, cancelGrace: 5000 }));`);
    expectEnded(result, 1);
    expect(result.attempts[0]!.ms).toBeLessThan(2000);
    expect(result.stderr).toBe("");
  });

  test("of a few milliseconds suffices to learn that nothing goes on", async () => {
    const result = await scenario(`
      for (let i = 0; i < 3; i++) attempt(() => run(never(), { timeout: 1, cancelGrace: 10 }));`);
    expectEnded(result, 3);
    expect(result.attempts.map(({ name }) => name)).toEqual(["TimeoutError", "TimeoutError", "TimeoutError"]);
    expect(result.stderr).toBe("");
  });
});

describe('strays: "detach"', () => {
  test("lets it end by itself, with a warning that names it", async () => {
    const file = join(folder, "detached");
    const result = await scenario(`${writes}
      const named = load("node:timers/promises");
      attempt(() => run(writes(${JSON.stringify(file)}, 150), named.setTimeout(3000), { timeout: 10, cancelGrace: 20 }));
      attempt(() => run(later(300, "meanwhile")));`);
    expectEnded(result, 2);
    expect(result.stderr).toMatch(/MiniasyncWarning: 2 calls that were cancelled go on in the thread: .*setTimeout/);
    expect(result.stderr).toContain('strays: "terminate"');
    expect(result.attempts[1]).toMatchObject({ value: ["meanwhile"] });
    expect(readFileSync(file, "utf8")).toBe("written");
  });

  test("warns also when the process exits at once", async () => {
    const result = await scenario(`
      attempt(() => run(later(5000), { timeout: 10, cancelGrace: 0 }));
      process.exit();`);
    expectEnded(result, 1);
    expect(result.stderr.match(/MiniasyncWarning/g)).toHaveLength(1);
  });

  test("warns nobody who does not want warnings", async () => {
    const program = `attempt(() => run(later(5000), { timeout: 10, cancelGrace: 0 })); process.exit();`;
    const result = await scenario(program, { nodeFlags: ["--no-warnings"] });
    expectEnded(result, 1);
    expect(result.stderr).toBe("");
  });

  test("names ten of a thousand", async () => {
    const result = await scenario(`
      attempt(() => run(...Array.from({ length: 1000 }, () => later(5000)), { timeout: 100, cancelGrace: 0 }));`);
    expectEnded(result, 1);
    expect(result.stderr).toMatch(/1000 calls that were cancelled go on .* and 990 more/);
  });
});

describe('strays: "terminate"', () => {
  test("ends the thread, so that nothing goes on", async () => {
    const file = join(folder, "terminated");
    const result = await scenario(`${writes}
      attempt(() => run(writes(${JSON.stringify(file)}, 150), { timeout: 10, cancelGrace: 20, strays: "terminate" }));
      attempt(() => run(later(300, "meanwhile")));`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject({ name: "TimeoutError" });
    expect(result.attempts[1]).toMatchObject({ value: ["meanwhile"] });
    expect(existsSync(file)).toBe(false);
    expect(result.stderr).toBe("");
    record(
      'a call that goes on after a timeout of 10 ms, `strays: "terminate"`, `cancelGrace` 20',
      result.attempts[0]!,
    );
  });

  test("has ended the thread when run returns", async () => {
    const file = join(folder, "busy");
    const result = await scenario(`
      const busy = coroutine(async (file) => {
        const { appendFileSync } = await import("node:fs");
        for (;;) { appendFileSync(file, "x"); await null; if (Math.random() < 0.01) await new Promise(setImmediate); }
      });
      attempt(() => run(busy(${JSON.stringify(file)}), { timeout: 50, cancelGrace: 0, strays: "terminate" }));
      const { statSync } = await import("node:fs");
      const size = statSync(${JSON.stringify(file)}).size;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      attempt(() => statSync(${JSON.stringify(file)}).size - size);`);
    expectEnded(result, 2);
    expect(result.attempts[1]).toMatchObject({ value: 0 });
  });

  test("lets the thread be when there are no strays", async () => {
    const result = await scenario(`
      const [thing] = run(coroutine(() => new (class Thing { hello() { return "still here" } })())());
      attempt(() => run(later(60), { timeout: 10, strays: "terminate" }));
      attempt(() => run(thing.hello()));`);
    expectEnded(result, 2);
    expect(result.attempts[1]).toMatchObject({ value: ["still here"] });
  });

  test("tells the outer run, whose calls were there", async () => {
    const result = await scenario(`
      attempt(() => run(
        (function* () { try { return yield* later(5000) } catch (error) { return error.name + ": " + error.message } })(),
        (function* () {
          yield* sleep(20);
          try { run(later(4000), { timeout: 20, cancelGrace: 0, strays: "terminate" }) } catch (error) { return error.name }
        })(),
      ));
      attempt(() => run(echo("next")));`);
    expectEnded(result, 2);
    const [told, inner] = result.attempts[0]!.value as string[];
    expect(told).toMatch(/^ThreadExitedError: .*strays is "terminate"/);
    expect(inner).toBe("TimeoutError");
    expect(result.attempts[1]).toMatchObject({ value: ["next"] });
  });
});

describe("a thread that spins", () => {
  test.each(["detach", "terminate"])("keeps neither its run nor the next one (%s)", async (strays) => {
    const result = await scenario(`
      attempt(() => run(spin(), { timeout: 50, cancelGrace: 100, strays: "${strays}" }));
      attempt(() => run(echo("next")));`);
    expectEnded(result, 2);
    const [attempt, next] = result.attempts;
    expect(attempt).toMatchObject({ name: "TimeoutError" });
    expect(attempt!.ms).toBeLessThan(1000);
    expect(next).toMatchObject({ value: ["next"] });
    record(`an endless loop, timeout 50, \`cancelGrace\` 100, \`strays: "${strays}"\``, attempt!);
  });

  test("ends, when its patience is over, with the calls that others have there", async () => {
    const result = await scenario(`
      attempt(() => loop((own) => (own.run(echo("started")), own.run(
        (function* () { try { return yield* later(5000) } catch (error) { return error.message } })(),
        (function* () {
          yield* sleep(20);
          try { run(spin(), { timeout: 20, cancelGrace: 50 }) } catch (error) { return error.name }
        })(),
      )), { thread: { patience: 500 } }));`);
    expectEnded(result, 1);
    const [told, inner] = result.attempts[0]!.value as string[];
    expect(told).toMatch(/did not listen for 500 ms after .* was cancelled/);
    expect(inner).toBe("TimeoutError");
    expect(result.attempts[0]!.ms).toBeLessThan(2000);
  });

  test("is left alone while it computes or imports: its handles live on, and others have another thread meanwhile", async () => {
    const result = await scenario(`
      const id = coroutine(async () => (await import("node:worker_threads")).threadId);
      const compute = coroutine((ms) => { const end = Date.now() + ms; while (Date.now() < end); });
      const [thing] = run(coroutine(() => new (class Thing { hello() { return "still here" } })())());
      const [first] = run(id());
      attempt(() => run(compute(700), { timeout: 20, cancelGrace: 0 }));
      const [second] = run(id());
      attempt(() => run(thing.hello()));
      const [third] = run(id());
      attempt(() => [first !== second, first === third]);`);
    expectEnded(result, 3);
    const [cut, hello, threads] = result.attempts;
    expect(cut).toMatchObject({ name: "TimeoutError" });
    expect(hello).toMatchObject({ value: ["still here"] });
    expect(threads).toMatchObject({ value: [true, true] });
  });

  test("lets a slow import go on that a deadline has cut: a retry finds it done", async () => {
    const slow = `data:text/javascript,${encodeURIComponent("const end = Date.now() + 400; while (Date.now() < end); export const value = () => 7;")}`;
    const result = await scenario(`
      const slow = load(${JSON.stringify(slow)});
      const [thing] = run(coroutine(() => new (class Thing { hello() { return "still here" } })())());
      attempt(() => {
        for (let tries = 1; tries < 20; tries++) {
          try { return [run(slow.value(), { timeout: 100 }), tries] } catch (error) { if (error.name !== "TimeoutError") throw error }
        }
      });
      attempt(() => run(thing.hello()));`);
    expectEnded(result, 2);
    const [[value], tries] = result.attempts[0]!.value as [[number], number];
    expect([value, tries <= 5]).toEqual([7, true]);
    expect(result.attempts[1]).toMatchObject({ value: ["still here"] });
  });

  test("is given up while a handle is read, at the deadline of the run", async () => {
    const result = await scenario(`
      const [thing] = run(coroutine(() => new (class Thing { get slow() { for (;;); } hello() {} })())());
      attempt(() => run((function* () { return thing.slow })(), { timeout: 100 }));
      attempt(() => run(echo("next")));`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject({ name: "TimeoutError", message: expect.stringContaining("slow") });
    expect(result.attempts[0]!.ms).toBeLessThan(1000);
    expect(result.attempts[1]).toMatchObject({ value: ["next"] });
    record("an endless loop in a getter that is being read, timeout 100", result.attempts[0]!);
  });

  test("is replaced in the next run, when it had not even started at the timeout", async () => {
    const result = await startCold(`
      attempt(() => run(spin(), { timeout: 0, cancelGrace: 0 }));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200);
      attempt(() => run(echo("next")));`);
    expectEnded(result, 2);
    expect(result.attempts[1]).toMatchObject({ value: ["next"] });
  });
});

describe("a loop that closes", () => {
  test("ends its own thread, with whatever goes on there, and without a warning", async () => {
    const file = join(folder, "closed");
    const result = await scenario(`${writes}
      attempt(() => loop((own) => {
        own.spawn(writes(${JSON.stringify(file)}, 600));
        own.run(later(30));
      }));
      attempt(() => run(later(700)));`);
    expectEnded(result, 2);
    expect(existsSync(file)).toBe(false);
    expect(result.stderr).toBe("");
  });

  test("lets the default thread be", async () => {
    const result = await scenario(`
      const [timer] = run(coroutine(() => new (class Timer { wait(ms) { return new Promise((done) => setTimeout(done, ms)) } })())());
      loop((own) => { own.spawn(timer.wait(5000)); own.run(sleep(5)); });
      attempt(() => run(timer.wait(1)));`);
    expectEnded(result, 1);
    expect(result.attempts[0]!.name).toBeUndefined();
    expect(result.stderr).toContain("Timer#1.wait()");
  });
});

describe("runAsync", () => {
  test("waits, warns and terminates like run", async () => {
    const result = await scenario(`
      await attemptAsync(() => runAsync(later(5000), { timeout: 20, cancelGrace: 30 }));
      await attemptAsync(() => runAsync(later(5000), { timeout: 20, cancelGrace: 30, strays: "terminate" }));
      await runAsync(echo(1));
      await attemptAsync(() => runAsync(spin(), { timeout: 50, cancelGrace: 30 }));
      await attemptAsync(() => runAsync(coroutine(() => process.reallyExit(1))()));
      await attemptAsync(() => Promise.all([runAsync(later(30, 1)), runAsync(later(10, 2)), runAsync(later(20, 3))]));`);
    expectEnded(result, 5);
    const [detached, terminated, spinning, dead, together] = result.attempts;
    for (const attempt of [detached, terminated, spinning]) expect(attempt).toMatchObject({ name: "TimeoutError" });
    expect(result.stderr.match(/MiniasyncWarning: A call that was cancelled goes on/g)).toHaveLength(2);
    expect(dead).toMatchObject({ name: "ThreadExitedError" });
    expect(together).toMatchObject({ value: [[1], [2], [3]] });
    for (const { ms } of result.attempts) expect(ms).toBeLessThan(2000);
  });
});
