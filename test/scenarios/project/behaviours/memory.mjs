// Memory is flat, also in a program that never gives its event loop a turn.
import assert from "node:assert/strict";
import process from "node:process";
import { scenario, withGc } from "../scenario.mjs";

const megabytes = () => process.memoryUsage().rss / 1e6;

const otherHeap = "It measures the heap as V8 has it.";
const options = { flags: withGc, deadlineMs: 40_000, absent: { bun: otherHeap } };

/**
 * How many bytes of the heap one `round` leaves, here and in the thread, after a fifth as many for warming up. The garbage collector has been
 * there when it is looked, and the program has gone on for some rounds: it learns in them who is gone.
 */
function left({ run, coroutine }, round, count = 5000) {
  const there = coroutine(() => {
    globalThis.gc();
    return process.memoryUsage().heapUsed;
  });
  const sizes = () => {
    for (let turn = 0; turn < 3; turn++) {
      globalThis.gc();
      for (let i = 0; i < 300; i++) round(i);
    }
    globalThis.gc();
    run(there());
    return [process.memoryUsage().heapUsed, run(there())[0]];
  };
  for (let i = 0; i < count / 5; i++) round(i);
  const before = sizes();
  for (let i = 0; i < count; i++) round(i);
  return sizes().map((size, side) => Math.round((size - before[side]) / count));
}

function isLittle(miniasync, round, count) {
  const [here, there] = left(miniasync, round, count);
  assert(here < 400, `${here} bytes are left here by each`);
  assert(there < 400, `${there} bytes are left in the thread by each`);
}

export const largeThings = scenario(
  "memory is flat while a synchronous program gets large things and lets them go",
  ({ run, coroutine }) => {
    const get = coroutine(async () => new Response(new Uint8Array(1e6)));
    const sizes = [];
    for (let i = 1; i <= 2400; i++) {
      const [response] = run(get());
      assert.equal(response.ok, true);
      if (i % 100 === 0) globalThis.gc();
      if (i === 1400 || i === 2400) sizes.push(megabytes());
    }
    assert(sizes[1] - sizes[0] < 250, `1000 MB passed, and ${Math.round(sizes[1] - sizes[0])} MB stayed`);
  },
  options,
);

export const manyHandles = scenario(
  "memory is flat while a synchronous program gets handles and lets them go",
  (miniasync) => {
    const make = miniasync.coroutine(() => {
      globalThis.Thing ??= class Thing {
        method() {}
      };
      return new globalThis.Thing();
    });
    isLittle(
      miniasync,
      () => {
        const [thing] = miniasync.run(make());
        assert.equal(typeof thing.method, "function");
      },
      40_000,
    ); // So many that the garbage collector comes by itself.
  },
  options,
);

export const disposedHandles = scenario(
  "memory is flat while a program gets handles and disposes of them",
  (miniasync) => {
    const make = miniasync.coroutine(() => {
      globalThis.Thing ??= class Thing {
        method() {}
      };
      return new globalThis.Thing();
    });
    isLittle(miniasync, () => miniasync.run(make())[0][Symbol.dispose]());
  },
  options,
);

export const sameCoroutine = scenario(
  "memory is flat while the same line with coroutine() is evaluated again and again",
  (miniasync) => {
    isLittle(miniasync, (i) => assert.deepEqual(miniasync.run(miniasync.coroutine((x) => x)(i)), [i]));
  },
  options,
);

export const sameLoad = scenario(
  "memory is flat while the same line with load() is evaluated again and again",
  (miniasync) => {
    isLittle(miniasync, () => assert.deepEqual(miniasync.run(miniasync.load("esm-package").name()), ["esm-package"]));
  },
  options,
);

export const largeItems = scenario(
  "memory stays small while iterate() gives large items",
  ({ coroutine, iterate }) => {
    const source = coroutine(async function* () {
      for (let i = 0; i < 1000; i++) yield new Uint8Array(1e6);
    });
    const before = megabytes();
    let peak = 0;
    let count = 0;
    for (const chunk of iterate(source())) {
      assert.equal(chunk.length, 1e6);
      count++;
      peak = Math.max(peak, megabytes());
    }
    assert.equal(count, 1000);
    assert(peak - before < 400, `1000 MB passed, and ${Math.round(peak - before)} MB were there at once`);
  },
  { ...options, absent: { ...options.absent, deno: "Deno takes more than 40 s to send so much." } },
);

export const smallView = scenario(
  "a small view of large memory is sent without that memory, both ways",
  ({ run, coroutine }) => {
    const memory = new Uint8Array(5e7).fill(7);
    const look = coroutine((bytes) => [bytes.length, bytes[0], bytes.buffer.byteLength < 1e6]);
    assert.deepEqual(run(look(memory.subarray(10, 20))), [[10, 7, true]]);
    const make = coroutine(() => new Uint8Array(5e7).subarray(10, 20));
    const [bytes] = run(make());
    assert.equal(bytes.length, 10);
    assert(bytes.buffer.byteLength < 1e6);
  },
);
