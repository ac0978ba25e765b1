// One program: how long does a small call take, and how long after twelve others? Prints both as JSON, in microseconds, each the median
// of many calls of a warm process. The others never settle and "wait" for a timer, or "never" for anything; or they settle "late", after
// their deadline. All of them make the caller stop spinning for some thousand calls, so both measurements come after the same warming up.
import { load, run } from "miniasync";
import { p50 } from "../harness.mjs";
import { work } from "../versus/peer.mjs";

const others = 12;
const warmup = 10_000;
const times = 2000;
const long = 1_000_000;

const remote = /** @type {any} */ (load(work));
const other = {
  wait: () => run(remote.wait(long), { timeout: 1, cancelGrace: 0 }),
  never: () => run(remote.never(), { timeout: 1, cancelGrace: 0 }),
  late: () => run(remote.wait(5), { timeout: 1, cancelGrace: 0 }),
}[/** @type {"wait" | "never" | "late"} */ (process.argv[2])];

const call = (/** @type {number} */ x) => run(remote.increment(x));
for (let i = 0; i < warmup; i++) call(i);
const without = p50(call, times);
for (let i = 0; i < others; i++) {
  try {
    other();
  } catch {
    // Its deadline has passed. It goes on in the thread.
  }
}
for (let i = 0; i < warmup; i++) call(i);
process.stdout.write(JSON.stringify({ without, beside: p50(call, times) }), () => process.exit());
