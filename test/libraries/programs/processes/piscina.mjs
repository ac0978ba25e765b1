// Runs a function of a file in its own pool of workers.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { load, run } from "miniasync";

const { Piscina } = load("piscina");
writeFileSync("add.mjs", "export default ({ a, b }) => a + b;");
const [pool] = run(new Piscina({ filename: `${process.cwd()}/add.mjs`, maxThreads: 2 }));

// The line of the table.
const sums = run(pool.run({ a: 1, b: 2 }), pool.run({ a: 3, b: 4 }));
assert.deepEqual(sums, [3, 7]);
run(pool.destroy());
