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

export const itemThatCannotCross = scenario(
  "iterate: the items before one that cannot cross are given, then its error is thrown, and the source is closed",
  ({ coroutine, iterate, run, CloneError }, { failure }) => {
    const open = coroutine(async () => {
      let closed = 0;
      async function* rows() {
        try {
          for (let i = 0; ; i++) {
            if (i < 50) yield i;
            else
              yield {
                get bad() {
                  throw new Error("of a getter");
                },
              };
          }
        } finally {
          closed++;
        }
      }
      return { rows: rows(), closed: () => closed };
    });
    const [{ rows, closed }] = run(open());
    const seen = [];
    const error = failure(() => {
      for (const row of iterate(rows)) seen.push(row);
    });
    assert(error instanceof CloneError, String(error));
    assert.deepEqual(
      seen,
      Array.from({ length: 50 }, (_, i) => i),
    );
    assert.deepEqual(run(closed()), [1]);
  },
);

export const plainAsyncIterable = scenario(
  "iterate: an object with a method Symbol.asyncIterator",
  ({ coroutine, iterate }) => {
    const make = coroutine(async () => ({
      async *[Symbol.asyncIterator]() {
        yield 1;
        yield 2;
      },
    }));
    assert.deepEqual([...iterate(make())], [1, 2]);
  },
);
