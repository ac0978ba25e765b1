// What memory is taken for: node --expose-gc memory.mjs WHAT. Prints a number, or several.
import { gather, load, loop, run, sleep } from "miniasync";

const [what = ""] = process.argv.slice(2);
const remote = /** @type {any} */ (load(new URL("../work.mjs", import.meta.url)));
const pending = 20_000;

function rss() {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1e6;
}

function heap() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Half a second after `pending` calls have begun that take longer. @param {() => any} read */
function* whilePending(read) {
  yield* sleep(500);
  return yield* read();
}

/** @param {() => any} read */
function perCall(read) {
  run(remote.increment(1));
  const [before] = /** @type {number[]} */ (run(read()));
  const calls = Array.from({ length: pending }, () => remote.wait(1500));
  const [, after] = /** @type {[unknown, number]} */ (run(gather(calls), /** @type {any} */ (whilePending(read))));
  return (after - Number(before)) / pending;
}

/** The heaps of both threads, and what the system has given the process, in megabytes. */
function memory() {
  return [heap() / 1e6, run(remote.heap())[0] / 1e6, rss()];
}

/** @returns {number | number[]} */
function measured() {
  switch (what) {
    case "pending, here":
      return perCall(function* () {
        return heap();
      });
    case "pending, there":
      return perCall(() => remote.heap());
    case "a thread": {
      const before = rss();
      run(remote.increment(1));
      return rss() - before;
    }
    case "64 threads": {
      const before = rss();
      const loops = Array.from({ length: 64 }, () => loop({ thread: {} }));
      for (const each of loops) each.run(remote.increment(1));
      return (rss() - before) / 64;
    }
    case "64 loops": {
      run(remote.increment(1));
      const before = heap();
      const loops = Array.from({ length: 64 }, () => loop({ thread: "shared" }));
      for (const each of loops) each.run(remote.increment(1));
      const after = heap();
      for (const each of loops) each.close();
      return (after - before) / 64;
    }
    default: {
      // What the second of two million calls leaves behind: in the first one V8 gives its young generation the size that it keeps.
      const calls = (/** @type {number} */ count) => {
        for (let i = 0; i < count; i += 100) run(gather(Array.from({ length: 100 }, () => remote.increment(i))));
      };
      memory(); // The first look changes what V8 keeps: it is not compared.
      calls(1_000_000);
      const before = memory();
      calls(1_000_000);
      return memory().map((after, index) => after - Number(before[index]));
    }
  }
}

process.stdout.write(String(measured()));
process.exit();
