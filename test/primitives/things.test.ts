import { describe, expect, test } from "vitest";
import { BrokenBarrierError, CancelledError, LoopError, QueueEmptyError, QueueFullError } from "../../src/errors.ts";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import { Barrier } from "../../src/primitives/barrier.ts";
import { Condition } from "../../src/primitives/condition.ts";
import { Event } from "../../src/primitives/event.ts";
import { gather } from "../../src/primitives/gather.ts";
import { LifoQueue } from "../../src/primitives/lifo-queue.ts";
import { Lock } from "../../src/primitives/lock.ts";
import { PriorityQueue } from "../../src/primitives/priority-queue.ts";
import { Queue } from "../../src/primitives/queue.ts";
import { BoundedSemaphore, Semaphore } from "../../src/primitives/semaphore.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { randomNumbers } from "../../src/random-numbers.ts";
import { failure, run, Stage } from "../support/stage.ts";

/** To pass what the types forbid. */
// biome-ignore lint/suspicious/noExplicitAny: that is the point
const wrong = (value: unknown): any => value;

describe("Queue", () => {
  test("put() waits while the queue is full, get() while it is empty", () => {
    const queue = new Queue<number>(2);
    const trace: string[] = [];
    run(
      (function* () {
        for (let i = 0; i < 4; i++) {
          yield* queue.put(i);
          trace.push(`put ${i}`);
        }
      })(),
      (function* () {
        yield* sleep(1);
        for (let i = 0; i < 4; i++) trace.push(`got ${yield* queue.get()}`);
      })(),
    );
    expect(trace).toEqual(["put 0", "put 1", "got 0", "got 1", "put 2", "put 3", "got 2", "got 3"]);
  });

  test("gives what is in it, and refuses what does not fit", () => {
    const queue = new Queue<string>(1);
    expect([queue.empty, queue.full, queue.size, queue.maxsize]).toEqual([true, false, 0, 1]);
    expect(() => queue.getNowait()).toThrow(QueueEmptyError);
    queue.putNowait("one");
    expect(() => queue.putNowait("two")).toThrow(QueueFullError);
    expect([queue.empty, queue.full, queue.size]).toEqual([false, true, 1]);
    expect(queue.getNowait()).toBe("one");
    expect(() => new Queue(wrong("1"))).toThrow(TypeError);
  });

  test("join() waits for every item to be done with", () => {
    const queue = new Queue<number>();
    queue.putNowait(1);
    const stage = new Stage();
    stage.run(
      queue.join(),
      (function* () {
        yield* queue.get();
        yield* sleep(5);
        queue.taskDone();
      })(),
    );
    expect(stage.time).toBe(5);
    stage.run(queue.join());
    expect(() => queue.taskDone()).toThrow(RangeError);
    stage.close();
  });

  test("serves those who wait in the order they came", () => {
    const queue = new Queue<number>();
    run(
      (function* () {
        const getters = ["a", "b", "c"].map((name) => spawn(queue.get(), { name }));
        yield* sleep(0);
        getters[0]?.cancel();
        for (let i = 0; i < 2; i++) yield* queue.put(i);
        yield* sleep(1);
        expect(getters.slice(1).map((getter) => getter.result())).toEqual([0, 1]);
      })(),
    );
  });

  test("keeps thousands in order, in a ring that grows while it turns", () => {
    const queue = new Queue<number>();
    let put = 0;
    let got = 0;
    for (const count of [5, 20, 300, 7]) {
      for (let i = 0; i < count; i++) queue.putNowait(put++);
      for (let i = 0; i < count / 2; i++) expect(queue.getNowait()).toBe(got++);
    }
    while (!queue.empty) expect(queue.getNowait()).toBe(got++);
    expect(got).toBe(put);
  });

  test("belongs to the loop where it was first waited for", () => {
    const queue = new Queue<number>();
    queue.putNowait(1);
    run(queue.get());
    run(gather([queue.get(), queue.put(2)]));
    const error = failure(queue.get()) as Error;
    expect(error).toBeInstanceOf(LoopError);
    expect(error.message).toMatch(/this Queue belongs to another loop/);
  });

  test("lets an operation be run once", () => {
    const queue = new Queue<number>();
    const put = queue.put(1);
    run(put);
    expect(failure(put)).toBeInstanceOf(TypeError);
    const error = failure(
      (function* () {
        const get = queue.get();
        yield* get;
        yield* get;
      })(),
    ) as Error;
    expect(error.message).toMatch(/has been run already/);
  });
});

describe("LifoQueue and PriorityQueue", () => {
  test("give the last, and the least", () => {
    const last = new LifoQueue<number>();
    const least = new PriorityQueue<number>();
    for (const item of [3, 1, 2, 1]) for (const queue of [last, least]) queue.putNowait(item);
    const all = (queue: Queue<number>) => [0, 0, 0, 0].map(() => queue.getNowait());
    expect([all(last), all(least)]).toEqual([
      [1, 2, 1, 3],
      [1, 1, 2, 3],
    ]);
  });

  test("PriorityQueue keeps equals in the order they came", () => {
    const random = randomNumbers(3);
    const queue = new PriorityQueue<[number, number]>(0, ([a], [b]) => a - b);
    const items = Array.from({ length: 500 }, (_, index): [number, number] => [Math.floor(random() * 20), index]);
    for (const item of items) queue.putNowait(item);
    const expected = items.toSorted(([a], [b]) => a - b);
    expect(items.map(() => queue.getNowait())).toEqual(expected);
  });

  test("PriorityQueue is unchanged when comparing throws", () => {
    const queue = new PriorityQueue<number | string>(0, (a, b) => {
      if (typeof a !== typeof b) throw new TypeError("cannot compare");
      return Number(a) - Number(b);
    });
    for (const item of [2, 1, 3]) queue.putNowait(item);
    expect(() => queue.putNowait("x")).toThrow("cannot compare");
    expect([queue.getNowait(), queue.getNowait(), queue.getNowait(), queue.empty]).toEqual([1, 2, 3, true]);
  });
});

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
