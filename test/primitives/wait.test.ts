import { describe, expect, test } from "vitest";
import { CancelledError, DeadlockError, LoopError, TimeoutError } from "../../src/errors.ts";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import type { Task } from "../../src/kernel/task.ts";
import { asCompleted } from "../../src/primitives/as-completed.ts";
import { now } from "../../src/primitives/current.ts";
import { gather } from "../../src/primitives/gather.ts";
import { race } from "../../src/primitives/race.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { type TaskGroup, taskGroup } from "../../src/primitives/task-group.ts";
import { timeout } from "../../src/primitives/timeout.ts";
import { wait } from "../../src/primitives/wait.ts";
import { waitFor } from "../../src/primitives/wait-for.ts";
import { failure, run, Stage } from "../support/stage.ts";

/** To pass what the types forbid. */
// biome-ignore lint/suspicious/noExplicitAny: that is the point
const wrong = (value: unknown): any => value;

function* failing(delay: number, error: unknown): Generator<Suspend, never> {
  yield* sleep(delay);
  throw error;
}

describe("timeout() and waitFor()", () => {
  test.each<[name: string, limit: (ms: number, coroutine: Coroutine<unknown>) => Coroutine<unknown>]>([
    ["timeout()", timeout],
    ["waitFor()", (ms, coroutine) => waitFor(coroutine, ms)],
  ])("%s gives a TimeoutError with its cause, and sets no limit at infinity", (_name, limit) => {
    expect(run(limit(5, sleep(3, "in time")))).toEqual(["in time"]);
    expect(run(limit(Number.POSITIVE_INFINITY, sleep(3, "any time")))).toEqual(["any time"]);
    const error = failure(limit(5, sleep(10))) as Error;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.cause).toBeInstanceOf(CancelledError);
    expect(failure(limit(5, failing(1, "other")))).toBe("other");
    expect(() => limit(Number.NaN, sleep(1))).toThrow(RangeError);
    expect(() => limit(wrong("5"), sleep(1))).toThrow(TypeError);
    expect(() => limit(5, wrong(5))).toThrow(TypeError);
  });

  test("waitFor() without time never starts a coroutine, and takes what is done", () => {
    let started = false;
    function* starting(): Generator<Suspend, void> {
      started = true;
    }
    expect(failure(waitFor(starting(), 0))).toBeInstanceOf(TimeoutError);
    expect(started).toBe(false);
    run(
      (function* () {
        const task = spawn(sleep(0, "done"));
        yield* task;
        expect(yield* waitFor(task, 0)).toBe("done");
        const bad = spawn(failing(0, "bad"));
        yield* wait([bad]);
        try {
          yield* waitFor(bad, -1);
          expect.unreachable();
        } catch (error) {
          expect(error).toBe("bad");
        }
      })(),
    );
    function* translating(): Generator<Suspend, void> {
      try {
        yield* sleep(10);
      } catch {
        throw new Error("translated");
      }
    }
    const [caught] = run(
      (function* () {
        const task = spawn(translating());
        yield* sleep(1);
        try {
          return yield* waitFor(task, 0);
        } catch (error) {
          return (error as Error).message;
        }
      })(),
    );
    expect(caught).toBe("translated");
  });

  test("timeout() needs a task", () => {
    const stage = new Stage();
    const future = stage.loop.createFuture<unknown>();
    stage.loop.callLater(1, {
      wake() {
        try {
          timeout(5, sleep(1))[Symbol.iterator]().next();
        } catch (error) {
          future.setResult(error);
        }
      },
    });
    expect(stage.run(future)[0]).toBeInstanceOf(LoopError);
    stage.close();
  });
});

describe("wait()", () => {
  const started = function* (when: Parameters<typeof wait>[1]) {
    const tasks: Task<unknown>[] = [spawn(sleep(5)), spawn(failing(3, "bad")), spawn(sleep(1))];
    const { done, pending } = yield* wait([...tasks, tasks[0] as Task<unknown>], when);
    const names = (some: Task<unknown>[]) => some.map((task) => tasks.indexOf(task));
    yield* wait(tasks);
    expect(tasks[1]?.exception()).toBe("bad");
    return [names(done), names(pending)];
  };

  test.each<[options: Parameters<typeof wait>[1], expected: number[][]]>([
    [undefined, [[0, 1, 2], []]],
    [{ returnWhen: "FIRST_COMPLETED" }, [[2], [0, 1]]],
    [{ returnWhen: "FIRST_EXCEPTION" }, [[1, 2], [0]]],
    [{ timeout: 2 }, [[2], [0, 1]]],
  ])("%j gives the tasks in the order given, each once", (options, expected) => {
    expect(run(started(options))).toEqual([expected]);
  });

  test("refuses what is no task, at once", () => {
    expect(() => wait(wrong(5))).toThrow(/^wait\(\): the argument is no array of tasks/);
    expect(() => wait([])).toThrow(RangeError);
    expect(() => wait([wrong(sleep(1))])).toThrow(/spawn\(\) it first/);
    expect(() => wait([wrong(1)])).toThrow(/an item is the number 1/);
    const task = new Stage().loop.createFuture() as Task<unknown>;
    expect(() => wait([task], { returnWhen: wrong("SOMETIMES") })).toThrow(/"SOMETIMES"/);
    expect(() => wait([task], { timeout: Number.NaN })).toThrow(RangeError);
  });
});

describe("asCompleted()", () => {
  test("gives results as they come", () => {
    const [results] = run(
      (function* () {
        const results: string[] = [];
        for (const next of asCompleted([sleep(5, "slow"), sleep(3, "fast")])) results.push(`${yield* next} ${now()}`);
        return results;
      })(),
    );
    expect(results).toEqual(["fast 3", "slow 5"]);
    expect(() => asCompleted([sleep(1)])).toThrow(LoopError);
  });
});

describe("taskGroup()", () => {
  test("returns what its body returns, when all tasks are done", () => {
    const stage = new Stage();
    const body = function* (group: TaskGroup) {
      group.spawn(sleep(5), { name: "member" });
      return "body";
    };
    expect(stage.run(taskGroup(body))).toEqual(["body"]);
    expect(stage.time).toBe(5);
    stage.close();
  });

  test("throws all errors in one", () => {
    const error = failure(
      taskGroup(function* (group) {
        group.spawn(failing(1, "one"));
        group.spawn(failing(1, "two"));
        group.spawn(sleep(1000));
        try {
          yield* sleep(1000);
        } finally {
          // biome-ignore lint/correctness/noUnsafeFinally: that is what it does
          throw "body";
        }
      }),
    ) as AggregateError;
    expect(error).toBeInstanceOf(AggregateError);
    expect(error.message).toBe("3 errors in a task group");
    expect(error.errors).toEqual(["one", "two", "body"]);
    const single = failure(
      taskGroup(function* (group) {
        group.spawn(failing(1, "one"));
      }),
    ) as AggregateError;
    expect(single.message).toBe("1 error in a task group");
  });

  test("refuses to spawn when it is over or has failed, and leaves the coroutine as it was", () => {
    const coroutine = sleep(1, "unharmed");
    run(
      (function* () {
        let kept: TaskGroup | undefined;
        yield* taskGroup(function* (group) {
          kept = group;
        });
        expect(() => kept?.spawn(coroutine)).toThrow(/the task group is over/);
        expect(yield* coroutine).toBe("unharmed");
      })(),
    );
    expect(() => taskGroup(wrong(sleep(1)))).toThrow(TypeError);
    expect(failure(taskGroup(() => wrong(5)))).toMatchObject({ errors: [expect.any(TypeError)] });
  });
});

test("a run that nothing can wake is told, whatever it waits with", () => {
  for (const stuck of [race, gather, asCompletedOnce] as ((tasks: Coroutine<unknown>[]) => Coroutine<unknown>)[]) {
    const error = failure(
      (function* () {
        yield* stuck([sleep(Number.POSITIVE_INFINITY)]);
      })(),
    );
    expect(error).toBeInstanceOf(DeadlockError);
  }
});

function* asCompletedOnce(coroutines: readonly Coroutine<unknown>[]): Generator<Suspend, void> {
  for (const next of asCompleted(coroutines)) yield* next;
}
