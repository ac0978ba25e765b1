// One build of the package, measured: node without-program.mjs MINIASYNC.JS prints its figures as JSON.
import { pathToFileURL } from "node:url";
import { p50 } from "../harness.mjs";

const { iterate, load, run } = await import(pathToFileURL(process.argv[2] ?? "").href);
const remote = load(new URL("../work.mjs", import.meta.url));

/** @param {number} count */
const many = (count) => run(...Array.from({ length: count }, (_, index) => remote.increment(index)));

/** @param {() => unknown} body @param {number} times @param {number} units what is done each time */
function each(body, times, units) {
  for (let i = 0; i < times; i++) body();
  return p50(body, times) / units;
}

for (let i = 0; i < 8000; i++) run(remote.increment(i));
const figures = {
  "a small call": p50((i) => run(remote.increment(i)), 3000),
  "1,000 calls, each": each(() => many(1000), 30, 1000),
  "10,000 calls, each": each(() => many(10_000), 5, 10_000),
  "10 KB object": each(() => run(remote.object()), 400, 1),
  "iterate, an item": each(() => Array.from(iterate(remote.count(20_000))), 5, 20_000),
};
process.stdout.write(JSON.stringify(figures));
process.exit();
