import { describe, expect, test } from "vitest";
import { LoopError } from "../../src/errors.ts";
import type { Suspend } from "../../src/kernel/coroutine.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { loop, type MiniAsync, run } from "../../src/run.ts";
import { VirtualClock } from "../../src/testing.ts";

/** A loop on a virtual clock for the time of `body`. */
function virtual<T>(body: (l: MiniAsync) => T): T {
  return loop(body, { clock: new VirtualClock() });
}

function* noting(trace: string[], name: string): Generator<Suspend, string> {
  trace.push(name);
  return name;
}

describe("run()", () => {
  test("takes undefined for options behind coroutines only: alone it is a forgotten return", () => {
    const forgotten = run as (...args: unknown[]) => unknown;
    expect(() => forgotten(undefined)).toThrow(TypeError);
    expect(() => forgotten(undefined)).toThrow(
      /^run\(\): argument 1 is undefined, not a coroutine; did the function that makes it forget to return it\?$/,
    );
    expect(() => forgotten(undefined, undefined)).toThrow(/argument 1 is undefined/);
    expect(run(sleep(0, "one"), undefined)).toEqual(["one"]);
    expect(run()).toEqual([]);
  });
});

describe("run() of a loop", () => {
  test("makes nothing of its arguments when one is a task of another loop", () => {
    const trace: string[] = [];
    virtual((other) => {
      const foreign = other.spawn(sleep(1));
      virtual((l) => {
        const ours = noting(trace, "ours");
        expect(() => l.run(ours, foreign)).toThrow(LoopError);
        expect(l.run(sleep(1, "next"))).toEqual(["next"]);
        expect(trace).toEqual([]);
        expect(l.run(ours)).toEqual(["ours"]);
      });
    });
  });

  test("makes nothing of its arguments while the loop is running", () => {
    const trace: string[] = [];
    virtual((l) => {
      const inner = noting(trace, "inner");
      const [error] = l.run(
        (function* () {
          try {
            l.run(inner, { timeout: 0 });
          } catch (error) {
            return error;
          } finally {
            yield* sleep(5);
          }
          return undefined;
        })(),
      );
      expect(error).toBeInstanceOf(LoopError);
      expect((error as LoopError).message).toMatch(/this loop is running already/);
      expect(trace).toEqual([]);
      expect(run(inner)).toEqual(["inner"]);
    });
  });
});
