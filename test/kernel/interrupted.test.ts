// Runs that are ended from outside: by an interruption, which they are told of, and by force, which nobody is told of.
import { Script } from "node:vm";
import { afterEach, describe, expect, test } from "vitest";
import { CancelledError, InterruptedError, LoopClosedError, suppressed } from "../../src/errors.ts";
import type { Coroutine } from "../../src/kernel/coroutine.ts";
import { Loop } from "../../src/kernel/loop.ts";
import { Event } from "../../src/primitives/event.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { Stage } from "../support/stage.ts";

/** A stage whose wait is interrupted each time that its clock would pass one of `times`. */
class Interrupted extends Stage {
  readonly error = new InterruptedError("by a test");
  readonly #times: number[];

  constructor(...times: number[]) {
    super();
    this.#times = times;
  }

  override park(deadline: number | undefined, wakes = true): boolean {
    const [next] = this.#times;
    if (next === undefined || (deadline ?? Number.POSITIVE_INFINITY) <= next) return super.park(deadline, wakes);
    this.#times.shift();
    this.time = next;
    this.loop.driven?.interrupt(this.error);
    return true;
  }
}

describe("an interruption", () => {
  test("cancels the coroutines of the run, which clean up, and is thrown", () => {
    const stage = new Interrupted(5);
    const trace: string[] = [];
    function* waits(): Coroutine<void> {
      try {
        yield* sleep(100);
      } catch (error) {
        trace.push(error instanceof CancelledError ? "cancelled" : String(error));
        yield* sleep(10);
        trace.push(`cleaned up at ${stage.time}`);
        throw error;
      }
    }
    expect(() => stage.run(waits())).toThrow(stage.error);
    expect(trace).toEqual(["cancelled", "cleaned up at 15"]);
    stage.close();
  });

  test("cancels them once more when it comes while they clean up", () => {
    const stage = new Interrupted(5, 20);
    function* waits(): Coroutine<void> {
      try {
        yield* sleep(100);
      } finally {
        yield* sleep(1000);
      }
    }
    expect(() => stage.run(waits())).toThrow(stage.error);
    expect(stage.time).toBe(20);
    expect(suppressed(stage.error)).toEqual([]);
    stage.close();
  });

  test("ends the time that a loop which closes gives to what is left", () => {
    const stage = new Interrupted(30);
    function* cleansUp(): Coroutine<void> {
      try {
        yield* new Event().wait();
      } finally {
        yield* sleep(1000);
      }
    }
    stage.loop.spawn(cleansUp());
    stage.run(sleep(1));
    stage.close();
    expect(stage.time).toBe(30);
  });
});

describe("a run that is ended by force", () => {
  const place = globalThis as { spin?: () => void };

  afterEach(() => {
    delete place.spin;
  });

  /** Run `body` in a script that is ended when it takes longer than 20 ms: no `finally` runs then. */
  function endByForce(body: () => void): void {
    place.spin = body;
    const script = new Script("spin()");
    expect(() => script.runInThisContext({ timeout: 20 })).toThrow(/timed out/);
  }

  function* spins(): Coroutine<void> {
    yield* sleep(1);
    for (;;);
  }

  test("leaves its loop closed, with an error that says why, and no loop that runs", () => {
    const stage = new Stage();
    const told: string[] = [];
    (stage as { killed?: () => void }).killed = () => told.push("killed");
    endByForce(() => stage.run(spins()));
    expect([stage.loop.driving, stage.loop.isKilled]).toEqual([true, true]);
    Loop.closeKilled();
    expect([stage.loop.driving, stage.loop.closed, stage.loop.isKilled]).toEqual([false, true, true]);
    expect(told).toEqual(["killed"]);
    expect(() => stage.loop.spawn(sleep(1))).toThrow(LoopClosedError);
    expect(() => stage.loop.spawn(sleep(1))).toThrow(/since a run of it was ended by force/);
    const other = new Stage();
    expect(other.run(sleep(1, "the next run"))).toEqual(["the next run"]);
    other.close();
  });

  test("closes the runs around it that were ended with it, and no other", () => {
    const [outer, inner] = [new Stage(), new Stage()];
    const around = new Stage();
    function* calls(): Coroutine<string> {
      endByForce(() => {
        outer.run(
          (function* (): Coroutine<void> {
            yield* sleep(1);
            inner.run(spins());
          })(),
        );
      });
      Loop.closeKilled();
      return yield* sleep(1, "goes on");
    }
    expect(around.run(calls())).toEqual(["goes on"]);
    expect([around, outer, inner].map(({ loop }) => loop.closed)).toEqual([false, true, true]);
    around.close();
  });
});
