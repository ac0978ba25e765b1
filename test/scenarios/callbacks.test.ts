import { coroutine, LoopError, load, loop, run, runAsync, sleep, spawn } from "miniasync";
import { describe, expect, test } from "vitest";

const path = load<typeof import("node:path")>("node:path");

describe("a plain function", () => {
  test("is called at once: comparators, predicates, replacers", () => {
    const use = coroutine(
      async (
        compare: (a: number, b: number) => number,
        test: (x: number) => boolean,
        replace: (m: string) => string,
      ) => [[3, 1, 2].sort(compare), [1, 2, 3].filter(test), "abc".replace(/b/, replace)],
    );
    expect(
      run(
        use(
          (a, b) => b - a,
          (x) => x > 1,
          (m) => m.toUpperCase(),
        ),
      ),
    ).toEqual([[[3, 2, 1], [2, 3], "aBc"]]);
  });

  test("sees its name, its length and its object, which stays here", () => {
    const look = coroutine(async (object: { n: number; add(x: number): number }) => [
      object.add.name,
      object.add.length,
      object.add(1) + object.add(2),
    ]);
    const object = {
      n: 10,
      add(x: number): number {
        this.n += x;
        return this.n;
      },
    };
    expect(run(look(object))).toEqual([["add", 1, 24]]);
    expect(object.n).toBe(13);
  });

  test("may read what it is given, and give back what it was given", () => {
    const give = coroutine(async (body: (response: Response) => unknown) => {
      const response = new Response("x", { status: 201 });
      return [await body(response), response === (await body(response))];
    });
    expect(run(give((response) => response.status))).toEqual([[201, false]]);
    expect(run(give((response) => response))[0]![1]).toBe(true);
  });

  test("throws into the thread; what nobody catches there is the very same error here", () => {
    const mine = new RangeError("mine");
    const fail = (): never => {
      throw mine;
    };
    const pass = coroutine(async (callback: () => unknown) => callback());
    const look = coroutine(async (callback: () => unknown) => {
      try {
        return callback();
      } catch (error) {
        return [error instanceof RangeError, (error as Error).message];
      }
    });
    expect(run(pass(fail), { returnExceptions: [RangeError] })[0]).toBe(mine);
    expect(run(look(fail))).toEqual([[true, "mine"]]);
  });

  test("may not call the thread that waits for it", () => {
    const pass = coroutine(async (callback: () => unknown) => callback());
    expect(() => run(pass(() => run(path.join("a"))))).toThrow(LoopError);
    expect(() => run(pass(() => run(path.join("a"))))).toThrow(
      'Cannot call "node:path".join(): its thread waits for this very callback to return; make the callback a generator function (function*)',
    );
  });

  test("may run what lives in another thread, and coroutines of its own", () => {
    const pass = coroutine(async (callback: () => unknown) => callback());
    const inner = (): string => loop((own) => own.run(sleep(1, "a"), path.join("b")), { thread: {} }).join("");
    expect(run(pass(inner))).toEqual(["ab"]);
  });

  test("that returns a coroutine is told to be a generator function", () => {
    const pass = coroutine(async (callback: () => unknown) => callback());
    expect(() => run(pass(() => sleep(1)))).toThrow("make it a generator function (function*), and write yield*");
    expect(() => run(pass(() => Promise.resolve()))).toThrow("a Promise cannot settle while this thread blocks");
  });

  test("whose result cannot cross is an error of its call", () => {
    class Local {
      method(): void {}
    }
    const look = coroutine(async (callback: () => unknown) => {
      try {
        return callback();
      } catch (error) {
        return [(error as Error).name, (error as { path?: string }).path];
      }
    });
    expect(run(look(() => ({ deep: [new Local()] })))).toEqual([["CloneError", "result.deep[0]"]]);
  });
});

describe("a generator function", () => {
  test("gives the thread a promise; it may wait, call that thread, run, and spawn", () => {
    const both = coroutine(async (body: (x: number) => Promise<string>) =>
      (await Promise.all([body(1), body(2)])).join(),
    );
    const trace: number[] = [];
    function* body(x: number) {
      trace.push(x);
      yield* sleep(5);
      const task = spawn(path.join("spawned", String(x)));
      const [ran] = run(path.join("run", String(x)));
      trace.push(x);
      return `${ran} ${yield* task}`;
    }
    expect(run(both(body))).toEqual(["run/1 spawned/1,run/2 spawned/2"]);
    expect(trace).toEqual([1, 2, 1, 2]);
  });

  test("throws into the thread, and the error comes back as itself", () => {
    const mine = new Error("mine");
    const pass = coroutine(async (callback: () => Promise<void>) => await callback());
    const fail = function* () {
      yield* sleep(1);
      throw mine;
    };
    expect(run(pass(fail), { returnExceptions: [Error] })[0]).toBe(mine);
  });

  test("is called on its object, too", () => {
    const use = coroutine(async (object: { n: number; get(): Promise<number> }) => object.get());
    const object = {
      n: 7,
      *get() {
        yield* sleep(1);
        return this.n;
      },
    };
    expect(run(use(object as never))).toEqual([7]);
  });
});

describe("a callback", () => {
  test("is the same function every time, there and when it comes back", () => {
    const keep = coroutine(async (a: () => void, b: { list: (() => void)[] }) => [a === b.list[0], a]);
    const callback = (): void => {};
    const [[same, back]] = run(keep(callback, { list: [callback] })) as [[boolean, unknown]];
    expect(same).toBe(true);
    expect(back).toBe(callback);
  });

  test("under runAsync() may be either kind", async () => {
    const use = coroutine(
      async (plain: (x: number) => number, waiting: (x: number) => Promise<number>) => plain(1) + (await waiting(2)),
    );
    const waiting = function* (x: number) {
      yield* sleep(1);
      return x * 10;
    };
    expect(await runAsync(use((x) => x, waiting))).toEqual([21]);
  });
});
