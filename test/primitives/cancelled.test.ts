import { describe, expect, test } from "vitest";
import { CancelledError } from "../../src/errors.ts";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import { Barrier } from "../../src/primitives/barrier.ts";
import { Condition } from "../../src/primitives/condition.ts";
import { Event } from "../../src/primitives/event.ts";
import { Lock } from "../../src/primitives/lock.ts";
import { Queue } from "../../src/primitives/queue.ts";
import { BoundedSemaphore } from "../../src/primitives/semaphore.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { run, Stage } from "../support/stage.ts";

describe("cancelled at any point of suspension, nothing is lost", () => {
  /** Three tasks use a thing; `check` finds it as it was when all have ended. */
  const uses: Record<string, () => { user: () => Coroutine<unknown>; check: () => void }> = {
    "Lock.with()": () => {
      const lock = new Lock();
      return { user: () => lock.with(() => sleep(2)), check: () => expect(lock.locked).toBe(false) };
    },
    "Lock.hold()": () => {
      const lock = new Lock();
      function* user(): Generator<Suspend, void> {
        using _ = yield* lock.hold();
        yield* sleep(1);
      }
      return { user, check: () => expect(lock.locked).toBe(false) };
    },
    "Semaphore.with()": () => {
      const places = new BoundedSemaphore(2);
      return { user: () => places.with(() => sleep(1)), check: () => expect(places.value).toBe(2) };
    },
    "Condition.waitFor()": () => {
      const condition = new Condition();
      let turn = 0;
      function* user(): Generator<Suspend, void> {
        yield* condition.with(function* () {
          const mine = turn++;
          yield* sleep(1);
          condition.notifyAll();
          if (mine === 0) yield* condition.waitFor(() => turn > 1);
          yield* sleep(1);
          turn = 2;
          condition.notifyAll();
        });
      }
      return { user, check: () => expect(condition.locked).toBe(false) };
    },
    "Queue.put() and get()": () => {
      const queue = new Queue<number>(1);
      let balance = 0;
      function* user(): Generator<Suspend, void> {
        yield* queue.put(1);
        balance++;
        yield* sleep(1);
        yield* queue.get();
        balance--;
      }
      return { user, check: () => expect(queue.size).toBe(balance) };
    },
    "Barrier.wait()": () => {
      const barrier = new Barrier(2);
      return { user: () => barrier.wait(), check: () => expect([barrier.waiting, barrier.broken]).toEqual([0, false]) };
    },
    "Event.wait()": () => {
      const event = new Event();
      function* user(): Generator<Suspend, void> {
        yield* sleep(1);
        event.set();
        yield* event.wait();
      }
      return { user, check: () => expect(event.waiters.uncancelled).toBe(0) };
    },
  };

  for (const [name, make] of Object.entries(uses)) {
    for (const victim of [0, 1, 2]) {
      test(`${name}, task ${victim}`, () => {
        let ticks = 0;
        for (let stopAt = 0; stopAt <= ticks && stopAt < 200; stopAt++) {
          const { user, check } = make();
          const stage = new Stage();
          const tasks = [0, 1, 2].map(() => stage.loop.spawn(user()));
          // Tick by tick; the cancellation comes between two of them.
          for (let tick = 0; ; tick++) {
            if (tick === stopAt) tasks[victim]?.cancel();
            if (stage.loop.ready.size === 0 && !stage.park(stage.loop.timers.nextDue())) break;
            stage.loop.advance();
            ticks = Math.max(ticks, tick);
          }
          stage.end();
          const failures = tasks.filter((task) => !task.cancelled && task.exception() !== undefined);
          expect(failures).toEqual([]);
          check();
        }
        expect(ticks).toBeGreaterThan(0);
      });
    }
  }

  test("a message of cancellation reaches who waits in a queue", () => {
    run(
      (function* () {
        const task = spawn(new Queue<number>().get());
        yield* sleep(0);
        task.cancel("because");
        yield* sleep(0);
        expect(() => task.result()).toThrow(CancelledError);
        expect(() => task.result()).toThrow("because");
      })(),
    );
  });
});
