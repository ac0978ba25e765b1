import { workerData } from "node:worker_threads";

const words = /** @type {Int32Array} */ (workerData.words);

for (;;) {
  Atomics.wait(words, 0, 0);
  const spins = Atomics.load(words, 0) === 2;
  for (let word = 1; word !== 2; ) {
    if (spins) while (Atomics.load(words, 32) === 0);
    else Atomics.wait(words, 32, 0);
    word = Atomics.load(words, 32);
    if (word === 2) Atomics.store(words, 0, 0);
    Atomics.store(words, 32, 0);
    if (!spins) Atomics.notify(words, 32);
  }
}
