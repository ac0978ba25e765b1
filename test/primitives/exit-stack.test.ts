import { describe, expect, test } from "vitest";
import { CancelledError, suppressed } from "../../src/errors.ts";
import type { Suspend } from "../../src/kernel/coroutine.ts";
import { exitStack } from "../../src/primitives/exit-stack.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { failure, run } from "../support/stage.ts";

// biome-ignore lint/suspicious/noExplicitAny: to pass what the types forbid
const wrong = (value: unknown): any => value;

describe("exitStack()", () => {
  test("cleans up in reverse order, waits for what waits, and gives the body's result", () => {
    const trace: unknown[] = [];
    function* closing(name: string): Generator<Suspend, void> {
      yield* sleep(1);
      trace.push(name);
    }
    const [result] = run(
      exitStack(function* (stack) {
        const value = { name: "adopted" };
        stack.defer(() => closing("first"));
        expect(stack.adopt(value, ({ name }) => closing(name))).toBe(value);
        stack.defer(() => void trace.push("plain"));
        stack.use({ [Symbol.dispose]: () => trace.push("disposed") });
        expect(stack.use(undefined)).toBeUndefined();
        expect(stack.use(null)).toBeNull();
        stack.defer(() => stack.defer(() => closing("deferred late")));
        trace.push("body");
        return "result";
      }),
    );
    expect(result).toBe("result");
    expect(trace).toEqual(["body", "deferred late", "disposed", "plain", "adopted", "first"]);
  });

  test("runs each cleanup even if another fails; the body's error goes first", () => {
    const [own, first, second] = [new Error("own"), new Error("first"), new Error("second")];
    const trace: string[] = [];
    const fail = (error: Error) => () => {
      trace.push(error.message);
      throw error;
    };
    const caught = failure(
      exitStack(function* (stack) {
        stack.defer(fail(second));
        stack.defer(fail(first));
        throw own;
      }),
    );
    expect(caught).toBe(own);
    expect(suppressed(caught)).toEqual([first, second]);
    const other = failure(
      exitStack(function* (stack) {
        stack.defer(fail(second));
        stack.defer(fail(first));
      }),
    );
    expect(other).toBe(first);
    expect(trace).toEqual(["first", "second", "first", "second"]);
  });

  test("is cleaned up when it is cancelled, and loses no cancellation", () => {
    const own = new Error("own");
    const trace: string[] = [];
    run(
      (function* () {
        const cancelled = spawn(
          exitStack(function* (stack) {
            stack.defer(() => sleep(1));
            stack.defer(() => void trace.push("cleaned"));
            yield* sleep(100);
          }),
        );
        const cancelledLater = spawn(
          exitStack(function* (stack) {
            stack.defer(() => void trace.push("the rest, too"));
            stack.defer(() => sleep(100));
            throw own;
          }),
        );
        yield* sleep(1);
        cancelled.cancel();
        cancelledLater.cancel();
        yield* sleep(2);
        expect([cancelled.cancelled, cancelledLater.cancelled]).toEqual([true, true]);
        expect(trace).toEqual(["cleaned", "the rest, too"]);
        try {
          cancelledLater.result();
        } catch (error) {
          expect(error).toBeInstanceOf(CancelledError);
          expect(suppressed(error)).toEqual([own]);
        }
      })(),
    );
  });

  test("refuses what is no cleanup, and no body", () => {
    expect(() => exitStack(wrong(sleep(1)))).toThrow(TypeError);
    expect(failure(exitStack(wrong(() => 5)))).toBeInstanceOf(TypeError);
    run(
      exitStack(function* (stack) {
        expect(() => stack.defer(wrong(sleep(1)))).toThrow(/^stack\.defer\(\): the argument is no generator function/);
        expect(() => stack.adopt(1, wrong(undefined))).toThrow(TypeError);
        expect(() => stack.use(wrong({}))).toThrow(TypeError);
      }),
    );
  });
});
