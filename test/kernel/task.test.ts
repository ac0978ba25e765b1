import { describe, expect, test } from "vitest";
import { InvalidStateError, LoopError } from "../../src/errors.ts";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import type { Future } from "../../src/kernel/future.ts";
import { currentTask } from "../../src/primitives/current.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { failure, run, Stage } from "../support/stage.ts";

function* forever(): Generator<Suspend, never> {
  for (;;) yield* sleep(1000);
}

describe("Task", () => {
  test("says what yield* is for, when it was given a Promise", () => {
    const waiting = function* (): Generator<Suspend, void> {
      yield* Promise.resolve() as unknown as Coroutine<void>;
    };
    expect(String(failure(waiting()))).toMatch(/is not iterable: yield\* waits for coroutines; if that is a Promise/);
  });

  test("has a name, its own or a number", () => {
    run(
      (function* () {
        expect(currentTask().name).toBe("Task-1");
        const named = spawn(sleep(0), { name: "waiter" });
        expect(named.name).toBe("waiter");
        yield* named;
      })(),
    );
  });

  test("gives its result and its error, when it is done", () => {
    const wrong = new Error("wrong");
    run(
      (function* () {
        const good = spawn(sleep(1, "good"));
        const bad = spawn(
          (function* () {
            throw wrong;
          })(),
        );
        expect(() => good.result()).toThrow(InvalidStateError);
        expect(() => good.exception()).toThrow(InvalidStateError);
        yield* sleep(2);
        expect([good.done, good.cancelled, good.result(), good.exception()]).toEqual([true, false, "good", undefined]);
        expect(bad.exception()).toBe(wrong);
        expect(() => bad.result()).toThrow(wrong);
        expect(good.cancel()).toBe(false);
      })(),
    );
  });

  test("takes no result or error but that of its coroutine", () => {
    const stage = new Stage();
    const [task] = stage.run(
      (function* () {
        const sleeper = spawn(sleep(1, "own"));
        const asFuture: Future<unknown> = sleeper;
        expect(() => asFuture.setResult("other")).toThrow(LoopError);
        expect(() => asFuture.setError(new Error("other"))).toThrow(/its coroutine gives its result/);
        yield* sleep(0);
        expect(sleeper.done).toBe(false);
        expect(yield* sleeper).toBe("own");
        expect(() => asFuture.setResult("late")).toThrow(LoopError);
        return sleeper;
      })(),
    );
    expect(task.result()).toBe("own");
    stage.close();
  });

  test("is one of those that throw undefined", () => {
    expect(
      failure(
        (function* () {
          throw undefined;
        })(),
      ),
    ).toBeUndefined();
  });
});

describe("what a coroutine may yield", () => {
  const wrong = (yielded: unknown) =>
    (function* (): Generator<unknown, void> {
      yield yielded;
    })() as unknown as Coroutine<void>;

  test.each<[what: string, value: () => unknown, message: RegExp]>([
    ["a coroutine", () => sleep(1), /yielded a coroutine; write yield\* instead of yield/],
    ["a generator", () => forever(), /write yield\* instead of yield/],
    ["a promise", () => Promise.resolve(), /yielded a Promise, not a coroutine/],
    ["nothing", () => undefined, /the coroutine yielded nothing; write yield\* and a coroutine/],
  ])("not %s", (_what, value, message) => {
    const error = failure(wrong(value()));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(message);
  });

  test.each<[what: string, value: Iterable<unknown>]>([
    ["a text", "text"],
    ["an array", [1]],
  ])("not the parts of %s, which cannot be thrown into", (_what, value) => {
    const all = function* (): Generator<unknown, void> {
      yield* value;
    };
    expect((failure(all() as unknown as Coroutine<void>) as Error).message).toMatch(
      /the coroutine yielded the (?:string|number) .* each of its items/,
    );
  });

  test("a task that is cancelled meanwhile is told of that instead", () => {
    run(
      (function* () {
        const task = spawn(wrong(1));
        spawn(
          (function* () {
            task.cancel();
          })(),
        );
        yield* sleep(1);
        expect(task.cancelled).toBe(true);
      })(),
    );
  });

  test("not the task itself, nor one of another loop", () => {
    const other = new Stage();
    const foreign = other.loop.spawn(forever(), "foreign");
    const error = failure(foreign) as Error;
    expect(error).toBeInstanceOf(LoopError);
    expect(error.message).toMatch(/belongs to another loop/);
    const inside = failure(
      (function* () {
        yield* foreign;
      })(),
    ) as Error;
    expect(inside.message).toMatch(/task Task-1 waits for task foreign that belongs to another loop/);
    const future = other.loop.createFuture();
    const nameless = failure(
      (function* () {
        yield* future;
      })(),
    ) as Error;
    expect(nameless.message).toMatch(/waits for something that belongs to another loop/);
    other.close();
    const itself = failure(
      (function* () {
        yield* currentTask();
      })(),
    );
    expect(itself).toBeInstanceOf(LoopError);
  });
});
