import { describe, expect, test } from "vitest";
import { explore, type ModelThread } from "./explorer.ts";

interface Counter {
  value: number;
}

/** Reads and writes in two steps, as a plain `value += 1` of two threads would. */
const increment: ModelThread<Counter> = function* (memory, local) {
  yield "read";
  local.read = memory.value;
  yield "write";
  memory.value = (local.read as number) + 1;
};

describe("explore()", () => {
  test("finds the lost update of two threads", () => {
    const { failure } = explore<Counter>({
      memory: () => ({ value: 0 }),
      threads: { a: increment, b: increment },
      atEnd({ value }) {
        if (value !== 2) throw new Error(`the sum is ${value}`);
      },
    });
    expect(failure?.reason).toBe("the sum is 1");
    expect(failure?.schedule.toSorted()).toEqual(["a", "a", "a", "b", "b", "b"]);
  });

  test("visits every state once", () => {
    const result = explore<Counter>({ memory: () => ({ value: 0 }), threads: { a: increment } });
    expect(result).toEqual({ states: 4, failure: undefined });
  });

  test("names the threads that wait for each other", () => {
    const waits: ModelThread<Counter> = function* (memory) {
      yield { at: "waiting", ready: () => memory.value > 0 };
    };
    const { failure } = explore<Counter>({ memory: () => ({ value: 0 }), threads: { a: waits, b: waits } });
    expect(failure?.reason).toBe("a and b can never go on");
  });
});
