import { describe, expect, test } from "vitest";
import { BrokenBarrierError, LoopError } from "../../src/errors.ts";
import { Barrier } from "../../src/primitives/barrier.ts";
import { Condition } from "../../src/primitives/condition.ts";
import { Event } from "../../src/primitives/event.ts";
import { gather } from "../../src/primitives/gather.ts";
import { Lock } from "../../src/primitives/lock.ts";
import { BoundedSemaphore, Semaphore } from "../../src/primitives/semaphore.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { failure, run } from "../support/stage.ts";

/** To pass what the types forbid. */
// biome-ignore lint/suspicious/noExplicitAny: that is the point
const wrong = (value: unknown): any => value;

describe("Event", () => {
  test("wakes all who wait, and holds nobody up while it is set", () => {
    const event = new Event();
    run(
      (function* () {
        const waiters = [spawn(event.wait()), spawn(event.wait())];
        yield* sleep(0);
        event.set();
        event.set();
        expect(event.isSet).toBe(true);
        yield* event.wait();
        event.clear();
        expect(event.isSet).toBe(false);
        yield* gather(waiters);
      })(),
    );
  });
});

describe("Lock and Semaphore", () => {
  test("hold() gives back at the end of a block, once", () => {
    const lock = new Lock();
    run(
      (function* () {
        {
          using held = yield* lock.hold();
          expect(lock.locked).toBe(true);
          held[Symbol.dispose]();
          expect(lock.locked).toBe(false);
        }
        expect(lock.locked).toBe(false);
      })(),
    );
    expect(() => lock.release()).toThrow(LoopError);
  });

  test("with() gives back however its body ends", () => {
    const places = new Semaphore(2);
    expect(run(places.with(() => sleep(1, "well")))).toEqual(["well"]);
    const error = failure(
      places.with(function* () {
        throw "badly";
      }),
    );
    expect(error).toBe("badly");
    expect(failure(places.with(() => wrong(1)))).toBeInstanceOf(TypeError);
    expect(() => places.with(wrong(sleep(1)))).toThrow(TypeError);
    expect(places.value).toBe(2);
  });

  test("refuse a number of places that is none, and too many releases", () => {
    for (const value of [-1, 0.5, Number.NaN]) expect(() => new Semaphore(value)).toThrow(RangeError);
    expect(() => new BoundedSemaphore(1).release()).toThrow(RangeError);
    const one = new Semaphore(0);
    expect(one.locked).toBe(true);
    one.release();
    expect(one.locked).toBe(false);
  });
});

describe("Condition", () => {
  test("wakes those it is to wake, when they get the lock", () => {
    const condition = new Condition(new Lock());
    let open = false;
    const woken: string[] = [];
    run(
      (function* () {
        const wait = (name: string) =>
          condition.with(function* () {
            woken.push(`${name} ${yield* condition.waitFor(() => open && "open")}`);
          });
        const waiters = [spawn(wait("a")), spawn(wait("b"))];
        yield* sleep(1);
        yield* condition.acquire();
        expect(condition.locked).toBe(true);
        condition.notify();
        condition.release();
        yield* sleep(1);
        expect(woken).toEqual([]);
        yield* condition.with(function* () {
          open = true;
          condition.notifyAll();
        });
        yield* gather(waiters);
      })(),
    );
    expect(woken.toSorted()).toEqual(["a open", "b open"]);
  });

  test("needs its lock to be held", () => {
    const condition = new Condition();
    expect(failure(condition.wait())).toBeInstanceOf(LoopError);
    expect(() => condition.notify()).toThrow(LoopError);
  });

  test("holds its lock again when it belongs to another loop", () => {
    const condition = new Condition();
    run(
      condition.with(function* () {
        const task = spawn(sleep(1));
        yield* task;
        const notifier = spawn(
          condition.with(function* () {
            condition.notify();
          }),
        );
        yield* condition.wait();
        yield* notifier;
      }),
    );
    expect(failure(condition.with(() => condition.wait()))).toBeInstanceOf(LoopError);
    expect(condition.locked).toBe(false);
  });
});

describe("Barrier", () => {
  test("lets all go when the last has come, again and again", () => {
    const barrier = new Barrier(3);
    expect(barrier.parties).toBe(3);
    for (let turn = 0; turn < 1; turn++) {
      const [order] = run(gather([barrier.wait(), barrier.wait(), barrier.wait()]));
      expect(order.toSorted()).toEqual([0, 1, 2]);
    }
    expect([barrier.waiting, barrier.broken]).toEqual([0, false]);
    expect(() => new Barrier(0)).toThrow(RangeError);
  });

  test.each(["reset", "abort"] as const)("%s() sends away who waits", (way) => {
    const barrier = new Barrier(2);
    run(
      (function* () {
        const waiter = spawn(barrier.wait());
        yield* sleep(1);
        expect(barrier.waiting).toBe(1);
        yield* barrier[way]();
        yield* sleep(1);
        expect(waiter.exception()).toBeInstanceOf(BrokenBarrierError);
        expect(barrier.broken).toBe(way === "abort");
        if (way === "reset") expect(yield* gather([barrier.wait(), barrier.wait()])).toEqual([0, 1]);
        else
          expect(yield* gather([barrier.wait()], { returnExceptions: true })).toEqual([expect.any(BrokenBarrierError)]);
      })(),
    );
  });
});
