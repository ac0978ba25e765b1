// The built package in a dedicated worker of a cross-origin isolated page.
import { expect } from "vitest";
import { group, type Scenario, scenario } from "../scenario.ts";

type Tools = typeof import("../modules/tools.js");

export const calls: readonly Scenario[] = [
  ...group("calls", [
    scenario("of a module's functions run concurrently, while run() blocks", async (stage) => {
      const { results, time, json } = await stage.inWorker(({ load, run }, origin) => {
        const tools = load<Tools>(`${origin}/tools.js`);
        const json = run(load<{ default: number[] }>("data:application/json,[1,2]").default)[0];
        run(tools.later(0, 0));
        const start = performance.now();
        const results = run(tools.later(200, "a"), tools.later(200, "b"), tools.version);
        return { results, time: performance.now() - start, json };
      });
      expect(json).toEqual([1, 2]);
      expect(results).toEqual(["a", "b", "1.2"]);
      expect(time).toBeGreaterThan(190);
      expect(time).toBeLessThan(390);
    }),

    scenario("of fetch() run concurrently", async (stage) => {
      const { texts, time } = await stage.inWorker(({ coroutine, run }, origin) => {
        const text = coroutine(async (url: string) => (await fetch(url)).text());
        const start = performance.now();
        const texts = run(text(`${origin}/slow?ms=300&text=one`), text(`${origin}/slow?ms=300&text=two`));
        return { texts, time: performance.now() - start };
      });
      expect(texts).toEqual(["one", "two"]);
      expect(time).toBeLessThan(590);
    }),

    scenario("of a function written in place import as if by the file it is in", async (stage) => {
      stage.extra.set("/deep/near.js", 'export const where = "near";');
      stage.extra.set(
        "/deep/user.js",
        `export const use = ({ coroutine, run }) => run(coroutine(async () => {
        const name = "./near.js";
        const found = [(await import("./near.js")).where, (await import('../tools.js')).version];
        return [...found, await import(name).catch((error) => error.name)];
      })())[0];`,
      );
      expect(
        await stage.inWorker(async (miniasync, origin) => {
          const user = await Function("url", "return import(url)")(`${origin}/deep/user.js`);
          return user.use(miniasync);
        }),
      ).toEqual(["near", "1.2", "TypeError"]);
    }),

    scenario("that are cancelled abort their signal, and run() ends with the error of the other", async (stage) => {
      const { error, ended } = await stage.inWorker(({ load, run, signal }, origin) => {
        const tools = load<Tools>(`${origin}/tools.js`);
        run(tools.echo(0));
        let error = "";
        try {
          run(tools.untilAborted(signal), tools.fails("no"));
        } catch (caught) {
          error = String(caught);
        }
        return { error, ended: run(tools.howManyEnded())[0] };
      });
      expect(error).toBe("NoSuchThing: no");
      expect(ended).toBe(1);
    }),

    scenario("without number are made, one after the other and all at once", async (stage) => {
      expect(
        await stage.inWorker(({ load, run }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          let sum = 0;
          for (let i = 0; i < 3000; i++) sum += run(tools.echo(i))[0] as number;
          const all = run(...Array.from({ length: 3000 }, (_, i) => tools.echo(i))) as number[];
          return [sum, all.reduce((one, other) => one + other, 0)];
        }),
      ).toEqual([4498500, 4498500]);
    }),
  ]),

  ...group("the thread", [
    scenario("has its timers between calls that come without a pause", async (stage) => {
      const { ticks, time } = await stage.inWorker(({ load, run }, origin) => {
        const tools = load<Tools>(`${origin}/tools.js`);
        run(tools.tick(10));
        const start = performance.now();
        for (let i = 0; i < 5000; i++) run(tools.echo(i));
        return { ticks: run(tools.howManyTicks())[0] as number, time: performance.now() - start };
      });
      expect(ticks).toBeGreaterThan(time / 10 / 5);
    }),
  ]),

  ...group("errors", [
    scenario("of the platform keep their name", async (stage) => {
      expect(
        await stage.inWorker(({ load, run }, origin) => {
          try {
            run(load<Tools>(`${origin}/tools.js`).aborts());
          } catch (error) {
            const { name, message, code } = error as DOMException;
            return [error instanceof DOMException, name, message, code];
          }
          return [];
        }),
      ).toEqual([true, "AbortError", "enough", 20]);
    }),

    scenario("have class, code, cause and a stack that shows both sides", async (stage) => {
      const found = await stage.inWorker(({ load, run }, origin) => {
        class NoSuchThing extends Error {}
        const tools = load<Tools>(`${origin}/tools.js`, { errors: [NoSuchThing] });
        const [error] = run(tools.fails("gone"), { returnExceptions: [tools.NoSuchThing] }) as unknown as [
          Error & { code: string; cause: Error },
        ];
        const { name, message, code, cause, stack = "" } = error;
        return {
          is: [error instanceof NoSuchThing, error instanceof tools.NoSuchThing, cause instanceof RangeError],
          text: [name, message, code, cause.message],
          stack: stack.replaceAll(origin, ""),
        };
      });
      expect(found.is).toEqual([true, true, true]);
      expect(found.text).toEqual(["NoSuchThing", "gone", "NOTHING", "the cause"]);
      expect(found.stack).toMatch(
        /at .*fails \(\/tools\.js:\d+:\d+\)\n.*at -- called as .*fails\(\) from --\n.*scenario/s,
      );
      expect(found.stack).not.toContain("/miniasync/");
    }),

    scenario(
      "of a captured variable, a package's name and a module that is not there say what to do",
      async (stage) => {
        const messages = await stage.inWorker(({ coroutine, load, run, sync }, origin) => {
          const captured = 1;
          const messageOf = (body: () => unknown): string => {
            try {
              body();
            } catch (error) {
              return (error as Error).message;
            }
            return "no error";
          };
          return [
            messageOf(() => run(coroutine(async () => captured)())),
            messageOf(() => run(load<{ f(): number }>("lodash").f())),
            messageOf(() => sync(load<{ f(): number }>(`${origin}/missing.js`)).f()),
            messageOf(() => run(load<{ f(): number }>("node:fs").f())),
          ];
        });
        expect(messages).toEqual([
          expect.stringContaining("pass it as an argument"),
          expect.stringContaining('Cannot load "lodash": a browser knows modules by their URLs only'),
          expect.stringContaining("missing.js"),
          expect.stringContaining('Cannot load "node:fs"'),
        ]);
      },
    ),
  ]),

  ...group("things and callbacks", [
    scenario(
      "handles: methods are coroutines, properties are read at once, methods of others take them",
      async (stage) => {
        expect(
          await stage.inWorker(({ load, run }, origin) => {
            const tools = load<Tools>(`${origin}/tools.js`);
            const [counter] = run(tools.counter());
            const [sum] = run(counter.add(5));
            const [made] = run(new tools.Counter());
            const [same] = run(tools.echo(counter));
            return [sum, counter.count, counter.start, made instanceof tools.Counter, same === counter];
          }),
        ).toEqual([15, 5, 10, true, true]);
      },
    ),

    scenario(
      "a plain function is called while the thread stands still, and may call others and read",
      async (stage) => {
        expect(
          await stage.inWorker(({ coroutine, load, run }, origin) => {
            const tools = load<Tools>(`${origin}/tools.js`);
            const [counter] = run(tools.counter());
            const seen = new Set<number>();
            const compare = (a: number, b: number): number => {
              seen.add(counter.count);
              return b - a;
            };
            const [sorted] = run(tools.sorted([3, 1, 2], compare));
            const twice = coroutine(async (f: (text: string) => string) => f("x".repeat(3_000_000)));
            const [long] = run(twice((text) => text + text));
            const failing = coroutine(async (f: () => void) => {
              try {
                f();
              } catch (error) {
                return `caught ${error}`;
              }
              return "nothing";
            });
            const [caught] = run(
              failing(() => {
                throw new RangeError("here");
              }),
            );
            return [sorted, [...seen], (long as string).length, caught];
          }),
        ).toEqual([[3, 2, 1], [0], 6_000_000, "caught RangeError: here"]);
      },
    ),

    scenario("a generator function is a task of the run, and may wait", async (stage) => {
      expect(
        await stage.inWorker(({ load, run, sleep }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          return run(
            tools.sumOf(function* (item: number) {
              yield* sleep(20);
              return item * 10;
            }),
          );
        }),
      ).toEqual([60]);
    }),

    scenario("iterate() and each() go through what is there", async (stage) => {
      expect(
        await stage.inWorker(({ each, iterate, load, run }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          const [numbers] = run(tools.numbers(1000));
          let sum = 0;
          for (const number of iterate(numbers)) sum += number as number;
          const [few] = run(tools.numbers(4));
          const seen: number[] = [];
          run(each(few, (number) => void seen.push(number as number)));
          return [sum, seen];
        }),
      ).toEqual([499500, [0, 1, 2, 3]]);
    }),
  ]),

  ...group("maxThreads", [
    scenario("spreads calls over threads, which start while the caller blocks", async (stage) => {
      const { threads, others, callbacks, held } = await stage.inWorker(({ coroutine, run }) => {
        const compute = coroutine(
          (milliseconds: number) => {
            const state = globalThis as { id?: string };
            state.id ??= crypto.randomUUID();
            for (const end = performance.now() + milliseconds; performance.now() < end; );
            return state.id;
          },
          { maxThreads: 2 },
        );
        const alone = run(compute(0));
        const threads = new Set(run(...Array.from({ length: 40 }, () => compute(5)))).size;
        const others = new Set([...alone, ...run(compute(0))]).size;
        const call = coroutine(async (back: (value: number) => number, value: number) => back(value), {
          maxThreads: 2,
        });
        const callbacks = run(...Array.from({ length: 30 }, (_, i) => call((value) => value + 1, i)));
        const make = coroutine(
          () => {
            const state = globalThis as { id?: string };
            for (const end = performance.now() + 10; performance.now() < end; );
            class Thing {
              where() {
                return state.id;
              }
            }
            return new Thing();
          },
          { maxThreads: 2 },
        );
        const things = run(make(), make());
        const held = new Set(run(...things.map((thing) => thing.where()))).size;
        return { threads, others, callbacks: callbacks.join(), held };
      });
      expect([threads, others, held]).toEqual([2, 1, 2]);
      expect(callbacks).toBe(Array.from({ length: 30 }, (_, i) => i + 1).join());
    }),
  ]),
];
