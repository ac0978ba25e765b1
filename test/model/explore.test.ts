import { describe, expect, test } from "vitest";
import { DeadlockError } from "../../src/errors.ts";
import type { Coroutine } from "../../src/kernel/coroutine.ts";
import { now } from "../../src/primitives/current.ts";
import { gather } from "../../src/primitives/gather.ts";
import { Lock } from "../../src/primitives/lock.ts";
import { Queue } from "../../src/primitives/queue.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { ExploreError, explore, settle, VirtualClock } from "../../src/testing.ts";
import { run, Stage } from "../support/stage.ts";

/** Two tellers book 1 each. That of the second comes later than the usual order lets the first need. */
function* booking(lock: Lock | undefined): Generator<never, void> {
  let balance = 0;
  const book = function* (delay: number) {
    for (let i = 0; i < delay; i++) yield* sleep(0);
    using _ = lock === undefined ? undefined : yield* lock.hold();
    const before = balance;
    yield* sleep(0);
    balance = before + 1;
  };
  yield* gather([book(0), book(2)]) as unknown as Generator<never>;
  if (balance !== 2) throw new Error(`an update is lost: ${balance}`);
}

describe("explore()", () => {
  test("finds a lost update that the usual order hides, and shows it again by its seed", () => {
    const racing = () => booking(undefined) as Coroutine<void>;
    expect(explore(racing, { runs: 1 })).toBe(1);
    let found: unknown;
    try {
      explore(racing);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(ExploreError);
    const { seed, message, code } = found as ExploreError;
    expect(message).toMatch(/explore\(program, \{ seed: \d+ \}\) shows it again: Error: an update is lost: 1/);
    expect(code).toBe("MINIASYNC_EXPLORE");
    for (let again = 0; again < 3; again++) {
      expect(() => explore(racing, { seed })).toThrow(message);
    }
  });

  test("finds nothing where a lock is held", () => {
    expect(explore(() => booking(new Lock()) as Coroutine<void>, { runs: 300 })).toBe(300);
    expect(explore(() => sleep(1), { seed: 5 })).toBe(1);
  });

  test("takes deadlocks and failures that nobody sees for failures", () => {
    const stuck = () => new Queue<number>().get();
    expect(() => explore(stuck)).toThrow(expect.objectContaining({ seed: 0, cause: expect.any(DeadlockError) }));
    const careless = function* () {
      spawn(
        (function* () {
          throw new Error("unseen");
        })(),
      );
      yield* sleep(1);
    };
    expect(() => explore(careless)).toThrow(/nobody looked at its error: Error: unseen/);
    expect(() => explore((() => 5) as unknown as () => Coroutine<void>)).toThrow(TypeError);
  });
});

describe("settle()", () => {
  test("waits until nothing else can go on, and lets no time pass", () => {
    const trace: string[] = [];
    run(
      (function* () {
        const queue = new Queue<string>();
        spawn(
          (function* () {
            for (let i = 0; i < 5; i++) yield* sleep(0);
            trace.push(yield* queue.get());
            yield* sleep(1);
            trace.push("later");
          })(),
        );
        const other = spawn(settle());
        yield* settle();
        trace.push("settled");
        yield* queue.put("item");
        yield* settle();
        trace.push(`at ${now()}`);
        yield* other;
        yield* sleep(5);
      })(),
    );
    expect(trace).toEqual(["settled", "item", "at 0", "later"]);
  });
});

describe("VirtualClock", () => {
  test("begins at 0 and never goes back", () => {
    const clock = new VirtualClock();
    const times = [0, 5, 3].map((time) => {
      clock.advanceTo(time);
      return clock.now();
    });
    expect(times).toEqual([0, 5, 5]);
    new Stage().close();
  });
});
