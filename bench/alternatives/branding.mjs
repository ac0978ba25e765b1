// How to remember that a coroutine has been run: what the kernel does (a private field put on the generator), and what lost.
import { answer } from "../kernel/harness.mjs";

const count = 100_000;

/** @type {any} */
const identity = /** @param {object} coroutine */ function identity(coroutine) {
  return coroutine;
};

class Stamp extends identity {
  #used = true;
  /** @param {object} coroutine */
  static has(coroutine) {
    return #used in coroutine;
  }
}

const symbol = Symbol("used");
const set = new WeakSet();

/** @type {Record<string, (coroutine: any) => unknown>} */
const ways = {
  "not at all": () => false,
  "a private field": (coroutine) => Stamp.has(coroutine) || Reflect.construct(Stamp, [coroutine]),
  "a symbol property": (coroutine) => {
    if (coroutine[symbol] === true) return true;
    coroutine[symbol] = true;
    return false;
  },
  "a WeakSet": (coroutine) => set.has(coroutine) || set.add(coroutine),
};

/** @param {number} i */
function* bare(i) {
  yield i;
}

await answer({
  title: "branding a coroutine",
  unit: "coroutine made, branded and run",
  operations: count,
  contestants: Object.entries(ways).map(([name, brand]) => ({
    name,
    run: () => {
      const coroutines = Array.from({ length: count }, (_, i) => bare(i));
      for (const coroutine of coroutines) brand(coroutine);
      for (const coroutine of coroutines) while (!coroutine.next().done);
    },
  })),
});
