// Adds jobs to a queue; a worker, whose processor is a generator function here, does them, and the results are waited for.
// Against: redis
import assert from "node:assert/strict";
import { load, run, sleep } from "miniasync";

const { Queue, QueueEvents, Worker } = load("bullmq");
const connection = { url: process.env.REDIS_URL };
const [queue, events] = run(new Queue("sums", { connection }), new QueueEvents("sums", { connection }));

function* main() {
  // The line of the table.
  const worker = yield* new Worker("sums", add, { connection, concurrency: 2 });
  const jobs = yield* queue.addBulk([1, 2, 3].map((n) => ({ name: "add", data: { n } })));
  const sums = [];
  for (const job of jobs) sums.push(yield* job.waitUntilFinished(events));
  yield* worker.close();
  return sums;
}
function* add(job) {
  yield* sleep(5);
  return job.data.n + 10;
}

assert.deepEqual(run(main()), [[11, 12, 13]]);
run(queue.close(), events.close());
