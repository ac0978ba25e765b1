import { describe, expect, test } from "vitest";
import { LoopError, QueueEmptyError, QueueFullError, QueueShutDownError } from "../../src/errors.ts";
import { gather } from "../../src/primitives/gather.ts";
import { LifoQueue } from "../../src/primitives/lifo-queue.ts";
import { PriorityQueue } from "../../src/primitives/priority-queue.ts";
import { Queue } from "../../src/primitives/queue.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { wait } from "../../src/primitives/wait.ts";
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

describe("Queue.shutdown()", () => {
  for (const make of [() => new Queue<number>(1), () => new LifoQueue<number>(1), () => new PriorityQueue<number>(1)]) {
    test(`sends away who waits, and gives what is left: ${make().constructor.name}`, () => {
      run(
        (function* () {
          const queue = make();
          const empty = make();
          queue.putNowait(1);
          const putter = spawn(queue.put(2));
          const getter = spawn(empty.get());
          yield* sleep(0);
          queue.shutdown();
          empty.shutdown();
          yield* wait([putter, getter]);
          expect(putter.exception()).toBeInstanceOf(QueueShutDownError);
          expect(getter.exception()).toBeInstanceOf(QueueShutDownError);
          expect(() => queue.putNowait(3)).toThrow(QueueShutDownError);
          expect(yield* queue.get()).toBe(1);
          expect(() => queue.getNowait()).toThrow(QueueShutDownError);
          const joined = spawn(queue.join());
          yield* sleep(0);
          expect(joined.done).toBe(false);
          queue.taskDone();
          yield* joined;
          expect(String(failure(queue.get()))).toMatch(
            /^QueueShutDownError: Cannot use the queue: it has been shut down/,
          );
        })(),
      );
    });
  }

  test("drops what is left when it is immediate, for join() too", () => {
    run(
      (function* () {
        const queue = new Queue<number>();
        queue.putNowait(1);
        queue.putNowait(2);
        const joined = spawn(queue.join());
        yield* sleep(0);
        queue.shutdown(true);
        yield* joined;
        expect([queue.size, queue.empty]).toEqual([0, true]);
        expect(() => queue.getNowait()).toThrow(QueueShutDownError);
      })(),
    );
  });
});

describe("an operation that a task waits in", () => {
  test("cannot be waited for by another one, and keeps its place", () => {
    run(
      (function* () {
        const queue = new Queue<number>();
        const get = queue.get();
        const first = spawn(
          (function* () {
            return yield* get;
          })(),
        );
        const second = spawn(
          (function* () {
            return yield* get;
          })(),
        );
        yield* wait([second]);
        expect(String(second.exception())).toMatch(
          /^TypeError: Cannot wait for it: this coroutine has been run already/,
        );
        queue.putNowait(1);
        expect(yield* first).toBe(1);
      })(),
    );
  });
});
