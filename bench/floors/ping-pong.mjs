// Two threads that hand a word to and fro in shared memory: no message, no event loop. Nothing that asks a thread can be faster.
import { Worker } from "node:worker_threads";

export function openPingPong() {
  /** What is played (0: nothing, 1: sleeping, 2: spinning), and the word: 1 for a hit, 2 for the last one. */
  const words = new Int32Array(new SharedArrayBuffer(256));
  const worker = new Worker(new URL("ping-pong-thread.mjs", import.meta.url), { workerData: { words } });
  worker.unref();
  const hit = (/** @type {boolean} */ spins, /** @type {1 | 2} */ word) => {
    Atomics.store(words, 32, word);
    if (spins) while (Atomics.load(words, 32) === word);
    else {
      Atomics.notify(words, 32);
      Atomics.wait(words, 32, word);
    }
  };
  return {
    /**
     * @template T
     * @param {boolean} spins
     * @param {(hit: () => void) => T} game
     */
    play(spins, game) {
      Atomics.store(words, 0, spins ? 2 : 1);
      Atomics.notify(words, 0);
      try {
        return game(() => hit(spins, 1));
      } finally {
        hit(spins, 2);
      }
    },
    close: () => worker.terminate(),
  };
}
