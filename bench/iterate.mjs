// How long does an item take that comes from an async generator of the thread?
import { coroutine, iterate, load, run } from "miniasync";
import { openInARun } from "./floors/in-a-run.mjs";
import { openPrototype } from "./floors/prototype.mjs";
import { answer, milliseconds } from "./harness.mjs";
import { work } from "./versus/peer.mjs";

const count = 100_000;
const remote = /** @type {any} */ (load(work));
const prototype = openPrototype();
const inARun = openInARun();
/** As many items as miniasync sends at most as one message. */
const largestBatch = 512;
const next = coroutine(async (/** @type {number} */ x) => x);

await answer({
  name: "iterate",
  title: "Iterating over something in the thread, an item",
  cases: [
    {
      name: "100,000 items",
      unit: "us",
      contestants: [
        {
          name: "miniasync",
          kind: "ours",
          measure: async () =>
            ((await milliseconds(() => {
              let sum = 0;
              for (const item of iterate(/** @type {any} */ (remote.count(count)))) sum += Number(item);
              return sum;
            })) *
              1000) /
            count,
        },
        {
          name: "one by one",
          kind: "peer",
          measure: async () =>
            (await milliseconds(() => {
              for (let i = 0; i < 1000; i++) run(next(i));
            })) / 1,
        },
        {
          name: "batches, in a run",
          kind: "floor",
          measure: async () =>
            ((await milliseconds(() => {
              let sum = 0;
              let batch;
              do {
                batch = inARun.call("countOn", count, largestBatch);
                for (const item of batch) sum += item;
              } while (batch.length === largestBatch);
              return sum;
            })) *
              1000) /
            count,
        },
        {
          name: "for await in the thread itself",
          kind: "floor",
          measure: async () => ((await milliseconds(() => prototype.call("countAll", count))) * 1000) / count,
        },
      ],
    },
  ],
});
process.exit();
