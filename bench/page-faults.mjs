// Why do large copies take more than in proportion? How many pages of memory the system has to hand out afresh, for each page that
// is copied: one for the message and one for the copy, and another for an array that is made for each call.
import { coroutine, load, run } from "miniasync";
import { answer } from "./harness.mjs";
import { work } from "./versus/peer.mjs";

const remote = /** @type {any} */ (load(work));
const echo = coroutine(async (/** @type {any} */ value) => value);
const pageSize = 4096;

/** @param {number} size @param {() => void} body */
function faults(size, body) {
  const times = Math.max(1, Math.min(100, 1e7 / size));
  for (let i = 0; i < 3; i++) body();
  const before = process.resourceUsage().minorPageFault;
  for (let i = 0; i < times; i++) body();
  return (process.resourceUsage().minorPageFault - before) / times / (size / pageSize);
}

/**
 * @param {string} name @param {readonly number[]} sizes @param {(size: number) => () => void} bodyOf
 * @returns {import("./harness.mjs").Case}
 */
const series = (name, sizes, bodyOf) => ({
  name,
  unit: "faults a page",
  rounds: 7,
  warmups: 1,
  patience: 500,
  contestants: sizes.map((size) => ({ name: String(size), kind: "ours", measure: () => faults(size, bodyOf(size)) })),
});

await answer({
  name: "page-faults",
  title: "Pages that the system hands out afresh, for each page of a value",
  cases: [
    series("bytes back", [1e5, 1e6, 1e7, 1e8], (size) => () => void run(remote.bytes(size))),
    series("text there and back", [1e5, 1e6, 1e7], (size) => {
      const text = "x".repeat(size);
      return () => void run(echo(text));
    }),
  ],
});
process.exit();
