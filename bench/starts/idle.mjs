// What a process costs that does nothing for a while: node idle.mjs WHAT SECONDS. Prints percent of a core.
import { setTimeout } from "node:timers/promises";
import { load, run } from "miniasync";

const [what = "", seconds = "10"] = process.argv.slice(2);
const remote = /** @type {any} */ (load(new URL("../work.mjs", import.meta.url)));
const time = Number(seconds) * 1000;
const word = new Int32Array(new SharedArrayBuffer(4));

// Busy before, so that the spin is at its keenest.
if (what !== "alone") for (let i = 0; i < 3000; i++) run(remote.increment(i));
// V8 is at work for a while after that.
await setTimeout(4000);
const before = process.cpuUsage();
switch (what) {
  case "blocked":
    run(remote.wait(time));
    break;
  case "pauses":
    // Now and then a call, and asleep in between.
    for (const end = performance.now() + time; performance.now() < end; Atomics.wait(word, 0, 0, 10))
      run(remote.increment(1));
    break;
  default:
    await setTimeout(time);
}
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 10 / time));
process.exit();
