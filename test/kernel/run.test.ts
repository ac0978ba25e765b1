import { describe, expect, test } from "vitest";
import { CancelledError, DeadlockError, suppressed, TimeoutError } from "../../src/errors.ts";
import type { Suspend } from "../../src/kernel/coroutine.ts";
import { Run } from "../../src/kernel/run-state.ts";
import { Event } from "../../src/primitives/event.ts";
import { Lock } from "../../src/primitives/lock.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { failure, run, Stage } from "../support/stage.ts";

function* failing(delay: number, error: unknown): Generator<Suspend, never> {
  yield* sleep(delay);
  throw error;
}

/** Waits for ever, and fails when it is cancelled. */
function* failingInTheEnd(error: unknown): Generator<Suspend, void> {
  try {
    yield* sleep(1000);
  } finally {
    // biome-ignore lint/correctness/noUnsafeFinally: that is what it does
    throw error;
  }
}

describe("Run", () => {
  test("throws the first error, and keeps the others as suppressed", () => {
    const [first, second, third] = [new Error("first"), new Error("second"), new Error("third")];
    expect(() => run(failing(1, first), failing(1, second), failingInTheEnd(third))).toThrow(first);
    expect(suppressed(first)).toEqual([second, third]);
  });

  test("gives listed errors as results, a cancellation too", () => {
    const stage = new Stage();
    const error = new RangeError("listed");
    const cancelled = failing(0, new CancelledError("own"));
    const results = stage.runWith(
      { listed: [RangeError, CancelledError] },
      failing(1, error),
      sleep(2, "on"),
      cancelled,
    );
    expect(results.slice(0, 2)).toEqual([error, "on"]);
    expect(results[2]).toBeInstanceOf(CancelledError);
    stage.close();
  });

  test("ends with the error of a matcher, as with any that is not listed", () => {
    const stage = new Stage();
    const [broken, error] = [new Error("broken"), new Error("own")];
    const matcher = {
      [Symbol.hasInstance](): boolean {
        throw broken;
      },
    };
    let cleaned = false;
    const sibling = (function* () {
      try {
        yield* sleep(100);
      } finally {
        yield* sleep(1);
        cleaned = true;
      }
    })();
    expect(() => stage.runWith({ listed: [matcher] }, failing(1, error), sibling)).toThrow(broken);
    expect([cleaned, stage.time]).toEqual([true, 2]);
    expect(suppressed(broken)).toEqual([error]);
    stage.close();
  });

  test("can be made to fail from outside, once, and not when it is over", () => {
    const stage = new Stage();
    const [first, second] = [new Error("first"), new Error("second")];
    const failed = new Run(stage.loop, [sleep(100)], () => false);
    failed.fail(first);
    failed.fail(second);
    stage.loop.runUntil(failed.finished, () => failed.deadlocked());
    failed.fail(new Error("too late"));
    expect(() => failed.results()).toThrow(first);
    expect(suppressed(first)).toEqual([second]);
    stage.close();
  });

  test("ends at its deadline, and cancels", () => {
    const stage = new Stage();
    let cleaned = false;
    const late = (function* () {
      try {
        yield* sleep(100);
      } finally {
        cleaned = true;
      }
    })();
    expect(() => stage.runWith({ timeout: 5 }, late)).toThrow(TimeoutError);
    expect([stage.time, cleaned]).toEqual([5, true]);
    expect(stage.runWith({ timeout: 50 }, sleep(1, "in time"))).toEqual(["in time"]);
    expect(() => stage.runWith({ timeout: 3 }, failing(1, "failed"), ignoring(3))).toThrow("failed");
    stage.close();
  });

  test("a deadline wakes nobody: who waits for nothing else is in a deadlock at once", () => {
    const stage = new Stage();
    expect(() => stage.runWith({ timeout: 1000 }, new Event().wait())).toThrow(DeadlockError);
    expect(stage.time).toBe(0);
    expect(() => stage.runWith({ timeout: 5 }, new Event().wait(), sleep(10))).toThrow(TimeoutError);
    expect(stage.time).toBe(5);
  });
});

/** Goes on for some milliseconds, whoever cancels it. */
function* ignoring(delay: number): Generator<Suspend, void> {
  try {
    yield* sleep(1000);
  } catch {
    yield* sleep(delay);
  }
}

describe("a deadlock", () => {
  test("is told at once, with every await stack", () => {
    const lock = new Lock();
    const error = failure(
      (function* outer() {
        yield* lock.acquire();
        spawn(
          (function* other() {
            yield* new Event().wait();
          })(),
          { name: "helper" },
        );
        yield* lock.acquire();
      })(),
    ) as DeadlockError;
    expect(error).toBeInstanceOf(DeadlockError);
    expect(error.tasks.map(({ name, stack }) => [name, ...stack.map((line) => line.replace(/ \(.*/, ""))])).toEqual([
      ["Task-1", "at Lock.acquire()", "at outer"],
      ["helper", "at Event.wait()", "at other"],
    ]);
    expect(error.message).toMatch(/^Cannot go on: all 2 tasks wait, and nothing can wake them\n {2}Task-1\n/);
    expect(error.message).toMatch(/at outer \(.*run\.test\.ts:\d+:\d+\)/);
  });

  test("writes ten tasks out, and has all", () => {
    const error = failure(
      (function* () {
        const gate = new Event();
        for (let i = 0; i < 20; i++) spawn(gate.wait());
        yield* gate.wait();
      })(),
    ) as DeadlockError;
    expect(error.message).toMatch(/\n {2}and 11 more$/);
    expect(error.tasks.at(-1)?.stack).toEqual(["at Event.wait()"]);
    expect(error.tasks).toHaveLength(21);
  });

  test("in an inner run tells what stands still beneath, and where it was called", () => {
    const gate = new Event();
    function plain(): void {
      run(
        (function* inner() {
          yield* gate.wait();
        })(),
      );
    }
    const error = failure(
      (function* outer() {
        spawn(
          (function* opener() {
            yield* sleep(5);
            gate.set();
          })(),
        );
        yield* sleep(1);
        plain();
      })(),
    ) as DeadlockError;
    expect(error.tasks.map(({ stack }) => stack.length)).toEqual([2]);
    const frames = error.beneath.map(({ stack }) => stack.map((line) => line.replace(/ \(.*/, "")));
    expect(frames[0]).toEqual(expect.arrayContaining(["at plain", "at outer"]));
    expect(frames[1]).toEqual(["at sleep()", "at opener"]);
    expect(error.message).toMatch(/Beneath it, 2 tasks of the outer run stand still, and can wake nobody/);
  });

  test("of one who sleeps for ever is one", () => {
    expect(failure(sleep(Number.POSITIVE_INFINITY))).toBeInstanceOf(DeadlockError);
  });

  test("may be survived by those that catch their cancellation", () => {
    const stage = new Stage();
    expect(() => stage.run(ignoring(3), new Event().wait())).toThrow(DeadlockError);
    expect(stage.time).toBe(1000);
    stage.close();
  });

  test("twice gives the coroutines up, also after another error", () => {
    for (const reason of [undefined, new Error("reason")]) {
      const stage = new Stage();
      const gate = new Event();
      function* stubborn(): Generator<Suspend, void> {
        try {
          yield* gate.wait();
        } finally {
          yield* gate.wait();
        }
      }
      let caught: unknown;
      try {
        stage.run(stubborn(), ...(reason === undefined ? [] : [failing(0, reason)]));
      } catch (error) {
        caught = error;
      }
      if (reason === undefined) expect(caught).toBeInstanceOf(DeadlockError);
      else expect(caught).toBe(reason);
      expect(suppressed(caught).every((error) => error instanceof DeadlockError)).toBe(true);
      expect(suppressed(caught).length).toBeGreaterThan(0);
      stage.close();
    }
  });
});

describe("Closing", () => {
  test("cancels what is left in order of creation, in rounds until nothing is left", () => {
    const stage = new Stage();
    const ended: string[] = [];
    function* left(name: string, next?: string): Generator<Suspend, void> {
      try {
        yield* sleep(100);
      } finally {
        ended.push(name);
        if (next !== undefined) spawn(left(next));
        yield* sleep(1);
      }
    }
    stage.run(
      (function* () {
        spawn(left("a", "c"));
        spawn(left("b"));
        yield* sleep(0);
      })(),
    );
    stage.close();
    expect(ended).toEqual(["a", "b", "c"]);
    expect(stage.warnings).toEqual([]);
  });

  test("tells once of each failure that nobody has seen", () => {
    const stage = new Stage();
    function* starting() {
      spawn(failing(0, new Error("at once")), { name: "early" });
      spawn(failingInTheEnd("late"), { name: "late" });
      spawn(failingInTheEnd(Object.create(null)), { name: "odd" });
      const seen = spawn(failing(0, "seen"));
      yield* sleep(1);
      expect(seen.exception()).toBe("seen");
    }
    stage.run(starting());
    stage.close();
    expect(stage.warnings).toHaveLength(3);
    const [late, odd, early] = stage.warnings;
    expect(late).toMatch(
      /^Task late failed while it was being cancelled at the end: late\n {2}It had waited\n {4}at sleep\(\)\n {4}at failingInTheEnd/,
    );
    expect(odd).toMatch(/something that has no text/);
    expect(early).toMatch(/^Task early failed, and nobody looked at its error: Error: at once\n/);
  });

  test("gives up what waits for what cannot come, and what starts others for ever", () => {
    const stuck = new Stage();
    stuck.run(
      (function* () {
        const gate = new Event();
        spawn(
          (function* stubborn() {
            try {
              yield* gate.wait();
            } finally {
              yield* gate.wait();
            }
          })(),
        );
        yield* sleep(0);
      })(),
    );
    stuck.close();
    expect(stuck.warnings.join()).toMatch(
      /^Tasks are given up at the end of their loop: Cannot go on: the only task waits.*stubborn/s,
    );

    const endless = new Stage();
    function* again(): Generator<Suspend, void> {
      try {
        yield* sleep(100);
      } finally {
        spawn(again());
        yield* sleep(0);
      }
    }
    endless.run(
      (function* () {
        spawn(again());
        yield* sleep(0);
      })(),
    );
    endless.end();
    expect(endless.warnings.join()).toMatch(/after 100 rounds of cancelling/);
  });
});
