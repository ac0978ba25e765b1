import { describe, expect, test } from "vitest";
import { CancelledError, LoopError, TimeoutError } from "../../src/errors.ts";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import { now } from "../../src/primitives/current.ts";
import { moveOnAfter } from "../../src/primitives/move-on-after.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { type Deadline, timeout, timeoutAt } from "../../src/primitives/timeout.ts";
import { failure, run } from "../support/stage.ts";

// biome-ignore lint/suspicious/noExplicitAny: to pass what the types forbid
const wrong = (value: unknown): any => value;

/** What a coroutine ends with, and when. */
function* outcome<T>(coroutine: Coroutine<T>): Generator<Suspend, [outcome: unknown, time: number]> {
  try {
    return [yield* coroutine, now()];
  } catch (error) {
    return [error, now()];
  }
}

describe("timeout() with a body", () => {
  test("gives it a deadline, which can be put off and brought forward", () => {
    const [[late, time], [early, earlier]] = run(
      outcome(
        timeout(5, function* (deadline) {
          yield* sleep(4);
          expect([deadline.when, deadline.expired]).toEqual([5, false]);
          deadline.reschedule(10);
          expect(deadline.when).toBe(14);
          yield* sleep(9);
          return "in time";
        }),
      ),
      outcome(
        timeout(50, function* (deadline) {
          deadline.reschedule(2);
          yield* sleep(9);
        }),
      ),
    );
    expect([late, time, earlier]).toEqual(["in time", 13, 2]);
    expect(early).toBeInstanceOf(TimeoutError);
  });

  test("can be given no limit, and none any more", () => {
    run(
      (function* () {
        const seen = yield* timeout(5, function* (deadline) {
          deadline.reschedule(Number.POSITIVE_INFINITY);
          yield* sleep(1000);
          return deadline.when;
        });
        expect(seen).toBe(Number.POSITIVE_INFINITY);
      })(),
    );
  });

  test("expires at once when it is rescheduled to 0 or less, where it waits next", () => {
    const trace: string[] = [];
    const [[error, time]] = run(
      outcome(
        timeout(5, function* (deadline) {
          deadline.reschedule(-1);
          trace.push("goes on");
          yield* sleep(1);
          trace.push("never");
        }),
      ),
    );
    expect(error).toBeInstanceOf(TimeoutError);
    expect([trace, time]).toEqual([["goes on"], 0]);
  });

  test("cannot be rescheduled when it has expired, and when it is over", () => {
    let kept: Deadline | undefined;
    run(
      (function* () {
        yield* outcome(
          timeout(1, function* (deadline) {
            kept = deadline;
            try {
              yield* sleep(5);
            } finally {
              expect(deadline.expired).toBe(true);
              expect(() => deadline.reschedule(5)).toThrow("Cannot reschedule: the timeout has expired");
            }
          }),
        );
        expect(() => kept?.reschedule(5)).toThrow(LoopError);
        yield* timeout(1, function* (deadline) {
          kept = deadline;
        });
        expect(() => kept?.reschedule(5)).toThrow("Cannot reschedule: the body of the timeout is over");
        expect(kept?.expired).toBe(false);
      })(),
    );
    expect(() => kept?.reschedule(wrong("5"))).toThrow(TypeError);
  });

  test("refuses what is no body", () => {
    expect(() => timeout(1, wrong(5))).toThrow(TypeError);
    expect(
      String(
        failure(
          timeout(
            1,
            wrong(() => 5),
          ),
        ),
      ),
    ).toMatch(/^TypeError: timeout\(\): the result of the body is the number/);
  });
});

describe("timeoutAt()", () => {
  test("ends what it runs at a point in time, whenever it began", () => {
    const [[error, time]] = run(
      outcome(
        (function* () {
          const end = now() + 5;
          yield* timeoutAt(end, sleep(3));
          yield* timeoutAt(end, sleep(3));
        })(),
      ),
    );
    expect(error).toBeInstanceOf(TimeoutError);
    expect([(error as TimeoutError).message, (error as TimeoutError).cause, time]).toEqual([
      expect.stringMatching(
        /^Cannot wait any longer: the time of timeoutAt\(\) has come\n {2}Task-1\n {4}at sleep\(\)\n/,
      ),
      expect.any(CancelledError),
      5,
    ]);
    expect(() => timeoutAt(wrong("now"), sleep(1))).toThrow(TypeError);
    expect(() => timeoutAt(1, wrong(undefined))).toThrow(TypeError);
  });
});

describe("moveOnAfter()", () => {
  test("goes on without a result when time is up, after the cleanup", () => {
    const trace: string[] = [];
    const results = run(
      outcome(
        moveOnAfter(
          5,
          (function* () {
            try {
              yield* sleep(10);
              return "late";
            } finally {
              yield* sleep(1);
              trace.push("cleaned");
            }
          })(),
        ),
      ),
      outcome(moveOnAfter(5, sleep(3, "in time"))),
      outcome(
        moveOnAfter(5, function* (deadline) {
          deadline.reschedule(1);
          yield* sleep(3);
        }),
      ),
    );
    expect(results).toEqual([
      [undefined, 6],
      ["in time", 3],
      [undefined, 1],
    ]);
    expect(trace).toEqual(["cleaned"]);
  });

  test("lets errors and cancellations from elsewhere through", () => {
    const own = new TimeoutError("own");
    run(
      (function* () {
        const [error] = yield* outcome(
          moveOnAfter(
            5,
            (function* () {
              try {
                yield* sleep(10);
              } finally {
                // biome-ignore lint/correctness/noUnsafeFinally: that is what it does
                throw own;
              }
            })(),
          ),
        );
        expect(error).toBe(own);
        const task = spawn(moveOnAfter(5, sleep(10)));
        yield* sleep(1);
        task.cancel();
        yield* sleep(1);
        expect(task.cancelled).toBe(true);
      })(),
    );
    expect(() => moveOnAfter(Number.NaN, sleep(1))).toThrow(RangeError);
  });
});
