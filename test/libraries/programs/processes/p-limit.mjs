// Runs tasks, two at a time. The tasks are generator functions of the program.
// Remark: A `Semaphore` of miniasync does the same without a library.
import assert from "node:assert/strict";
import { load, run, sleep } from "miniasync";

const { default: pLimit } = load("p-limit");
const [limit] = run(pLimit(2));
let [active, most] = [0, 0];

function* task(n) {
  most = Math.max(most, ++active);
  yield* sleep(5);
  active--;
  return n * 2;
}

// The line of the table.
const doubled = run(limit(task, 1), limit(task, 2), limit(task, 3));
assert.deepEqual([doubled, most], [[2, 4, 6], 2]);
