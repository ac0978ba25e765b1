// The same kernel, driven by the host's own event loop.
import { setTimeout as delay } from "node:timers/promises";
import {
  CancelledError,
  type Coroutine,
  call,
  coroutine,
  Event,
  fromPromise,
  gather,
  load,
  Queue,
  run,
  runAsync,
  signal,
  sleep,
  spawn,
  TimeoutError,
} from "miniasync";
import { describe, expect, test } from "vitest";

const fs = load<typeof import("node:fs/promises")>("node:fs/promises");
const add = coroutine(async (a: number, b: number) => a + b);

describe("runAsync()", () => {
  test("gives the same results in the same order as run()", async () => {
    const program = (trace: string[]): Coroutine<unknown>[] => {
      const queue = new Queue<number>(2);
      function* put(): Coroutine<string> {
        for (let i = 0; i < 4; i++) {
          yield* queue.put(i);
          trace.push(`put ${i}`);
        }
        return "put";
      }
      function* get(name: string): Coroutine<number[]> {
        const got: number[] = [];
        for (let i = 0; i < 2; i++) {
          got.push(yield* queue.get());
          trace.push(`${name} got ${got.at(-1)}`);
          yield* sleep(0);
        }
        return got;
      }
      return [put(), get("a"), get("b"), add(1, 2), fs.readFile("package.json", "utf8")];
    };
    const blocked: string[] = [];
    const driven: string[] = [];
    const expected = run(...program(blocked));
    expect(await runAsync(...program(driven))).toEqual(expected);
    expect(driven).toEqual(blocked);
  });

  test("of nothing is nothing", async () => {
    expect(await runAsync()).toEqual([]);
  });

  test("waits for promises of this thread, and throws what they throw", async () => {
    const failure = new Error("of the promise");
    expect(await runAsync(fromPromise(delay(5, "late")), fromPromise(Promise.resolve(1)))).toEqual(["late", 1]);
    await expect(runAsync(fromPromise(Promise.reject(failure)))).rejects.toBe(failure);
  });

  test("leaves the host responsive, also while coroutines are always ready", async () => {
    let stopped = false;
    let turns = 0;
    function* busy(): Coroutine<void> {
      while (!stopped) yield* sleep(0);
    }
    const interval = setInterval(() => {
      turns++;
      if (turns === 5) stopped = true;
    }, 1);
    await runAsync(busy());
    clearInterval(interval);
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  test("goes on when the host's own code wakes a coroutine", async () => {
    const event = new Event();
    const waiting = runAsync(event.wait());
    await delay(5);
    event.set();
    await waiting;
  });

  test("cancels the others after an error, waits for them, and raises it", async () => {
    const failure = new RangeError("first");
    const trace: string[] = [];
    function* fails(): Coroutine<never> {
      yield* sleep(1);
      throw failure;
    }
    function* cleans(): Coroutine<void> {
      try {
        yield* new Event().wait();
      } catch (error) {
        trace.push(String(error instanceof CancelledError));
        yield* sleep(1);
        trace.push("cleaned");
        throw error;
      }
    }
    await expect(runAsync(fails(), cleans())).rejects.toBe(failure);
    expect(trace).toEqual(["true", "cleaned"]);
    expect(await runAsync(fails(), sleep(1, "fine"), { returnExceptions: [RangeError] })).toEqual([failure, "fine"]);
  });

  test("keeps its deadline", async () => {
    await expect(runAsync(fromPromise(delay(60_000, 0, { ref: false })), { timeout: 5 })).rejects.toThrow(TimeoutError);
  });

  test("ends when its signal is aborted, with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const seen: string[] = [];
    const aborted = coroutine(
      (signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve())),
    );
    function* waits(): Coroutine<void> {
      try {
        yield* aborted(signal);
      } finally {
        seen.push("finally");
      }
    }
    const running = runAsync(waits(), { signal: controller.signal });
    await delay(20);
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(seen).toEqual(["finally"]);
    await expect(runAsync(sleep(1), { signal: controller.signal })).rejects.toBe(reason);
  });

  test("cancels and waits for what was left behind", async () => {
    const trace: string[] = [];
    function* background(): Coroutine<void> {
      try {
        yield* new Event().wait();
      } finally {
        yield* sleep(1);
        trace.push("closed");
      }
    }
    function* starts(): Coroutine<string> {
      spawn(background());
      yield* sleep(0);
      return "done";
    }
    expect(await runAsync(starts())).toEqual(["done"]);
    expect(trace).toEqual(["closed"]);
  });

  test("takes runs of both kinds inside its coroutines, and several at a time beside it", async () => {
    function* both(): Coroutine<number[]> {
      return yield* gather([add(3, 4)]);
    }
    function* nested(): Coroutine<number> {
      const [three] = run(add(1, 2));
      const [[seven]] = yield* fromPromise(runAsync(both()));
      return three + (seven ?? Number.NaN);
    }
    expect(await Promise.all([runAsync(nested()), runAsync(call(nested()))])).toEqual([[10], [10]]);
  });
});

describe("fromPromise()", () => {
  test("says at once under run() that it could never settle", () => {
    expect(() => run(fromPromise(Promise.resolve(1)))).toThrow(
      /never settle while this thread blocks; use runAsync\(\)/,
    );
  });
});
