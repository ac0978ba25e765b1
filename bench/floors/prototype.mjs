// The least code that calls functions of a thread and blocks for their results: a MessagePort each way, a counter each way in shared
// memory, and nothing else. What a library does besides is what it costs more than this.
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";

/** Milliseconds after which a wait looks up: nobody would notice otherwise that the thread is gone. */
const lookUp = 150;

/**
 * `promises`: with what floors/in-a-run.mjs says.
 * @param {{ spins?: boolean, promises?: boolean, work?: URL }} [options]
 */
export function openPrototype({
  spins = false,
  promises = false,
  work = new URL("../work.mjs", import.meta.url),
} = {}) {
  const { port1, port2 } = new MessageChannel();
  // A cache line each, or two that spin slow each other down.
  const words = new Int32Array(new SharedArrayBuffer(256));
  const worker = new Worker(new URL("prototype-thread.mjs", import.meta.url), {
    workerData: { port: port2, words, spins, promises, work: work.href },
    transferList: [port2],
    stdout: true,
    stderr: true,
  });
  worker.unref();
  let seen = 0;
  function waitForRing() {
    // The notify of the ring before may come only now: whoever spins is gone by then, and sleeps for the next.
    while (Atomics.load(words, 0) === seen) Atomics.wait(words, 0, seen, promises ? lookUp : Number.POSITIVE_INFINITY);
    seen++;
  }
  return {
    /** @param {string} name @param {any[]} args @returns {any} */
    call(name, ...args) {
      port1.postMessage([name, args]);
      Atomics.add(words, 32, 1);
      if (spins)
        for (const end = performance.now() + 0.05; Atomics.load(words, 0) === seen && performance.now() < end; );
      waitForRing();
      const { value, error } = receiveMessageOnPort(port1)?.message ?? {};
      if (error !== undefined) throw error;
      return value;
    },
    /**
     * Many calls as one message; each reply is a message, and only the last one rings.
     * @param {string} name
     * @param {readonly any[]} args one a call
     * @returns {any[]}
     */
    gather(name, args) {
      const results = new Array(args.length);
      port1.postMessage([name, args, "all"]);
      Atomics.add(words, 32, 1);
      waitForRing();
      for (let got = receiveMessageOnPort(port1); got !== undefined; got = receiveMessageOnPort(port1)) {
        results[got.message.id] = got.message.value;
      }
      return results;
    },
    close: () => worker.terminate(),
  };
}
