import { describe, expect, test } from "vitest";
import { TimeoutError } from "../../src/errors.ts";
import type { Suspend } from "../../src/kernel/coroutine.ts";
import { asCompleted } from "../../src/primitives/as-completed.ts";
import { currentTask, now } from "../../src/primitives/current.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { type TaskGroup, taskGroup } from "../../src/primitives/task-group.ts";
import { run } from "../support/stage.ts";

describe("asCompleted()", () => {
  test("can be left by break and gone on with", () => {
    run(
      (function* () {
        const results: string[] = [];
        const all = asCompleted([sleep(3, "c"), sleep(1, "a"), sleep(2, "b")]);
        for (const next of all) {
          results.push(yield* next);
          break;
        }
        results.push("between");
        for (const next of all) results.push(yield* next);
        expect(results).toEqual(["a", "between", "b", "c"]);
        expect(all.next().done).toBe(true);
      })(),
    );
  });

  test("waits no longer than its timeout, and leaves the others alone", () => {
    run(
      (function* () {
        const slow = spawn(sleep(9, "slow"));
        const results: unknown[] = [];
        for (const next of asCompleted([slow, sleep(1, "fast"), sleep(8)], { timeout: 5 })) {
          try {
            results.push(yield* next);
          } catch (error) {
            results.push(error);
          }
        }
        expect(results).toEqual(["fast", expect.any(TimeoutError), expect.any(TimeoutError)]);
        expect(now()).toBe(5);
        expect(yield* slow).toBe("slow");
      })(),
    );
    // biome-ignore lint/suspicious/noExplicitAny: to pass what the types forbid
    expect(() => asCompleted([sleep(1)], { timeout: "5" as any })).toThrow(TypeError);
  });
});

describe("group.cancel()", () => {
  /** A group with two tasks, ended by `end` after 1 ms. */
  function* endedEarly(trace: string[], end: (group: TaskGroup) => void): Generator<Suspend, string | undefined> {
    function* member(name: string): Generator<Suspend, void> {
      try {
        yield* sleep(100);
      } finally {
        yield* sleep(1);
        trace.push(name);
      }
    }
    return yield* taskGroup(function* (group) {
      group.spawn(member("a"));
      group.spawn(member("b"));
      yield* sleep(1);
      end(group);
      yield* sleep(100);
      return "never";
    });
  }

  test("ends the group from its body, which is no error, and cancels nothing after it", () => {
    run(
      (function* () {
        const trace: string[] = [];
        expect(yield* endedEarly(trace, (group) => group.cancel())).toBeUndefined();
        expect([trace, currentTask().cancelling]).toEqual([["a", "b"], 0]);
        yield* sleep(1);
        expect(now()).toBe(3);
      })(),
    );
  });

  test("ends it from a task of it, and while the body waits for the tasks", () => {
    run(
      (function* () {
        const body = taskGroup(function* (group) {
          group.spawn(
            (function* () {
              yield* sleep(1);
              group.cancel();
              group.cancel();
            })(),
          );
          group.spawn(sleep(100));
          return "body";
        });
        expect(yield* body).toBe("body");
        expect([now(), currentTask().cancelling]).toEqual([1, 0]);
      })(),
    );
  });

  test("leaves errors and cancellations from elsewhere what they are", () => {
    run(
      (function* () {
        const failing = spawn(
          endedEarly([], (group) => {
            group.cancel();
            throw new Error("own");
          }),
        );
        const trace: string[] = [];
        const cancelled = spawn(endedEarly(trace, (group) => group.cancel()));
        yield* sleep(1);
        cancelled.cancel();
        yield* sleep(5);
        expect(failing.exception()).toBeInstanceOf(AggregateError);
        expect([cancelled.cancelled, trace]).toEqual([true, ["a", "b"]]);
      })(),
    );
  });

  test("of a group that is over does nothing", () => {
    run(
      (function* () {
        const kept = yield* taskGroup(function* (group) {
          return group;
        });
        kept.cancel();
        yield* sleep(1);
        expect(currentTask().cancelling).toBe(0);
      })(),
    );
  });
});
