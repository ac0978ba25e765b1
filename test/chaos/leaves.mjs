// Operations without parts that give something: calls and waits.

import { leavesTask } from "./outcomes.mjs";

/** @typedef {import("./program.ts").Operation} Operation */

/** Values that must arrive as they are. @param {number} n */
function sample(n) {
  const shared = { n };
  const cycle = /** @type {Record<string, unknown>} */ ({ list: [shared, shared] });
  cycle.self = cycle;
  return [
    n,
    `text ${n}`,
    undefined,
    null,
    [1, [2, { deep: "value" }], new Map([[{ k: n }, new Set([n])]])],
    new Date(n),
    new Float64Array([n, -0, 0.5]),
    "x".repeat(n * 1000),
    cycle,
    12345678901234567890n,
  ][n % 10];
}

/** @param {number} n */
const list = (n) => Array.from({ length: n }, (_, i) => (i * 7919) % 101);

/** @type {Readonly<Record<string, Operation>>} */
export const leaves = {
  value: {
    weight: 1,
    n: [0, 99],
    *play({ n }) {
      return n;
    },
    expect: ({ n }) => ({ value: n }),
  },
  sleep: {
    weight: 2,
    n: [0, 8],
    play: ({ n }, { miniasync }) => miniasync.sleep(n, "slept"),
    expect: () => ({ value: "slept" }),
  },
  echo: {
    weight: 6,
    calls: true,
    n: [0, 99],
    play: ({ n }, { remote }) => remote.echo(sample(n)),
    expect: ({ n }) => ({ value: sample(n) }),
  },
  later: {
    weight: 3,
    calls: true,
    n: [0, 12],
    play: ({ n }, { remote }) => remote.later(n, n),
    expect: ({ n }) => ({ value: n }),
  },
  handle: {
    weight: 3,
    calls: true,
    n: [0, 20],
    *play({ n }, { remote, miniasync }) {
      const counter = yield* remote.counter(n);
      const [first, second] = yield* miniasync.gather([counter.add(1), counter.add(2)]);
      const { count } = counter;
      if (n % 2 === 0) counter[Symbol.dispose]();
      return [first, second, count];
    },
    expect: ({ n }) => ({ value: [n + 1, n + 3, n + 3] }),
  },
  sort: {
    weight: 2,
    calls: true,
    n: [0, 30],
    play: ({ n }, { remote }) => remote.sorted(list(n), (a, b) => a - b),
    expect: ({ n }) => ({ value: list(n).sort((a, b) => a - b) }),
  },
  transfer: {
    weight: 1,
    calls: true,
    n: [1, 1000],
    *play({ n }, { remote, miniasync, wrong }) {
      const bytes = new Uint8Array(n).fill(1);
      const call = remote.sum(miniasync.transfer(bytes, [bytes.buffer]));
      const sum = yield* call;
      if (bytes.length !== 0) wrong("the memory was not moved");
      return sum;
    },
    expect: ({ n }) => ({ value: n }),
  },
  sharedMemory: {
    weight: 1,
    calls: true,
    n: [1, 9],
    *play({ n }, { remote }) {
      const words = new Int32Array(new SharedArrayBuffer(4));
      yield* remote.add(words, n);
      yield* remote.add(words, n);
      return words[0];
    },
    expect: ({ n }) => ({ value: 2 * n }),
  },
  signal: {
    weight: 1,
    calls: true,
    play: (_, { remote, miniasync }) => remote.isAborted(miniasync.signal),
    expect: () => ({ value: false }),
  },
  each: {
    weight: 2,
    calls: true,
    n: [0, 60],
    *play({ n }, { remote, miniasync }) {
      let sum = 0;
      yield* miniasync.each(remote.items(n, n % 7), (item) => {
        sum += item;
        return item === 40;
      });
      return sum;
    },
    expect: ({ n }) => ({ value: n > 40 ? 820 : Math.abs(n * (n - 1)) / 2 }),
  },
  iterate: {
    weight: 2,
    calls: true,
    n: [0, 60],
    *play({ n }, { remote, miniasync }) {
      const items = [];
      for (const item of miniasync.iterate(remote.items(n, n % 7))) {
        items.push(item);
        if (item === 40) break;
      }
      return items.length;
    },
    expect: ({ n }) => ({ value: Math.min(n, 41) }),
  },
  manyCalls: {
    weight: 1,
    calls: true,
    n: [20, 200],
    *play({ n }, { remote, miniasync }) {
      const results = yield* miniasync.gather(Array.from({ length: n }, (_, i) => remote.echo(i)));
      return results.reduce((/** @type {number} */ a, b) => a + Number(b), 0);
    },
    expect: ({ n }) => ({ value: (n * (n - 1)) / 2 }),
  },
  getOfAHandle: {
    weight: 1,
    calls: true,
    n: [0, 9],
    *play({ n }, { remote, miniasync }) {
      return yield* miniasync.get(yield* remote.counter(n), "count");
    },
    expect: ({ n }) => ({ value: n }),
  },
  module: {
    weight: 1,
    calls: true,
    n: [0, 9],
    play: ({ n }, { path }) => path.posix.join("a", `${n}`),
    expect: ({ n }) => ({ value: `a/${n}` }),
  },
  blockingModule: {
    weight: 1,
    calls: true,
    n: [0, 9],
    // Its look into the module has the usual grace, which may be too short while the thread starts.
    warns: /goes on in the thread/,
    *play({ n }, { path, miniasync }) {
      return miniasync.sync(path).posix.basename(`a/${n}`);
    },
    expect: ({ n }) => ({ value: `${n}` }),
  },
  errorOfACallback: {
    weight: 1,
    calls: true,
    n: [0, 1],
    warns: leavesTask,
    *play({ n }, { remote, miniasync, wrong }) {
      const mine = new RangeError("mine");
      function throws() {
        throw mine;
      }
      function* throwsLater() {
        yield* miniasync.sleep(1);
        throw mine;
      }
      try {
        yield* remote.calls(n === 0 ? throws : throwsLater);
      } catch (error) {
        if (error instanceof miniasync.CancelledError) throw error;
        if (error !== mine) wrong(`another error came home: ${error}`);
      }
      return "thrown";
    },
    expect: () => ({ value: "thrown" }),
  },
};
