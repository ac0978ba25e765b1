import { workerData } from "node:worker_threads";

const { port, words, spins, work } = workerData;
const functions = await import(work);

port.on("message", async (/** @type {[string, any[], string?]} */ [name, args, all]) => {
  const before = Atomics.load(words, 32);
  try {
    if (all !== undefined) {
      await Promise.all(
        args.map(async (argument, id) => port.postMessage({ id, value: await functions[name](argument) })),
      );
      ring();
      return;
    }
    const value = await functions[name](...args);
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
