import { describe, expect, test } from "vitest";
import { InvalidStateError, LoopClosedError, LoopError } from "../../src/errors.ts";
import type { Listener } from "../../src/kernel/ready-queue.ts";
import { ReadyQueue } from "../../src/kernel/ready-queue.ts";
import { Timer, Timers } from "../../src/kernel/timers.ts";
import { currentTask, now } from "../../src/primitives/current.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { randomNumbers } from "../../src/random-numbers.ts";
import { run, Stage } from "../support/stage.ts";

describe("Loop", () => {
  test("refuses to run or spawn once it is closed", () => {
    const stage = new Stage();
    stage.close();
    expect(() => stage.loop.spawn(sleep(1))).toThrow(LoopClosedError);
    expect(() => stage.run(sleep(1))).toThrow(LoopClosedError);
  });

  test("refuses to be run inside of itself, and goes on", () => {
    const stage = new Stage();
    const [caught] = stage.run(
      (function* () {
        expect(stage.loop.driving).toBe(true);
        yield* sleep(1);
        try {
          stage.run(sleep(1));
        } catch (error) {
          return error;
        }
        return undefined;
      })(),
    );
    expect(caught).toBeInstanceOf(LoopError);
    expect(stage.loop.driving).toBe(false);
    expect(stage.run(sleep(1, "on"))).toEqual(["on"]);
    stage.close();
  });

  test("keeps runs within runs apart, 50 deep", () => {
    const nest = (depth: number): number =>
      run(
        (function* () {
          const before = currentTask();
          yield* sleep(1);
          const below: number = depth === 0 ? 0 : nest(depth - 1);
          expect(currentTask()).toBe(before);
          yield* sleep(1);
          return below + now();
        })(),
      )[0];
    expect(nest(50)).toBe(102);
  });

  test("knows whether anything is left in it", () => {
    const stage = new Stage();
    expect(stage.loop.isEmpty).toBe(true);
    const task = stage.loop.spawn(sleep(0));
    expect(stage.loop.isEmpty).toBe(false);
    stage.run(task);
    expect(stage.loop.isEmpty).toBe(true);
    stage.loop.release(task);
    stage.close();
  });

  test("advances tick by tick, without waiting", () => {
    const stage = new Stage();
    const task = stage.loop.spawn(sleep(0, "done"));
    stage.loop.advance();
    expect(task.done).toBe(false);
    stage.loop.advance();
    expect(task.result()).toBe("done");
    stage.close();
  });

  test("has no current task outside of coroutines", () => {
    expect(() => now()).toThrow(LoopError);
    expect(() => currentTask()).toThrow(LoopError);
    expect(() => spawn(sleep(1))).toThrow(LoopError);
    const stage = new Stage();
    const future = stage.loop.createFuture();
    let caught: unknown;
    stage.loop.callLater(1, {
      wake() {
        try {
          currentTask();
        } catch (error) {
          caught = error;
        }
        future.setResult(undefined);
      },
    });
    stage.run(future);
    expect(caught).toBeInstanceOf(LoopError);
    stage.close();
  });
});

describe("Future", () => {
  test("is settled once", () => {
    const stage = new Stage();
    const good = stage.loop.createFuture<number>();
    good.setResult(5);
    expect(() => good.setResult(6)).toThrow(InvalidStateError);
    expect(() => good.setError(6)).toThrow(InvalidStateError);
    expect(good.cancel()).toBe(false);
    expect(good.done).toBe(true);
    const bad = stage.loop.createFuture<number>();
    bad.setError("bad");
    expect(bad.exception()).toBe("bad");
    expect(() => bad.next()).toThrow("bad");
    expect(stage.run(good)).toEqual([5]);
    stage.close();
  });

  test("wakes its listeners in the order they came, without those that left", () => {
    const stage = new Stage();
    const woken: string[] = [];
    const listener = (name: string): Listener => ({ wake: () => void woken.push(name) });
    const future = stage.loop.createFuture<void>();
    const [a, b, c] = ["a", "b", "c"].map(listener) as [Listener, Listener, Listener];
    future.addListener(a);
    expect([future.hasListener(a), future.hasListener(b)]).toEqual([true, false]);
    future.removeListener(b);
    future.removeListener(a);
    for (const each of [b, a, c]) future.addListener(each);
    expect(future.hasListener(c)).toBe(true);
    future.removeListener(a);
    future.setResult();
    expect(woken).toEqual([]);
    stage.loop.advance();
    expect(woken).toEqual(["b", "c"]);
  });
});

describe("Timers", () => {
  test("come in order of time, then of creation, whatever is cancelled", () => {
    const random = randomNumbers(1);
    const timers = new Timers();
    const all = Array.from({ length: 2000 }, (_, index) => {
      const timer = new Timer(Math.floor(random() * 50), { wake: () => void woken.push(index) });
      timers.add(timer);
      return timer;
    });
    const woken: number[] = [];
    for (const timer of all) if (random() < 0.6) timers.cancel(timer);
    for (const timer of all) timers.cancel(timer.cancelled ? timer : new Timer(1, timer.listener));
    for (let due = timers.takeDue(100); due !== undefined; due = timers.takeDue(100)) due.wake(undefined);
    const expected = all
      .map((timer, index) => ({ timer, index }))
      .filter(({ timer }) => !timer.cancelled)
      .toSorted((a, b) => a.timer.when - b.timer.when || a.index - b.index);
    expect(woken).toEqual(expected.map(({ index }) => index));
    expect(timers.nextDue()).toBeUndefined();
  });

  test("that are due at infinity are not kept", () => {
    const timers = new Timers();
    timers.add(new Timer(Number.POSITIVE_INFINITY, { wake() {} }));
    expect(timers.nextDue()).toBeUndefined();
  });

  test("give no turn when cancelled between their time and their turn", () => {
    const timers = new Timers();
    let woken = false;
    const timer = new Timer(1, { wake: () => (woken = true) });
    timers.add(timer);
    expect(timers.takeDue(0)).toBeUndefined();
    expect(timers.takeDue(1)).toBe(timer);
    timers.cancel(timer);
    timer.wake();
    expect(woken).toBe(false);
  });
});

describe("ReadyQueue", () => {
  test("keeps the order while it grows and shrinks", () => {
    const queue = new ReadyQueue();
    const seen: number[] = [];
    let made = 0;
    const push = (count: number) => {
      for (; count > 0; count--) {
        const number = made++;
        queue.push({ wake: () => void seen.push(number) }, undefined);
      }
    };
    for (const count of [10, 40, 5000, 3, 100, 1]) {
      push(count);
      expect(queue.size).toBe(count);
      queue.runTick();
      expect(queue.size).toBe(0);
    }
    expect(seen).toEqual([...Array(made).keys()]);
  });

  test("leaves turns made in a tick to the next", () => {
    const queue = new ReadyQueue();
    const seen: string[] = [];
    queue.push({ wake: () => queue.push({ wake: () => void seen.push("later") }, undefined) }, undefined);
    queue.runTick();
    expect(seen).toEqual([]);
    queue.runTick();
    expect(seen).toEqual(["later"]);
  });
});
