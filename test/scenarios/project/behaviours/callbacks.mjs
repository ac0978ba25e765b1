// Functions as arguments.
import assert from "node:assert/strict";
import { scenario, withGc } from "../scenario.mjs";

export const plainAndGenerator = scenario(
  "callbacks: plain ones while the thread waits, generators as coroutines",
  ({ run, coroutine, sleep }) => {
    const sorted = coroutine((items, compare) => items.sort(compare));
    assert.deepEqual(run(sorted(["b", "c", "a"], (a, b) => (a < b ? -1 : 1))), [["a", "b", "c"]]);
    const twice = coroutine(async (callback) => [await callback(1), await callback(2)]);
    function* slow(value) {
      yield* sleep(1);
      return value * 10;
    }
    assert.deepEqual(run(twice(slow)), [[10, 20]]);
  },
);

export const calledBetweenRuns = scenario(
  "a plain callback that is called between two runs waits for the second",
  ({ run, sleep, coroutine }, { pause }) => {
    const seen = [];
    const listen = coroutine(async (listener) => {
      setTimeout(() => listener("rang"), 200);
    });
    run(listen((what) => seen.push(what)));
    pause(500);
    seen.push("not in a run until now");
    run(sleep(60));
    assert.deepEqual(seen, ["not in a run until now", "rang"]);
  },
);

export const callbacksAreReleased = scenario(
  "a callback that the thread has no use for any more is let go by both sides",
  async ({ run, sleep, coroutine }) => {
    const use = coroutine(async (callback) => callback(1));
    const collect = coroutine(async () => {
      for (let i = 0; i < 5; i++) {
        globalThis.gc();
        await new Promise((done) => setTimeout(done, 10));
      }
    });
    let gone = 0;
    const registry = new FinalizationRegistry(() => gone++);
    for (let i = 0; i < 100; i++) {
      const callback = (x) => x + i;
      registry.register(callback);
      assert.deepEqual(run(use(callback)), [1 + i]);
    }
    run(collect(), sleep(20));
    for (let i = 0; i < 10 && gone < 90; i++) {
      await new Promise((done) => setTimeout(done, 20));
      globalThis.gc();
      run(sleep(1));
    }
    assert(gone >= 90, `${100 - gone} of 100 are kept`);
  },
  { flags: withGc, stderr: "", absent: { bun: "Bun keeps callbacks that nobody can reach any more, for a while." } },
);

export const propertiesOfFunctions = scenario(
  "properties of a function that crosses are there",
  ({ run, coroutine }) => {
    const plugin = Object.assign(() => 1, { postcss: true, list: [1, { a: 2 }] });
    const look = coroutine(async (plugin) => [typeof plugin, plugin.postcss, plugin.list, plugin()]);
    assert.deepEqual(run(look(plugin)), [["function", true, [1, { a: 2 }], 1]]);
  },
);

export const generatorCalledBetweenRuns = scenario(
  "a generator callback that is called between two runs waits for the second",
  ({ run, sleep, coroutine }, { pause }) => {
    const seen = [];
    const listen = coroutine(async (listener) => {
      setTimeout(() => listener("rang").catch((error) => listener(error.message)), 200);
    });
    function* listener(what) {
      yield* sleep(1);
      seen.push(what);
    }
    run(listen(listener));
    pause(500);
    assert.deepEqual(seen, []);
    run(sleep(60));
    assert.deepEqual(seen, ["rang"]);
  },
);
