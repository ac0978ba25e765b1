// What random programs call in a thread.

/** @param {typeof import("miniasync")} miniasync */
export function makeRemote({ coroutine }) {
  return {
    echo: coroutine(async (/** @type {unknown} */ value) => value),
    later: coroutine(
      (/** @type {number} */ milliseconds, /** @type {unknown} */ value) =>
        new Promise((resolve) => setTimeout(resolve, milliseconds, value)),
    ),
    never: coroutine(() => new Promise(() => {})),
    goesOn: coroutine(() => new Promise((resolve) => setTimeout(resolve, 2000))),
    spin: coroutine(() => {
      for (;;);
    }),
    exit: coroutine(async () => {
      await null;
      process.exit(3);
    }),
    fail: coroutine(async (/** @type {string} */ name, /** @type {number} */ milliseconds) => {
      if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
      if (name === "RangeError") throw new RangeError("remote");
      throw Object.assign(new TypeError("remote"), { code: "E_REMOTE", list: [1, { a: 2 }] });
    }),
    untilAborted: coroutine(
      (/** @type {AbortSignal} */ signal) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    ),
    isAborted: coroutine((/** @type {AbortSignal} */ signal) => signal.aborted),
    counter: coroutine((/** @type {number} */ start) => {
      class Counter {
        count = start;
        async add(/** @type {number} */ n) {
          this.count += n;
          return this.count;
        }
      }
      return new Counter();
    }),
    sorted: coroutine((/** @type {number[]} */ list, /** @type {(a: number, b: number) => number} */ compare) =>
      list.sort(compare),
    ),
    calls: coroutine((/** @type {() => unknown} */ callback) => callback()),
    callsTwice: coroutine(async (/** @type {() => Promise<unknown>} */ callback) => [
      await callback(),
      await callback(),
    ]),
    items: coroutine(async function* (/** @type {number} */ count, /** @type {number} */ every) {
      for (let i = 0; i < count; i++) {
        if (every > 0 && i % every === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        yield i;
      }
    }),
    sum: coroutine((/** @type {Uint8Array} */ bytes) => bytes.reduce((a, b) => a + b, 0)),
    add: coroutine((/** @type {Int32Array} */ words, /** @type {number} */ n) => Atomics.add(words, 0, n) + n),
  };
}
