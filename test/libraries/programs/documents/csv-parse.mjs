// Parses a text into objects, and a large one row by row.
import assert from "node:assert/strict";
import { coroutine, iterate, load, run } from "miniasync";

const { parse } = load("csv-parse");

// The line of the table.
const [parser] = run(parse("name,age\nRex,3\nTom,5\n", { columns: true }));
assert.deepEqual(
  [...iterate(parser)],
  [
    { name: "Rex", age: "3" },
    { name: "Tom", age: "5" },
  ],
);

const parseLarge = coroutine(async function* (rows) {
  const { Readable } = await import("node:stream");
  const { parse } = await import("csv-parse");
  const lines = Array.from({ length: rows }, (_, n) => `${n},${n * 2}\n`);
  yield* Readable.from(lines).pipe(parse());
});
let sum = 0;
for (const [, double] of iterate(parseLarge(5_000))) sum += Number(double);
assert.equal(sum, 24_995_000);
