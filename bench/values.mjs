// How long does it take to get something large back?
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load, run } from "miniasync";
import { openInARun } from "./floors/in-a-run.mjs";
import { openPrototype } from "./floors/prototype.mjs";
import { answer, milliseconds, p50 } from "./harness.mjs";
import { blockingAnySize, open, work } from "./versus/peer.mjs";

const size = 100_000_000;
const remote = /** @type {any} */ (load(work));
const moving = /** @type {any} */ (load(new URL("moving-work.mjs", import.meta.url)));
const fs = /** @type {any} */ (load("node:fs/promises"));
const threads = await open(blockingAnySize);
const prototype = openPrototype();
const inARun = openInARun();
const file = join(tmpdir(), `miniasync-bench-${process.pid}`);

/** Each of the blocking peers does the same. */
const peers = (/** @type {(call: (name: string, ...args: any[]) => any) => number | Promise<number>} */ measure) =>
  threads.map(({ name, call }) => ({ name, kind: /** @type {const} */ ("peer"), measure: () => measure(call) }));

/**
 * Every second buffer or so makes V8 collect the others, which takes as long as the call: one call alone says who was hit by that.
 * @param {() => unknown} call
 */
async function several(call) {
  const times = 8;
  const all = await milliseconds(() => {
    for (let i = 0; i < times; i++) call();
  });
  return all / times;
}

writeFileSync(file, new Uint8Array(size));
try {
  await answer({
    name: "values",
    title: "Large results",
    cases: [
      {
        name: "10 KB object",
        unit: "us",
        rounds: 41,
        warmups: 8,
        contestants: [
          { name: "miniasync", kind: "ours", measure: () => p50(() => run(remote.object()), 150) },
          ...peers((call) => p50(() => call("object"), 150)),
          { name: "prototype", kind: "floor", measure: () => p50(() => prototype.call("object"), 150) },
          { name: "in a run", kind: "floor", measure: () => p50(() => inARun.call("object"), 150) },
        ],
      },
      {
        name: "100 MB, a file",
        unit: "ms",
        rounds: 7,
        warmups: 1,
        contestants: [
          { name: "miniasync", kind: "ours", measure: () => milliseconds(() => run(fs.readFile(file))) },
          ...peers((call) => milliseconds(() => call("file", file))),
          { name: "bare transfer", kind: "floor", measure: () => milliseconds(() => prototype.call("file", file)) },
        ],
      },
      {
        name: "100 MB, made",
        unit: "ms",
        rounds: 7,
        warmups: 1,
        contestants: [
          { name: "miniasync", kind: "ours", measure: () => several(() => run(moving.bytes(size))) },
          { name: "miniasync, copied", kind: "ours", measure: () => milliseconds(() => run(remote.bytes(size))) },
          ...peers((call) => milliseconds(() => call("bytes", size))),
          { name: "bare transfer", kind: "floor", measure: () => several(() => prototype.call("bytes", size)) },
        ],
      },
    ],
  });
} finally {
  rmSync(file);
}
process.exit();
