import { describe, expect, expectTypeOf, test } from "vitest";
import { LoopError, suppressed } from "../../src/errors.ts";
import type { Suspend } from "../../src/kernel/coroutine.ts";
import { call } from "../../src/primitives/call.ts";
import { gather } from "../../src/primitives/gather.ts";
import { race } from "../../src/primitives/race.ts";
import { shield } from "../../src/primitives/shield.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { failure, run, Stage } from "../support/stage.ts";

/** To pass what the types forbid. */
// biome-ignore lint/suspicious/noExplicitAny: that is the point
const wrong = (value: unknown): any => value;

function* failing(delay: number, error: unknown): Generator<Suspend, never> {
  yield* sleep(delay);
  throw error;
}

describe("sleep()", () => {
  test("returns its value when the time has come", () => {
    const stage = new Stage();
    expect(stage.run(sleep(5, "later"), sleep(3), sleep(0, "now"), sleep(-5))).toEqual([
      "later",
      undefined,
      "now",
      undefined,
    ]);
    expect(stage.time).toBe(5);
    stage.close();
  });

  test("refuses what is no time, at once", () => {
    expect(() => sleep(wrong("5"))).toThrow(TypeError);
    expect(() => sleep(Number.NaN)).toThrow(RangeError);
  });

  test.each([0, 5])("of %i ms can be interrupted", (delay) => {
    run(
      (function* () {
        const task = spawn(sleep(delay));
        spawn(
          (function* () {
            task.cancel();
          })(),
        );
        yield* sleep(0);
        yield* sleep(0);
        expect(task.cancelled).toBe(true);
      })(),
    );
  });
});

describe("call()", () => {
  test("keeps 100,000 levels of recursion flat", () => {
    function* depth(left: number): Generator<Suspend, number> {
      return left === 0 ? 0 : 1 + (yield* call(depth(left - 1)));
    }
    expect(run(depth(100_000))).toEqual([100_000]);
  });

  test("stands for its coroutine when it is opened by hand", () => {
    expect(() => call(sleep(0))[Symbol.iterator]().throw(new Error("passed on"))).toThrow("passed on");
  });

  test("passes on what is thrown, from below and from above", () => {
    function* thrower(): Generator<Suspend, void> {
      throw new Error("from below");
    }
    function* catching(): Generator<Suspend, string> {
      try {
        yield* call(thrower());
      } catch (error) {
        return (error as Error).message;
      }
      return "nothing";
    }
    expect(run(catching())).toEqual(["from below"]);
    const used = sleep(0);
    run(used);
    expect(() => call(used)).toThrow(TypeError);
    const late = sleep(0);
    const request = call(late);
    run(late);
    expect(failure(request)).toBeInstanceOf(TypeError);
    run(
      (function* () {
        const task = spawn(call(call(sleep(100))));
        yield* sleep(1);
        task.cancel();
        yield* sleep(0);
        expect(task.cancelled).toBe(true);
      })(),
    );
  });
});

describe("gather()", () => {
  test("returns results in the order of its arguments, of tasks given twice too", () => {
    const [results] = run(
      (function* () {
        const task = spawn(sleep(3, "task"));
        const results = yield* gather([task, sleep(5, 5), task]);
        expectTypeOf(results).toEqualTypeOf<[string, number, string]>();
        return [...results, ...(yield* gather([task, task])), yield* gather([])];
      })(),
    );
    expect(results).toEqual(["task", 5, "task", "task", "task", []]);
  });

  test("starts when it is run, if made outside", () => {
    expect(run(gather([sleep(1, "a"), sleep(0, "b")]))).toEqual([["a", "b"]]);
  });

  test("lists errors by their classes", () => {
    const error = new RangeError("listed");
    expect(run(gather([failing(1, error), sleep(1, 1)], { returnExceptions: [RangeError] }))).toEqual([[error, 1]]);
    expect(run(gather([failing(1, "any")], { returnExceptions: true }))).toEqual([["any"]]);
    expect(failure(gather([failing(1, error)], { returnExceptions: [TypeError] }))).toBe(error);
  });

  test("checks everything before anything starts", () => {
    let started = false;
    function* starting(): Generator<Suspend, void> {
      started = true;
    }
    const good = starting();
    expect(() => gather(wrong(good))).toThrow(/^gather\(\): the argument is no array of coroutines/);
    expect(() => gather([good, wrong(Promise.resolve())])).toThrow(/gather\(\): item \[1\] is a Promise/);
    expect(() => gather([good, good])).toThrow(/given twice/);
    const other = new Stage();
    const foreign = other.loop.spawn(sleep(1));
    expect(
      failure(
        (function* () {
          yield* gather([good, foreign]);
        })(),
      ),
    ).toBeInstanceOf(LoopError);
    other.close();
    expect(started).toBe(false);
    run(good);
    expect(started).toBe(true);
  });
});

describe("race()", () => {
  test("returns what the first returns, and waits for the losers' cleanup", () => {
    const cleaned: string[] = [];
    function* slow(): Generator<Suspend, string> {
      try {
        return yield* sleep(10, "slow");
      } finally {
        yield* sleep(1);
        cleaned.push("slow");
      }
    }
    const stage = new Stage();
    expect(stage.run(race([slow(), sleep(3, "fast"), sleep(3, "second")]))).toEqual(["fast"]);
    expect([stage.time, cleaned]).toEqual([4, ["slow"]]);
    stage.close();
  });

  test("throws what the first throws, or what a loser's cleanup throws", () => {
    function* untidy(error: unknown): Generator<Suspend, void> {
      try {
        yield* sleep(10);
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: that is what it does
        throw error;
      }
    }
    const [first, second] = [new Error("first"), new Error("second")];
    expect(failure(race([failing(1, first), untidy(second)]))).toBe(first);
    expect(suppressed(first)).toEqual([second]);
    expect(failure(race([sleep(1), untidy(second)]))).toBe(second);
  });

  test("of nobody is refused", () => {
    expect(() => race([])).toThrow(RangeError);
  });

  test("that is cancelled is lost, even for one who finishes all the same", () => {
    function* stubborn(): Generator<Suspend, string> {
      try {
        yield* sleep(10);
      } catch {}
      return "done";
    }
    run(
      (function* () {
        const task = spawn(race([stubborn(), sleep(20)]));
        yield* sleep(1);
        task.cancel();
        yield* sleep(1);
        expect(task.cancelled).toBe(true);
      })(),
    );
  });
});

describe("shield()", () => {
  test("lets the coroutine go on when the waiting task is cancelled", () => {
    expect(run(shield(sleep(1, "alone")))).toEqual(["alone"]);
    run(
      (function* () {
        const inner = spawn(sleep(5, "went on"));
        const outer = spawn(
          (function* () {
            yield* shield(inner);
          })(),
        );
        yield* sleep(1);
        outer.cancel();
        yield* sleep(1);
        expect([outer.cancelled, inner.done]).toEqual([true, false]);
        expect(yield* inner).toBe("went on");
        expect(yield* shield(inner)).toBe("went on");
      })(),
    );
  });

  test("gives the error of a matcher to whoever waits for gather()", () => {
    const [broken, own] = [new Error("broken"), new Error("own")];
    const matcher = {
      [Symbol.hasInstance](): boolean {
        throw broken;
      },
    };
    const [caught] = run(
      (function* () {
        try {
          yield* gather([failing(1, own), sleep(5)], { returnExceptions: [matcher] });
        } catch (error) {
          yield* sleep(1);
          return error;
        }
        return undefined;
      })(),
    );
    expect(caught).toBe(broken);
    expect(suppressed(caught)).toEqual([own]);
  });

  test("leaves a failure that nobody sees any more to be told", () => {
    const stage = new Stage();
    stage.run(
      (function* () {
        const outer = spawn(
          (function* () {
            yield* shield(failing(5, "unseen"));
          })(),
        );
        yield* sleep(1);
        outer.cancel();
        yield* sleep(10);
      })(),
    );
    stage.close();
    expect(stage.warnings.join()).toMatch(/failed, and nobody looked at its error: unseen/);
  });
});
