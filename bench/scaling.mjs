// Does twice as much take twice as long: calls, bytes, threads, runs within runs?
import { coroutine, gather, load, loop, run } from "miniasync";
import { answer, milliseconds } from "./harness.mjs";
import { work } from "./versus/peer.mjs";

const remote = /** @type {any} */ (load(work));
const echo = coroutine(async (/** @type {any} */ value) => value);

/**
 * @param {string} name @param {string} unit @param {readonly number[]} sizes @param {(size: number) => unknown} body
 * @param {(size: number) => number} [scale] what the time is divided by
 * @returns {import("./harness.mjs").Case}
 */
function series(name, unit, sizes, body, scale = (size) => size) {
  return {
    name,
    unit,
    rounds: 7,
    warmups: 1,
    patience: 500,
    contestants: sizes.map((size) => ({
      name: String(size),
      kind: "ours",
      measure: async () => ((await milliseconds(() => body(size))) * (unit.startsWith("us") ? 1000 : 1)) / scale(size),
    })),
  };
}

/** @param {number} depth @returns {Generator<any, number, any>} */
function* nested(depth) {
  if (depth <= 1) return yield* remote.increment(1);
  return run(nested(depth - 1))[0];
}

/** Threads of their own, started one after the other, all used, all closed. @param {number} count */
function loops(count) {
  const made = Array.from({ length: count }, () => loop({ thread: {} }));
  for (const each of made) each.run(remote.increment(1));
  for (const each of made) each.close();
}

const counts = [1, 10, 100, 1000, 10_000, 100_000];
/** Few of them take too little time to be measured once. */
const often = (/** @type {number} */ count) => Math.max(1, 1000 / count);
const bytes = [100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
const repeat = (/** @type {number} */ size) => Math.max(1, Math.min(100, 1e6 / size));
for (let i = 0; i < 3000; i++) run(remote.increment(i));

await answer({
  name: "scaling",
  title: "Scaling",
  cases: [
    series(
      "calls in one run",
      "us a call",
      counts,
      (count) => {
        for (let i = 0; i < often(count); i++) run(gather(Array.from({ length: count }, () => remote.increment(i))));
      },
      (count) => often(count) * count,
    ),
    series(
      "bytes back",
      "us",
      bytes,
      (size) => {
        for (let i = 0; i < repeat(size); i++) run(remote.bytes(size));
      },
      repeat,
    ),
    series(
      "text there and back",
      "us",
      bytes.slice(0, -1),
      (size) => {
        const text = "x".repeat(size);
        for (let i = 0; i < repeat(size); i++) run(echo(text));
      },
      repeat,
    ),
    series(
      "objects back",
      "us an object",
      counts,
      (count) => {
        for (let i = 0; i < often(count); i++) run(remote.records(count));
      },
      (count) => often(count) * count,
    ),
    series(
      "runs within runs",
      "us a level",
      [1, 2, 4, 8, 16],
      (depth) => {
        for (let i = 0; i < 100; i++) run(nested(depth));
      },
      (depth) => depth * 100,
    ),
    { ...series("threads", "ms a thread", [1, 4, 16, 64], loops), rounds: 7, warmups: 0 },
  ],
});
process.exit();
