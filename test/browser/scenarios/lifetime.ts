// What begins, ends and goes wrong, in a dedicated worker of a cross-origin isolated page.
import { expect } from "vitest";
import { group, type Scenario, scenario } from "../scenario.ts";

type Tools = typeof import("../modules/tools.js");

export const lifetime: readonly Scenario[] = [
  ...group("threads", [
    scenario("of loop() start while the caller blocks, and end with it", async (stage) => {
      const { values, again, ended } = await stage.inWorker(({ load, loop, run }, origin) => {
        const tools = load<Tools>(`${origin}/tools.js`);
        const [shared] = run(tools.counter());
        run(shared.add(1));
        const values: unknown[] = [];
        for (let i = 0; i < 5; i++) {
          loop((own) => void values.push(own.run(tools.echo(i))[0]));
        }
        const [counter] = loop((own) => own.run(tools.counter()));
        let ended = "";
        try {
          run(counter.add(1));
        } catch (error) {
          ended = (error as Error).name;
        }
        return { values, again: shared.count, ended };
      });
      expect(values).toEqual([0, 1, 2, 3, 4]);
      expect(again).toBe(1);
      expect(ended).toBe("LoopClosedError");
    }),

    scenario("import what they are to have first", async (stage) => {
      stage.extra.set("/shim.js", "globalThis.shimmed = 'yes';");
      expect(
        await stage.inWorker(({ coroutine, loop }, origin) => {
          const shimmed = coroutine(async () => String((globalThis as { shimmed?: string }).shimmed));
          return loop((own) => own.run(shimmed()), { thread: { imports: [`${origin}/shim.js`] } });
        }),
      ).toEqual(["yes"]);
    }),

    scenario("are replaced while the caller blocks, when they have closed themselves", async (stage) => {
      expect(
        await stage.inWorker(({ load, run }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          const names: string[] = [];
          try {
            run(tools.closes());
          } catch (error) {
            names.push((error as Error).name);
          }
          return [...names, ...run(tools.echo("again"))];
        }),
      ).toEqual(["ThreadExitedError", "again"]);
    }),

    scenario("end when they close in a way that says nothing", async (stage) => {
      // Kept before the thread's own close() tells the caller.
      stage.prelude = "globalThis.closeSilently = globalThis.close?.bind(globalThis);";
      const { name, message, time } = await stage.inWorker(({ coroutine, run }) => {
        const dies = coroutine(async () => {
          (globalThis as { closeSilently?(): void }).closeSilently?.();
          return new Promise(() => {});
        });
        const start = performance.now();
        try {
          run(dies());
        } catch (error) {
          const { name, message } = error as Error;
          return { name, message, time: performance.now() - start };
        }
        return { name: "", message: "", time: 0 };
      });
      expect(name).toBe("ThreadExitedError");
      expect(message).toContain("without a word");
      expect(time).toBeLessThan(3000);
    }),

    scenario("end by an error that nobody catches, which the caller is told of", async (stage) => {
      const [name, cause, after] = await stage.inWorker(({ load, run }, origin) => {
        const tools = load<Tools>(`${origin}/tools.js`);
        try {
          run(tools.throwsLater());
        } catch (error) {
          const { name, cause } = error as Error;
          return [name, String(cause), run(tools.echo("again"))[0]];
        }
        return [];
      });
      expect([name, cause, after]).toEqual(["ThreadExitedError", "TypeError: nobody catches this", "again"]);
    }),

    scenario("are started ahead by warm()", async (stage) => {
      expect(
        await stage.inRawWorker(async ({ init, load, run, warm }, origin) => {
          warm();
          await init();
          return run(load<Tools>(`${origin}/tools.js`).echo(1));
        }),
      ).toEqual([1]);
    }),

    scenario("wait and wake where the browser has no Atomics.waitAsync", async (stage) => {
      stage.prelude = "delete Atomics.waitAsync;";
      expect(
        await stage.inRawWorker(async ({ init, load, run, runAsync }, origin) => {
          await init();
          const tools = load<Tools>(`${origin}/tools.js`);
          return [
            ...run(tools.echo("x".repeat(2_000_000)), tools.later(20, 2)),
            ...(await runAsync(tools.echo(3))),
          ].map((value) => (typeof value === "string" ? value.length : value));
        }),
      ).toEqual([2_000_000, 2, 3]);
    }),
  ]),

  ...group("a run", [
    scenario(
      "ends at its deadline when the thread computes for ever; the next has a thread that works",
      async (stage) => {
        const { name, time, after } = await stage.inWorker(({ load, run }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          run(tools.echo(0));
          const start = performance.now();
          let name = "";
          try {
            run(tools.spin() as never, { timeout: 300 });
          } catch (error) {
            name = (error as Error).name;
          }
          const time = performance.now() - start;
          return { name, time, after: run(tools.echo("again"))[0] };
        });
        expect(name).toBe("TimeoutError");
        expect(time).toBeLessThan(2000);
        expect(after).toBe("again");
      },
    ),

    scenario("ends at its deadline when the thread does not take in what is sent", async (stage) => {
      expect(
        await stage.inWorker(({ load, run }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          const bytes = new Uint8Array(10_000_000);
          const names: string[] = [];
          try {
            run(tools.spin() as never, tools.sumOfBytes(bytes), { timeout: 300 });
          } catch (error) {
            names.push((error as Error).name);
          }
          return [...names, ...run(tools.sumOfBytes(bytes.fill(1)))];
        }),
      ).toEqual(["TimeoutError", 10_000_000]);
    }),

    scenario("ends at its deadline when the call never does", async (stage) => {
      expect(
        await stage.inWorker(({ load, run }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          try {
            run(tools.never(), { timeout: 100, cancelGrace: 50 });
          } catch (error) {
            return (error as Error).name;
          }
          return "nothing";
        }),
      ).toBe("TimeoutError");
    }),

    scenario("ends at once when its coroutines wait for each other", async (stage) => {
      expect(
        await stage.inWorker(({ Queue, run }) => {
          const queue = new Queue<number>();
          try {
            run(queue.get(), queue.get());
          } catch (error) {
            return [(error as Error).name, (error as { tasks?: unknown[] }).tasks?.length];
          }
          return [];
        }),
      ).toEqual(["DeadlockError", 2]);
    }),

    scenario("sleeps", async (stage) => {
      const time = await stage.inWorker(({ run, sleep }) => {
        const start = performance.now();
        run(sleep(100), sleep(150));
        return performance.now() - start;
      });
      expect(time).toBeGreaterThan(149);
      expect(time).toBeLessThan(400);
    }),
  ]),

  ...group("before init()", [
    scenario("run() of a call says to await init(), and does not hang", async (stage) => {
      const message = await stage.inRawWorker(({ load, run }, origin) => {
        try {
          run(load<Tools>(`${origin}/tools.js`).echo(1));
        } catch (error) {
          return (error as Error).message;
        }
        return "no error";
      });
      expect(message).toContain("`await init()`");
    }),

    scenario("generators run", async (stage) => {
      expect(await stage.inRawWorker(({ run, sleep }) => run(sleep(5, "slept")))).toEqual(["slept"]);
    }),

    scenario("runAsync() starts the thread by itself, and run() has it after", async (stage) => {
      expect(
        await stage.inRawWorker(async ({ load, run, runAsync }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          return [...(await runAsync(tools.echo(1))), ...run(tools.echo(2))];
        }),
      ).toEqual([1, 2]);
    }),
  ]),
];
