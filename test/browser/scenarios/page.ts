// The built package where it may not block: on the main thread of a page, and where no memory can be shared.
import { expect } from "vitest";
import { isolation } from "../../support/browser.ts";
import { group, type Scenario, scenario } from "../scenario.ts";

type Tools = typeof import("../modules/tools.js");

const headers = "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp";

export const page: readonly Scenario[] = [
  ...group("on the main thread of a page", [
    scenario("runAsync() calls threads, which start by themselves, while the page goes on", async (stage) => {
      const { results, time, frames } = await stage.onMainThread(async ({ load, runAsync }, origin) => {
        const tools = load<Tools>(`${origin}/tools.js`);
        await runAsync(tools.echo(0));
        let frames = 0;
        const timer = setInterval(() => frames++, 20);
        const start = performance.now();
        const results = await runAsync(tools.later(300, "a"), tools.later(300, "b"));
        clearInterval(timer);
        return { results, time: performance.now() - start, frames };
      });
      expect(results).toEqual(["a", "b"]);
      expect(time).toBeLessThan(590);
      expect(frames).toBeGreaterThan(5);
    }),

    scenario("runAsync() spreads calls over several threads", async (stage) => {
      const threads = await stage.onMainThread(async ({ coroutine, runAsync }) => {
        const compute = coroutine(
          () => {
            const state = globalThis as { id?: string };
            state.id ??= crypto.randomUUID();
            for (const end = performance.now() + 5; performance.now() < end; );
            return state.id;
          },
          { maxThreads: 2 },
        );
        const [one, two] = await Promise.all([
          runAsync(...Array.from({ length: 20 }, () => compute())),
          runAsync(...Array.from({ length: 20 }, () => compute())),
        ]);
        return new Set([...one, ...two]).size;
      });
      expect(threads).toBe(2);
    }),

    scenario("runAsync() has handles, callbacks, errors, deadlines and signals, and large values", async (stage) => {
      expect(
        await stage.onMainThread(async ({ get, init, load, runAsync, signal }, origin) => {
          await init();
          const tools = load<Tools>(`${origin}/tools.js`);
          const [counter] = await runAsync(tools.counter());
          const [sum, count] = await runAsync(counter.add(5), get(counter, "count"));
          const [sorted] = await runAsync(tools.sorted([1, 3, 2], (a, b) => b - a));
          const names: string[] = [];
          const nameOf = (error: unknown): void => void names.push((error as Error).name);
          await runAsync(tools.fails("no")).catch(nameOf);
          await runAsync(tools.untilAborted(signal), { timeout: 50 }).catch(nameOf);
          await runAsync(tools.spin() as never, { timeout: 50 }).catch(nameOf);
          const controller = new AbortController();
          setTimeout(() => controller.abort(new RangeError("enough")), 30);
          await runAsync(tools.never(), { signal: controller.signal, cancelGrace: 0 }).catch(nameOf);
          const [bytes] = await runAsync(tools.manyBytes(5_000_000));
          return [sum, count, sorted, names, bytes.length];
        }),
      ).toEqual([15, 5, [3, 2, 1], ["NoSuchThing", "TimeoutError", "TimeoutError", "RangeError"], 5_000_000]);
    }),

    scenario("runAsync() is told when the thread ends, and has another after", async (stage) => {
      expect(
        await stage.onMainThread(async ({ load, runAsync }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          const names: string[] = [];
          for (const call of [() => tools.closes(), () => tools.throwsLater()]) {
            await runAsync(call()).catch((error) => names.push(error.name));
          }
          return [...names, ...(await runAsync(tools.echo("again")))];
        }),
      ).toEqual(["ThreadExitedError", "ThreadExitedError", "again"]);
    }),

    scenario("run() of generators that need not wait works", async (stage) => {
      expect(
        await stage.onMainThread(({ Queue, run }) => {
          const queue = new Queue<number>();
          return run(
            (function* () {
              for (const item of [1, 2, 3]) yield* queue.put(item);
            })(),
            (function* () {
              let sum = 0;
              for (let i = 0; i < 3; i++) sum += yield* queue.get();
              return sum;
            })(),
          );
        }),
      ).toEqual([undefined, 6]);
    }),

    scenario("run() that has to block says why it cannot, and what can", async (stage) => {
      const { messages, cleaned, works } = await stage.onMainThread(
        async ({ init, load, run, runAsync, sleep }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          const messages: string[] = [];
          const messageOf = (body: () => unknown): void => {
            try {
              body();
              messages.push("no error");
            } catch (error) {
              messages.push(`${(error as Error).name}: ${(error as Error).message}`);
            }
          };
          let cleaned = false;
          const coroutine = function* () {
            try {
              yield* sleep(10);
            } finally {
              cleaned = true;
            }
          };
          messageOf(() => run(coroutine()));
          messageOf(() => run(tools.echo(1)));
          await init();
          messageOf(() => run(tools.echo(1)));
          const [counter] = await runAsync(tools.counter());
          messageOf(() => counter.count);
          return { messages, cleaned, works: await runAsync(tools.echo(2)) };
        },
      );
      const why =
        "the main thread of a page may not block (browsers forbid Atomics.wait there); use await runAsync(...)";
      expect(messages).toEqual([
        expect.stringContaining(`LoopError: Cannot wait: this thread would have to block, and ${why}`),
        expect.stringContaining(`LoopError: Cannot call a thread: ${why}`),
        expect.stringContaining(`LoopError: Cannot call a thread: ${why}`),
        expect.stringContaining("or write yield* get(handle, key)"),
      ]);
      expect(cleaned).toBe(true);
      expect(works).toEqual([2]);
    }),
  ]),

  ...group("without cross-origin isolation", [
    ...(["inRawWorker", "onMainThread"] as const).map((where) =>
      scenario(
        `${where === "onMainThread" ? "on the main thread" : "in a worker"}: generators run, and calls name the headers`,
        async (stage) => {
          stage.headers = {};
          const { shares, result, messages } = await stage[where](
            async ({ init, load, run, runAsync, sleep, warm }, origin) => {
              const tools = load<Tools>(`${origin}/tools.js`);
              const messages: string[] = [];
              const keep = (error: unknown): void => void messages.push((error as Error).message);
              const result = run(
                (function* () {
                  yield* sleep(0);
                  return "ran";
                })(),
              );
              for (const body of [() => run(tools.echo(1)), () => run(sleep(5)), () => warm()]) {
                try {
                  body();
                } catch (error) {
                  keep(error);
                }
              }
              await init().catch(keep);
              await runAsync(tools.echo(1)).catch(keep);
              const slept = await runAsync(sleep(5, "slept"));
              return { shares: typeof SharedArrayBuffer, result: [...result, ...slept], messages };
            },
          );
          expect(shares).toBe("undefined");
          expect(result).toEqual(["ran", "slept"]);
          expect(messages).toHaveLength(5);
          for (const message of messages) expect(message).toContain(headers);
        },
        {
          webkit: {
            why: "WebKitGTK has `SharedArrayBuffer` in all pages, or in none: [bug 317847](https://bugs.webkit.org/show_bug.cgi?id=317847).",
            instead: async (stage) => {
              stage.headers = {};
              expect(
                await stage[where](async ({ load, runAsync }, origin) => [
                  typeof SharedArrayBuffer,
                  ...(await runAsync(load<Tools>(`${origin}/tools.js`).echo(1))),
                ]),
              ).toEqual(["function", 1]);
            },
          },
        },
      ),
    ),
  ]),

  scenario("with isolation, but without SharedArrayBuffer, calls do not blame the headers", async (stage) => {
    stage.prelude = "delete globalThis.SharedArrayBuffer;";
    const messages = await stage.onMainThread(async ({ init, load, runAsync }, origin) => {
      const tools = load<Tools>(`${origin}/tools.js`);
      const messages: string[] = [];
      const keep = (error: unknown): void => void messages.push((error as Error).message);
      await init().catch(keep);
      await runAsync(tools.echo(1)).catch(keep);
      return messages;
    });
    expect(messages).toHaveLength(2);
    for (const message of messages)
      expect(message).toMatch(/this browser has no SharedArrayBuffer, although the page is cross-origin isolated$/);
  }),

  ...group("when the worker cannot start", [
    scenario("init() and runAsync() say where to look", async (stage) => {
      stage.missing = "/miniasync/miniasync-worker.js";
      const messages = await stage.onMainThread(async ({ init, load, runAsync }, origin) => {
        const tools = load<Tools>(`${origin}/tools.js`);
        const messages: unknown[] = [];
        const keep = (error: unknown): void => void messages.push((error as Error).message);
        await init().catch(keep);
        await runAsync(tools.echo(1)).catch(keep);
        await fetch("/put-back");
        await init();
        return [...messages, ...(await runAsync(tools.echo("and then it can")))];
      });
      expect(messages).toEqual([
        expect.stringContaining("look at whether miniasync-worker.js is beside miniasync.js"),
        expect.stringContaining("Cannot start the thread"),
        "and then it can",
      ]);
    }),

    scenario("a Content-Security-Policy that forbids eval is named, and modules work", async (stage) => {
      stage.headers = { ...isolation, "content-security-policy": "script-src 'self' blob: 'unsafe-inline'" };
      const results = await stage.inWorker(({ coroutine, load, run }, origin) => {
        const results: unknown[] = [...run(load<Tools>(`${origin}/tools.js`).echo("module"))];
        try {
          run(coroutine(async () => 1)());
        } catch (error) {
          results.push((error as Error).message);
        }
        return results;
      });
      expect(results).toEqual(["module", expect.stringContaining("Content-Security-Policy")]);
    }),
  ]),
];
