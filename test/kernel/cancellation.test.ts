import { describe, expect, test } from "vitest";
import { CancelledError } from "../../src/errors.ts";
import type { Suspend } from "../../src/kernel/coroutine.ts";
import type { Task } from "../../src/kernel/task.ts";
import { currentTask } from "../../src/primitives/current.ts";
import { Event } from "../../src/primitives/event.ts";
import { gather } from "../../src/primitives/gather.ts";
import { shield } from "../../src/primitives/shield.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { run } from "../support/stage.ts";

function* forever(): Generator<Suspend, never> {
  for (;;) yield* sleep(1000);
}

describe("Task.cancel()", () => {
  test("carries its message to whoever waits", () => {
    const messages = run(
      (function* () {
        const task = spawn(forever());
        yield* sleep(0);
        expect(task.cancel("enough")).toBe(true);
        const seen: string[] = [];
        for (let i = 0; i < 2; i++) {
          try {
            yield* task;
          } catch (error) {
            seen.push((error as Error).message);
          }
        }
        expect(() => task.exception()).toThrow(CancelledError);
        expect(task.cancelled).toBe(true);
        return seen;
      })(),
    );
    expect(messages).toEqual([["enough", "enough"]]);
  });

  test("never starts a task that has not started, and tells it its message", () => {
    const started: string[] = [];
    run(
      (function* () {
        const task = spawn(
          (function* () {
            started.push("it");
          })(),
        );
        task.cancel("not needed");
        yield* sleep(0);
        expect(() => task.result()).toThrow("not needed");
      })(),
    );
    expect(started).toEqual([]);
  });

  test("reaches the last of 100,000 tasks that wait for one another, and overflows nothing", () => {
    function* link(next: Task<unknown> | undefined): Generator<Suspend, void> {
      if (next === undefined) yield* forever();
      else yield* next;
    }
    run(
      (function* () {
        let last: Task<unknown> | undefined;
        for (let i = 0; i < 100_000; i++) last = spawn(link(last));
        yield* sleep(1);
        expect(last?.cancel()).toBe(true);
        yield* sleep(1);
        expect(last?.cancelled).toBe(true);
      })(),
    );
  });

  test("goes through 20,000 gathers in one another", () => {
    function* nest(depth: number): Generator<Suspend, void> {
      if (depth === 0) yield* forever();
      else yield* gather([nest(depth - 1)]);
    }
    run(
      (function* () {
        const outermost = spawn(nest(20_000));
        yield* sleep(1);
        outermost.cancel();
        yield* sleep(1);
        expect(outermost.cancelled).toBe(true);
      })(),
    );
  });

  test("of 100,000 tasks that wait is linear", () => {
    const took = (count: number): number => {
      const start = process.cpuUsage();
      run(
        (function* () {
          const gate = new Event();
          const tasks = Array.from({ length: count }, () => spawn(gate.wait()));
          yield* sleep(0);
          for (const task of tasks) task.cancel();
          yield* sleep(0);
          expect(tasks.every((task) => task.cancelled)).toBe(true);
        })(),
      );
      return process.cpuUsage(start).user;
    };
    took(10_000);
    // Quadratic would be a hundred times as long, not ten.
    expect(took(100_000) / took(10_000)).toBeLessThan(50);
  });
});

describe("cancelling a circle of tasks that wait for one another", () => {
  test.each([2, 3, 10])("of %i wakes the one that closes it", (size) => {
    const ended: number[] = [];
    run(
      (function* () {
        const tasks: Task<unknown>[] = [];
        for (let i = 0; i < size; i++) {
          tasks.push(
            spawn(
              (function* () {
                yield* sleep(0);
                try {
                  yield* tasks[(i + 1) % size] as Task<unknown>;
                } finally {
                  ended.push(i);
                }
              })(),
            ),
          );
        }
        yield* sleep(1);
        tasks[0]?.cancel();
        yield* sleep(1);
        expect(tasks.map((task) => task.cancelled)).toEqual(tasks.map(() => true));
      })(),
    );
    expect(ended.toSorted((a, b) => a - b)).toEqual([...Array(size).keys()]);
  });

  test("that others lead into does too", () => {
    run(
      (function* () {
        const tasks: Task<unknown>[] = [];
        const wait = (next: number) =>
          (function* () {
            yield* sleep(0);
            yield* tasks[next] as Task<unknown>;
          })();
        for (const next of [1, 2, 3, 4, 2]) tasks.push(spawn(wait(next)));
        yield* sleep(1);
        tasks[0]?.cancel();
        yield* sleep(1);
        expect(tasks.map((task) => task.cancelled)).toEqual([true, true, true, true, true]);
      })(),
    );
  });

  test.each([[[1]], [[1, 2]]])("through gather, with %j beside, neither overflows nor hangs", (beside) => {
    run(
      (function* () {
        const tasks: Task<unknown>[] = [];
        tasks.push(
          spawn(
            (function* () {
              yield* sleep(0);
              yield* gather(beside.map((index) => tasks[index] as Task<unknown>));
            })(),
          ),
        );
        for (let i = 1; i < 3; i++) tasks.push(spawn(tasks[0] as Task<unknown>));
        yield* sleep(1);
        tasks[0]?.cancel();
        yield* sleep(1);
        for (const index of [0, ...beside]) expect(tasks[index]?.cancelled).toBe(true);
      })(),
    );
  });
});

test("cancelling what waits for a gather of something shielded leaves that alone", () => {
  run(
    (function* () {
      const inner = spawn(sleep(5, "went on"));
      const outer = spawn(gather([shield(inner)]));
      yield* sleep(1);
      outer.cancel();
      yield* sleep(1);
      expect([outer.cancelled, inner.done]).toEqual([true, false]);
      expect(yield* inner).toBe("went on");
    })(),
  );
});

describe("Task.uncancel()", () => {
  test("counts down to 0, and takes back a cancellation that has not been seen", () => {
    run(
      (function* () {
        const task = currentTask();
        task.cancel();
        task.cancel();
        expect(task.cancelling).toBe(2);
        expect([task.uncancel(), task.uncancel(), task.uncancel()]).toEqual([1, 0, 0]);
        yield* sleep(0);
      })(),
    );
  });
});
