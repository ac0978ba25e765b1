// The parts of the soak: each goes on for long in one process, and says how far it is. `garbage` is how many MB may not be collected yet.

/** @typedef {typeof import("miniasync")} Miniasync */
/** @typedef {(done: number) => void} Told how much has been done */

/** @type {Record<string, { readonly count: number, readonly garbage?: number, play(miniasync: Miniasync, count: number, told: Told): void }>} */
export const parts = {
  "calls, one after the other": {
    count: 1_000_000,
    play({ run, coroutine }, count, told) {
      const increase = coroutine((/** @type {number} */ x) => x + 1);
      for (let i = 0; i < count; i++) {
        const [result] = run(increase(i));
        if (result !== i + 1) throw new Error(`${i} + 1 is ${result}`);
        told(i);
      }
    },
  },
  "handles, each let go": {
    count: 100_000,
    garbage: 250, // It goes up and down between 175 and 300 MB, also when there are four times as many.
    play({ run, coroutine }, count, told) {
      const make = coroutine((/** @type {number} */ n) => {
        const shared = /** @type {{ Thing?: new (n: number) => { number(): number } }} */ (globalThis);
        shared.Thing ??= class {
          /** @param {number} n */
          constructor(n) {
            this.n = n;
          }
          number() {
            return this.n;
          }
        };
        return new shared.Thing(n);
      });
      for (let i = 0; i < count; i++) {
        const [thing] = run(make(i));
        if (i % 100 === 0 && run(thing.number())[0] !== i) throw new Error(`thing ${i} is another`);
        told(i);
      }
    },
  },
  "loops, each with a thread of its own": {
    count: 2000,
    play({ loop, coroutine }, count, told) {
      const echo = coroutine((/** @type {number} */ x) => x);
      for (let i = 0; i < count; i++) {
        const [result] = loop((own) => own.run(echo(i)), { thread: {} });
        if (result !== i) throw new Error(`${i} is ${result}`);
        told(i);
      }
    },
  },
  "iterations, of ten items each": {
    count: 10_000,
    play({ iterate, coroutine }, count, told) {
      const items = coroutine(async function* (/** @type {number} */ first) {
        for (let i = 0; i < 10; i++) yield first + i;
      });
      for (let i = 0; i < count; i++) {
        const got = [...iterate(items(i))];
        if (got.length !== 10 || got[9] !== i + 9) throw new Error(`iteration ${i} gave ${got}`);
        told(i);
      }
    },
  },
  "loops at once, each with a thread of its own": {
    count: 64,
    play({ loop, coroutine }, count) {
      const echo = coroutine((/** @type {number} */ x) => x);
      const loops = Array.from({ length: count }, () => loop({ thread: {} }));
      loops.forEach((own, i) => {
        const [result] = own.run(echo(i));
        if (result !== i) throw new Error(`${i} is ${result}`);
      });
      for (const own of loops) own.close();
    },
  },
  "calls in one run": {
    count: 100_000,
    play({ run, coroutine }, count, told) {
      const increase = coroutine((/** @type {number} */ x) => x + 1);
      const results = run(...Array.from({ length: count }, (_, i) => increase(i)));
      results.forEach((result, i) => {
        if (result !== i + 1) throw new Error(`${i} + 1 is ${result}`);
      });
      told(count - 1);
    },
  },
  "results of 200 MB": {
    count: 40,
    garbage: 450, // Two of them.
    play({ run, coroutine }, count, told) {
      const make = coroutine((/** @type {number} */ size) => new Uint8Array(size).fill(7));
      for (let i = 0; i < count; i++) {
        const [bytes] = run(make(2e8));
        if (bytes.length !== 2e8 || bytes[2e8 - 1] !== 7) throw new Error("the bytes are others");
        told(i);
      }
    },
  },
};
