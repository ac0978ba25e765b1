// One program: how long does a small call take, and how long while twelve others of earlier runs never settle? Prints both as JSON, in
// microseconds, each the median of many calls of a warm process.
import { load, run } from "miniasync";
import { p50 } from "../harness.mjs";
import { work } from "../versus/peer.mjs";

const abandoned = 12;
const warmup = 10_000;
const times = 2000;

const { increment, wait } = /** @type {any} */ (load(work));
const call = (/** @type {number} */ x) => run(increment(x));
for (let i = 0; i < warmup; i++) call(i);
const without = p50(call, times);
for (let i = 0; i < abandoned; i++) {
  try {
    run(wait(1_000_000), { timeout: 1, cancelGrace: 0 });
  } catch {
    // Its deadline has passed. It goes on in the thread.
  }
}
for (let i = 0; i < times; i++) call(i);
process.stdout.write(JSON.stringify({ without, beside: p50(call, times) }), () => process.exit());
