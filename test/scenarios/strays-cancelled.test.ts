// What cancelling a call does in the thread, before and after it has begun there.
import { describe, expect, test } from "vitest";
import { expectEnded, warmScenario as scenario, scenario as startCold } from "../support/scenario.ts";

describe("a call that is cancelled", () => {
  test("is told by its signal, while its coroutine goes on in the next tick", async () => {
    const result = await scenario(`
      const aborted = coroutine((signal) => new Promise((done) => {
        signal.addEventListener("abort", () => setTimeout(() => done([signal.reason.name, signal.reason.message]), 20));
      }));
      const trace = [];
      attempt(() => run((function* () {
        const task = spawn((function* () {
          try { yield* aborted(signal) } catch (error) { trace.push(error.name); throw error; }
        })());
        yield* sleep(30);
        task.cancel("enough");
        yield* sleep(0);
        trace.push("next tick");
        return trace;
      })()));
      attempt(() => run(coroutine((signal) => signal.aborted)(signal)));`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject({ value: [["CancelledError", "next tick"]] });
    expect(result.attempts[1]).toMatchObject({ value: [false] });
    expect(result.stderr).toBe("");
  });

  test("gives the reason of its cancellation to its signal", async () => {
    const result = await scenario(`
      const logs = coroutine((signal) => new Promise((done) => {
        signal.addEventListener("abort", () => { console.log(signal.reason.name, signal.reason.message, signal.reason instanceof Error); done(); });
      }));
      attempt(() => run((function* () {
        const task = spawn(logs(signal));
        yield* sleep(30);
        task.cancel("enough");
      })()));`);
    expectEnded(result, 1);
    expect(result.stdout).toBe("CancelledError enough true");
  });

  test("is waited for until it ends, when it ends soon", async () => {
    const result = await scenario(`
      attempt(() => run(later(150), { timeout: 10, cancelGrace: 5000 }));`);
    expectEnded(result, 1);
    const [attempt] = result.attempts;
    expect(attempt).toMatchObject({ name: "TimeoutError" });
    expect(attempt!.ms).toBeGreaterThan(145);
    expect(attempt!.ms).toBeLessThan(4000);
    expect(result.stderr).toBe("");
  });

  test("never begins when its module was still loading", async () => {
    const result = await scenario(`
      const slow = "data:text/javascript,await new Promise((done) => setTimeout(done, 100)); export const shout = () => console.log('called');";
      attempt(() => run(load(slow).shout(), { timeout: 30 }));
      attempt(() => run(later(150)));`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject({ name: "TimeoutError" });
    expect(result).toMatchObject({ stdout: "", stderr: "" });
  });

  test("never begins when its thread stood still for a callback", async () => {
    const result = await scenario(`
      const calls = coroutine(async (callback) => callback());
      const shout = coroutine(() => console.log("called"));
      attempt(() => run((function* () {
        const calling = spawn(calls(() => void shouting.cancel()));
        const shouting = spawn(shout());
        yield* calling;
        return shouting.cancelled;
      })()));
      attempt(() => run(later(50)));`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject({ value: [true] });
    expect(result).toMatchObject({ stdout: "", stderr: "" });
  });

  test("never begins when its thread was still starting", async () => {
    const result = await startCold(`
      const shout = coroutine(() => console.log("called"));
      attempt(() => run(shout(), { timeout: 0, cancelGrace: 0 }));
      attempt(() => run(later(20)));`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject({ name: "TimeoutError" });
    expect(result.stdout).toBe("");
  });

  test("drops its late result, and releases a handle in it", async () => {
    const result = await scenario(`
      const makes = coroutine(async () => {
        await new Promise((done) => setTimeout(done, 60));
        class Thing { hello() {} }
        return new Thing();
      });
      attempt(() => run(makes(), { timeout: 20 }));
      attempt(() => run(makes(), echo("other")).length);`);
    expectEnded(result, 2);
    expect(result.attempts[0]).toMatchObject({ name: "TimeoutError" });
    expect(result.attempts[1]).toMatchObject({ value: 2 });
  });
});
