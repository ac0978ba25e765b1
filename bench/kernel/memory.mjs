// How many bytes does a waiting task take? Each contestant is measured in a process of its own, several times.
import { spawnSync } from "node:child_process";
import { median, report } from "./harness.mjs";

const tasks = 50_000;

/** Each starts tasks that wait, has `measure` called while they do, and lets them end. */
const contestants = {
  async "native async/await"() {
    /** @type {() => void} */
    let open = () => {};
    const gate = new Promise((resolve) => {
      open = () => resolve(undefined);
    });
    async function wait() {
      await gate;
    }
    const before = bytes();
    const waiting = Array.from({ length: tasks }, wait);
    await null;
    tell(before, waiting);
    open();
    await Promise.all(waiting);
  },

  /** What tasks in a queue or for a lock need: each waits for a promise of its own. */
  async "native, a promise each"() {
    /** @type {((value: unknown) => void)[]} */
    const gates = [];
    async function wait() {
      await new Promise((resolve) => gates.push(resolve));
    }
    const before = bytes();
    const waiting = Array.from({ length: tasks }, wait);
    await null;
    tell(before, waiting);
    for (const open of gates) open(undefined);
    await Promise.all(waiting);
  },

  async miniasync() {
    const { Event, run, sleep, spawn } = await import("miniasync");
    run(
      (function* () {
        const gate = new Event();
        function* wait() {
          yield* gate.wait();
        }
        yield* sleep(0);
        const before = bytes();
        const waiting = Array.from({ length: tasks }, () => spawn(wait()));
        yield* sleep(1);
        tell(before, waiting);
        gate.set();
        for (const task of waiting) yield* task;
      })(),
    );
  },

  async effect() {
    const { Deferred, Effect, Fiber } = await import(String("effect"));
    await Effect.runPromise(
      Effect.gen(
        /** @returns {Generator<any, void, any>} */ function* () {
          const gate = yield* Deferred.make();
          const wait = () =>
            Effect.gen(
              /** @returns {Generator<any, void, any>} */ function* () {
                yield* Deferred.await(gate);
              },
            );
          const before = bytes();
          const waiting = [];
          for (let i = 0; i < tasks; i++) waiting.push(yield* Effect.forkChild(wait()));
          yield* Effect.sleep(1);
          tell(before, waiting);
          yield* Deferred.succeed(gate, undefined);
          for (const fiber of waiting) yield* Fiber.join(fiber);
        },
      ),
    );
  },

  async effection() {
    const { run, sleep, spawn, suspend } = await import("effection");
    await run(function* () {
      const before = bytes();
      const waiting = [];
      for (let i = 0; i < tasks / 50; i++) {
        waiting.push(
          yield* spawn(function* () {
            yield* suspend();
          }),
        );
      }
      yield* sleep(1);
      tell(before, waiting);
    });
  },
};

function bytes() {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/**
 * @param {number} before
 * @param {readonly unknown[]} waiting
 */
function tell(before, waiting) {
  console.log((bytes() - before) / waiting.length);
}

const [, , chosen] = process.argv;
if (chosen !== undefined) {
  await contestants[/** @type {keyof typeof contestants} */ (chosen)]();
} else {
  const names = Object.keys(contestants);
  /** @type {Record<string, number[]>} */
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < 7; round++) {
    for (const name of names) {
      const { stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", import.meta.filename, name], {
        encoding: "utf8",
      });
      if (stderr !== "") throw new Error(stderr);
      measured[name]?.push(Number(stdout));
    }
  }
  const base = /** @type {number[]} */ (measured[/** @type {string} */ (names[0])]);
  report({
    title: "memory",
    unit: "bytes per waiting task",
    target: 1.1,
    rows: names.map((name) => {
      const own = /** @type {number[]} */ (measured[name]);
      const ratio = median(own.map((value, round) => value / /** @type {number} */ (base[round])));
      return { name, each: median(own), ratio, rounds: own.map(Math.round) };
    }),
  });
}
