// Items of the thread, one after the other.
import assert from "node:assert/strict";
import { mayWarn, scenario } from "../scenario.mjs";

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

export const readAhead = scenario(
  "iterate: { ahead } items are read ahead at most, and with 0 none; { timeout } is the deadline of each wait",
  ({ coroutine, iterate, run, TimeoutError }, { failure }) => {
    const open = coroutine(async () => {
      let read = 0;
      let closed = false;
      async function* count() {
        try {
          for (;;) yield read++;
        } finally {
          closed = true;
        }
      }
      async function* stall() {
        try {
          yield 1;
          await new Promise((resolve) => setTimeout(resolve, 400));
          yield 2;
        } finally {
          closed = true;
        }
      }
      return { count, stall, state: () => [read, closed] };
    });
    for (const [ahead, most] of [
      [0, 3],
      [2, 6],
    ]) {
      const [source] = run(open());
      let taken = 0;
      for (const item of iterate(source.count(), { ahead })) {
        assert.equal(item, taken);
        if (++taken === 3) break;
      }
      const [[read, closed]] = run(source.state());
      assert(read >= 3 && read <= most && closed, `${read} were read`);
    }
    const [source] = run(open());
    const items = iterate(source.stall(), { timeout: 150, ahead: 0 });
    assert.equal(items.next().value, 1);
    assert(failure(() => items.next()) instanceof TimeoutError);
    assert.equal(items.next().done, true);
    assert.match(
      failure(() => iterate(source.count(), { head: 1 })).message,
      /no option "head"; there are ahead, timeout/,
    );
    assert.match(failure(() => iterate(source.count(), { ahead: 1.5 })).message, /ahead is 1.5/);
    assert.match(failure(() => iterate(source.count(), 5)).message, /options is a number/);
  },
  { stderr: mayWarn },
);
