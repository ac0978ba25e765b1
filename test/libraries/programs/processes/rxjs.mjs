// Takes the first value of an observable, and all of one that was piped.
// Remark: Operators are built where the library is, in the thread: in a function for `coroutine`.
import assert from "node:assert/strict";
import { coroutine, load, run } from "miniasync";

const { firstValueFrom, lastValueFrom, timer } = load("rxjs");
const squares = coroutine(async (count) => {
  const { interval, map, take, toArray } = await import("rxjs");
  return interval(1).pipe(
    map((n) => n * n),
    take(count),
    toArray(),
  );
});

// The line of the table.
const [all] = run(lastValueFrom(run(squares(4))[0]));
assert.deepEqual(all, [0, 1, 4, 9]);
const [soon] = run(timer(5));
assert.deepEqual(run(firstValueFrom(soon)), [0]);
