// Items of the thread, one after the other.
import assert from "node:assert/strict";
import { scenario } from "../scenario.mjs";

export const iterateEndsEarly = scenario(
  "iterate: async iterables of the thread, ended early, too",
  ({ run, coroutine, iterate }) => {
    const count = coroutine(async function* (to, trace) {
      try {
        for (let i = 1; i <= to; i++) yield i;
      } finally {
        Atomics.store(trace, 0, 1);
      }
    });
    const trace = new Int32Array(new SharedArrayBuffer(4));
    assert.deepEqual([...iterate(count(3, trace))], [1, 2, 3]);
    trace[0] = 0;
    for (const value of iterate(count(1_000_000, trace))) if (value === 2) break;
    run(coroutine(() => 1)());
    assert.equal(trace[0], 1);
  },
);

export const iterateGenerator = scenario(
  "iterate: the items of an inline async generator",
  ({ coroutine, iterate }) => {
    const count = coroutine(async function* (to) {
      for (let i = 0; i < to; i++) yield { i };
    });
    assert.deepEqual([...iterate(count(3))], [{ i: 0 }, { i: 1 }, { i: 2 }]);
  },
);
