// Plays one part of the soak in this process, and prints how it went as JSON. By run.mjs.
import { readdirSync } from "node:fs";
import * as miniasync from "miniasync";
import { parts } from "./parts.mjs";

const [name = "", count = ""] = process.argv.slice(2);
const part = /** @type {NonNullable<typeof parts[string]>} */ (parts[name]);
const total = Number(count);

const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);
/** Of the process, as Linux has them; elsewhere nobody counts. */
const threads = () => (process.platform === "linux" ? readdirSync("/proc/self/task").length : 0);

const threadsBefore = threads();
let quarter = 0;
const began = performance.now();
part.play(miniasync, total, (done) => {
  if (done === Math.floor(total / 4)) quarter = megabytes();
});
const seconds = (performance.now() - began) / 1000;
const end = megabytes();
await new Promise((resolve) => setTimeout(resolve, 1000)); // Threads that have been ended go one after the other.
const peak = Math.round(process.resourceUsage().maxRSS / 1000);
console.log(JSON.stringify({ seconds, quarter, end, peak, threads: threads() - threadsBefore }));
