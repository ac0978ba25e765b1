import { describe, expect, test } from "vitest";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import { now } from "../../src/primitives/current.ts";
import { gather } from "../../src/primitives/gather.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { timeout } from "../../src/primitives/timeout.ts";
import { failure, run } from "../support/stage.ts";

function* waitingTwice(coroutine: Coroutine<void>): Generator<Suspend, void> {
  yield* coroutine;
  yield* coroutine;
}

describe("sleep()", () => {
  test.each([5, 0])("of %i ms cannot be waited for twice", (delay) => {
    const error = failure(waitingTwice(sleep(delay)));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toBe(
      "Cannot wait for it: this coroutine has been run already; call its function again for a new one",
    );
  });

  test("that was cancelled cannot be waited for again", () => {
    const again = sleep(10);
    expect(() =>
      run(
        (function* () {
          try {
            yield* timeout(
              1,
              (function* () {
                yield* again;
              })(),
            );
          } catch {}
          yield* again;
        })(),
      ),
    ).toThrow(/has been run already/);
  });

  test("cannot be waited for by two tasks at once", () => {
    const shared = sleep(5);
    function* waiting(): Generator<Suspend, number> {
      yield* shared;
      return now();
    }
    const [results] = run(gather([waiting(), waiting()], { returnExceptions: true }));
    expect(results[0]).toBe(5);
    expect(String(results[1])).toMatch(/^TypeError: Cannot wait for it: this coroutine has been run already/);
  });
});
