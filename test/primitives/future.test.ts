import { describe, expect, test } from "vitest";
import { InvalidStateError, LoopError } from "../../src/errors.ts";
import { currentTask } from "../../src/primitives/current.ts";
import { gather } from "../../src/primitives/gather.ts";
import { Future } from "../../src/primitives/settable-future.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { wait } from "../../src/primitives/wait.ts";
import { run, Stage } from "../support/stage.ts";

describe("Future", () => {
  test("gives its result to all who wait, and those who come later", () => {
    run(
      (function* () {
        const future = new Future<string>();
        const waiters = gather([future, future, spawn(future)]);
        expect([future.done, () => future.result()]).toEqual([false, expect.any(Function)]);
        expect(() => future.result()).toThrow(InvalidStateError);
        yield* sleep(0);
        future.setResult("result");
        expect([future.done, future.result(), future.exception()]).toEqual([true, "result", undefined]);
        expect(yield* waiters).toEqual(["result", "result", "result"]);
        expect(yield* future).toBe("result");
        expect(() => future.setResult("other")).toThrow(InvalidStateError);
        expect(() => future.setException(new Error())).toThrow(InvalidStateError);
        expect(future.cancel()).toBe(false);
      })(),
    );
  });

  test("throws its error to whoever waits, and ends by cancelling", () => {
    const error = new Error("its own");
    run(
      (function* () {
        const failed = new Future<never>();
        failed.setException(error);
        expect(failed.exception()).toBe(error);
        const caught: unknown[] = [];
        try {
          yield* failed;
        } catch (thrown) {
          caught.push(thrown);
        }
        expect(caught).toEqual([error]);
        const cancelled = new Future<void>();
        const waiter = spawn(cancelled);
        yield* sleep(0);
        expect(cancelled.cancel("enough")).toBe(true);
        yield* wait([waiter]);
        expect([cancelled.cancelled, waiter.cancelled]).toEqual([true, true]);
      })(),
    );
  });

  test("is made in a run only, and tells of an error that nobody takes", () => {
    expect(() => new Future()).toThrow(LoopError);
    const stage = new Stage();
    stage.run(
      (function* () {
        new Future().setException("unseen");
      })(),
    );
    stage.close();
    expect(stage.warnings).toEqual(["A Future failed, and nobody looked at its error: unseen"]);
  });
});

describe("a done-callback", () => {
  test("is called in the next tick, in order, once for each time it was added, and not when taken back", () => {
    const trace: unknown[] = [];
    run(
      (function* () {
        const future = new Future<number>();
        const task = spawn(future);
        const first = (done: { result(): number }) => void trace.push(["first", done.result()]);
        const second = () => void trace.push("second");
        future.addDoneCallback(first);
        future.addDoneCallback(second);
        future.addDoneCallback(first);
        future.addDoneCallback(() => {
          expect(() => currentTask()).toThrow(LoopError);
        });
        task.addDoneCallback(second);
        expect(task.removeDoneCallback(second)).toBe(1);
        expect(task.removeDoneCallback(second)).toBe(0);
        task.addDoneCallback((done) => void trace.push(["task", done === task]));
        future.setResult(1);
        expect(trace).toEqual([]);
        expect(future.removeDoneCallback(first)).toBe(0);
        yield* task;
        yield* sleep(0);
        expect(trace).toEqual([["first", 1], "second", ["first", 1], ["task", true]]);
        const other = new Future<number>();
        other.addDoneCallback(first);
        other.addDoneCallback(first);
        expect(other.removeDoneCallback(first)).toBe(2);
        future.addDoneCallback(second);
        yield* sleep(0);
        expect(trace.at(-1)).toBe("second");
      })(),
    );
  });

  test("that fails is told of, and disturbs nobody", () => {
    const stage = new Stage();
    const results = stage.run(
      (function* () {
        const task = spawn(sleep(1, "result"), { name: "watched" });
        task.addDoneCallback(() => {
          throw new Error("broken");
        });
        return yield* task;
      })(),
    );
    stage.close();
    expect(results).toEqual(["result"]);
    expect(stage.warnings).toEqual([expect.stringMatching(/^A done-callback of Task watched failed: Error: broken\n/)]);
  });
});
