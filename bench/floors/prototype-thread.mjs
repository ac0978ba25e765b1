import { workerData } from "node:worker_threads";

const { port, words, spins, promises, work } = workerData;
const functions = await import(work);

/** @type {(name: string, ...args: any[]) => Promise<any>} */
const call = promises
  ? async (name, ...args) => {
      const value = await functions[name](...args);
      requirePlain(value);
      return value;
    }
  : (name, ...args) => functions[name](...args);

port.on("message", async (/** @type {[string, any[], string?]} */ [name, args, all]) => {
  const before = Atomics.load(words, 32);
  try {
    if (all !== undefined) {
      await Promise.all(args.map(async (argument, id) => port.postMessage({ id, value: await call(name, argument) })));
      ring();
      return;
    }
    const value = await call(name, ...args);
    port.postMessage({ value }, value instanceof Uint8Array && value.byteLength >= 1e6 ? [value.buffer] : []);
  } catch (error) {
    port.postMessage({ error });
  }
  ring();
  if (spins)
    for (const end = performance.now() + 0.05; Atomics.load(words, 32) === before && performance.now() < end; );
});

function ring() {
  Atomics.add(words, 0, 1);
  Atomics.notify(words, 0);
}

/** @param {any} value */
function requirePlain(value) {
  if (typeof value === "function" || typeof value === "symbol") throw new TypeError("it would be lost");
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) {
    for (const item of value) requirePlain(item);
    if (Object.keys(value).length !== value.length) throw new TypeError("something would be lost");
  } else {
    if (prototype !== Object.prototype) throw new TypeError("its class would be lost");
    for (const key in value) requirePlain(value[key]);
    if (Object.getOwnPropertySymbols(value).length > 0) throw new TypeError("a symbol would be lost");
  }
}
