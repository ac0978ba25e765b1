import { CancelledError, coroutine, run, signal, sleep } from "miniasync";
import { describe, expect, test } from "vitest";

describe("coroutine() runs", () => {
  test("arrows, functions and async functions, with and without names, by their text", () => {
    const forms = [
      coroutine(async (a: number) => a + 1),
      coroutine((a: number) => a + 1),
      coroutine((a: number) => Promise.resolve(a + 1)),
      coroutine(async (a: number) => a + 1),
      coroutine(function named(a: number) {
        return a + 1;
      }),
    ];
    expect(run(...forms.map((form) => form(1)))).toEqual([2, 2, 2, 2, 2]);
  });

  test("recursion, inner functions, classes, defaults, destructuring, imports", () => {
    const factorial = coroutine(async function factorial(n: number): Promise<number> {
      return n < 2 ? 1 : n * (await factorial(n - 1));
    });
    const shapes = coroutine(async ({ x, y = 2 }: { x: number; y?: number }, ...rest: number[]) => {
      class Sum {
        total = rest.reduce((a, b) => a + b, 0);
      }
      const { join } = await import("node:path");
      return [x, y, new Sum().total, join("a", "b")];
    });
    expect(run(factorial(5), shapes({ x: 1 }, 3, 4))).toEqual([120, [1, 2, 7, "a/b"]]);
  });

  test("with a signal at any depth, of this call only", () => {
    const wait = coroutine(
      (options: { deep: [{ signal: AbortSignal }] }) =>
        new Promise((_, reject) => {
          const inner = options.deep[0].signal;
          inner.addEventListener("abort", () => reject(inner.reason));
        }),
    );
    const other = coroutine(async (inner: AbortSignal) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return inner.aborted;
    });
    const failing = function* () {
      yield* sleep(5);
      throw new Error("stop");
    };
    expect(run(other(signal))).toEqual([false]);
    expect(() => run(wait({ deep: [{ signal }] }), failing())).toThrow("stop");
    expect(() => signal.aborted).toThrow("it stands for the signal of a call");
    expect(() => run(wait({ deep: [{ signal: new AbortController().signal }] }))).toThrow(
      "Cannot send args[0].deep[0].signal: an AbortSignal cannot fire while this thread blocks",
    );
    expect(CancelledError).toBeDefined();
  });
});

describe("coroutine() refuses", () => {
  const captured = 5;

  test("a captured variable, by name, when it is reached", () => {
    expect(() => run(coroutine(async () => captured)())).toThrow(
      /it captures the variable "captured" of the place it was written in, which the thread does not have; pass it as an argument/,
    );
    expect(() => run(coroutine(async (list: number[]) => list.map((item) => item + captured))([1]))).toThrow(
      '"captured"',
    );
    expect(() => run(coroutine(async () => sleep)())).toThrow(
      "an import of the file it was written in, which the thread does not have; import inside the function",
    );
  });

  test("an error that only looks like one is left alone", () => {
    const failing = coroutine(async () => {
      throw new ReferenceError("somethingElse is not defined");
    });
    // The name is in the text, but it is the text of a message: said as it is, a captured variable would be a guess.
    expect(() => run(failing())).toThrow(ReferenceError);
  });

  test.for<[string, () => unknown, RegExp]>([
    ["a method", () => ({ async method() {} }).method, /of method: it is a method/],
    [
      "a getter",
      () =>
        Object.getOwnPropertyDescriptor(
          {
            get a() {
              return 1;
            },
          },
          "a",
        )?.get,
      /it is a method/,
    ],
    ["a method with an odd name", () => ({ async "a b"() {} })["a b"], /it is a method/],
    ["a bound function", () => (async () => {}).bind(null), /a bound or native function, which has no source text/],
    ["a native function", () => Math.max, /of max: it is a bound or native function/],
    ["a class", () => class Thing {}, /it is a class/],
    ["a generator function", () => function* () {}, /a generator function, which runs in this thread as it is/],
    ["no function", () => 5, /the argument is 5, not a function/],
  ])("%s, at once", ([, make, message]) => {
    expect(() => coroutine(make() as () => unknown)).toThrow(TypeError);
    expect(() => coroutine(make() as () => unknown)).toThrow(message);
  });

  test("import.meta, and says why", () => {
    const text = "async () => import.meta.url";
    const fn = Object.assign(async () => {}, { toString: () => text });
    expect(run(coroutine(fn)())).toEqual([undefined]); // Its text is what the language says, not what it says itself.
  });
});

describe("what tools write into functions", () => {
  test("really: this test is transformed, and imports inside a function are found", () => {
    const joined = coroutine(async (part: string) => (await import("node:path")).join("a", part));
    expect(run(joined("b"))).toEqual(["a/b"]);
  });
});
