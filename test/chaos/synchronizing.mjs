// Operations of coroutines that wait for each other.

/** @type {Readonly<Record<string, import("./program.ts").Operation>>} */
export const synchronizing = {
  semaphore: {
    weight: 1,
    n: [1, 3],
    *play({ n }, { miniasync, wrong }) {
      const semaphore = new miniasync.Semaphore(n);
      let inside = 0;
      /** @param {number} i */
      function* one(i) {
        yield* semaphore.acquire();
        try {
          if (++inside > n) wrong(`${inside} are inside a semaphore of ${n}`);
          yield* miniasync.sleep(i % 3);
        } finally {
          inside--;
          semaphore.release();
        }
        return i;
      }
      return yield* miniasync.gather(Array.from({ length: 6 }, (_, i) => one(i)));
    },
    expect: () => ({ value: [0, 1, 2, 3, 4, 5] }),
  },
  barrier: {
    weight: 1,
    n: [1, 5],
    *play({ n }, { miniasync }) {
      const barrier = new miniasync.Barrier(n);
      /** @param {number} i */
      function* one(i) {
        yield* miniasync.sleep(i % 2);
        return yield* barrier.wait();
      }
      const places = yield* miniasync.gather(Array.from({ length: n }, (_, i) => one(i)));
      return places.sort((a, b) => a - b);
    },
    expect: ({ n }) => ({ value: Array.from({ length: n }, (_, i) => i) }),
  },
  condition: {
    weight: 1,
    n: [1, 5],
    *play({ n }, { miniasync }) {
      const condition = new miniasync.Condition();
      let ready = 0;
      function* waits() {
        yield* condition.acquire();
        try {
          yield* condition.waitFor(() => ready === n);
          return "seen";
        } finally {
          condition.release();
        }
      }
      function* counts() {
        for (let i = 0; i < n; i++) {
          yield* condition.acquire();
          ready++;
          condition.notifyAll();
          condition.release();
          yield* miniasync.sleep(i % 2);
        }
      }
      const [, ...seen] = yield* miniasync.gather([counts(), waits(), waits()]);
      return seen;
    },
    expect: () => ({ value: ["seen", "seen"] }),
  },
  priorityQueue: {
    weight: 1,
    n: [1, 9],
    *play({ n }, { miniasync }) {
      const queue = new miniasync.PriorityQueue();
      for (let i = 0; i < n; i++) queue.putNowait((i * 5) % 7);
      const items = [];
      for (let i = 0; i < n; i++) items.push(yield* queue.get());
      return items;
    },
    expect: ({ n }) => ({ value: Array.from({ length: n }, (_, i) => (i * 5) % 7).sort((a, b) => a - b) }),
  },
};
