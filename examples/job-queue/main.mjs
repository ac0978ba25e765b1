// 200 jobs for three machines, by way of BullMQ on a Redis server, from a script without a single `await`. The machines are three
// processes here. One of them is killed in the middle of a job, and nothing is lost.
import { fileURLToPath } from "node:url";
import { CancelledError, coroutine, load, run, signal, TimeoutError } from "miniasync";
import { withRedis } from "./redis.mjs";

/**
 * BullMQ's classes are generic. What is made of one in the thread has lost its type parameters, so here is how we use them.
 * @typedef {import("bullmq").QueueOptions} Options
 * @typedef {new (name: string, options: Options) => import("bullmq").Queue} QueueClass
 * @typedef {new (name: string, options: Options) => import("bullmq").QueueEvents} QueueEventsClass
 * @typedef {import("miniasync").Handle<import("bullmq").Job>} Job
 */
/** @type {import("miniasync").Remote<{ Queue: QueueClass, QueueEvents: QueueEventsClass }>} */
const { Queue, QueueEvents } = load("bullmq");

/** A job that a machine could not do. */
class JobFailed extends Error {
  static {
    JobFailed.prototype.name = "JobFailed";
  }
}

const startWorker = coroutine(
  async (/** @type {string} */ file, /** @type {string} */ name, /** @type {number} */ port) => {
    const { spawn } = await import("node:child_process");
    const worker = spawn(process.execPath, [file, name, String(port)], { stdio: ["pipe", "pipe", "inherit"] });
    for await (const _ of worker.stdout) return worker;
    throw new Error(`the worker ${name} ended before it was ready`);
  },
);

/** BullMQ's own way of waiting, which has an end when the caller gives up. */
const outcome = coroutine(
  async (
    /** @type {import("bullmq").Job} */ job,
    /** @type {import("bullmq").QueueEvents} */ events,
    /** @type {AbortSignal} */ signal,
  ) => {
    const givenUp = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    return await Promise.race([job.waitUntilFinished(events), givenUp]);
  },
);

/** How many jobs each worker has done, and how many were begun twice. */
const account = coroutine(async (/** @type {import("bullmq").Queue} */ queue) => {
  /** @type {Record<string, number>} */
  const doneBy = {};
  let twice = 0;
  for (const { processedBy = "nobody", stalledCounter } of await queue.getJobs(["completed", "failed"])) {
    doneBy[processedBy] = (doneBy[processedBy] ?? 0) + 1;
    if (stalledCounter > 0) twice++;
  }
  return { doneBy, twice };
});

// Some of them are not natural numbers: their jobs fail.
const numbers = Array.from({ length: 200 }, (_, index) => (index % 60 === 17 ? -index : 10 ** 10 + index));
const names = ["ada", "grace", "edsger"];

withRedis((connection) => {
  const file = fileURLToPath(new URL("worker.mjs", import.meta.url));
  const [queue] = run(new Queue("factors", { connection }));
  const [events] = run(new QueueEvents("factors", { connection }));
  run(queue.setMaxListeners(0)); // All 200 will listen to it.
  const workers = run(...names.map((name) => startWorker(file, name, connection.port)));
  try {
    console.log(`${numbers.length} jobs for ${workers.length} machines`);
    let ended = 0;

    /** The end of one job: its result, or the error of the machine. @param {Job} job */
    const finished = function* (job) {
      let result;
      try {
        result = yield* outcome(job, events, signal);
      } catch (error) {
        if (error instanceof CancelledError || !(yield* job.isFailed())) throw error;
        result = new JobFailed(/** @type {Error} */ (error).message);
      }
      ended++;
      if (ended % 50 === 0) console.log(`  ${ended} have ended`);
      if (ended === 60) {
        process.kill(Number(workers[1]?.pid), "SIGKILL");
        console.log("  grace was killed in the middle of a job");
      }
      if (result instanceof JobFailed) throw result;
      return result;
    };

    const [jobs] = run(queue.addBulk(numbers.map((number) => ({ name: "factor", data: { number } }))));
    const results = run(...jobs.map(finished), { returnExceptions: [JobFailed], timeout: 45_000 });

    const inOrder = results.every(
      (result, index) =>
        result instanceof JobFailed ||
        result.reduce((/** @type {number} */ product, /** @type {number} */ one) => product * one) === numbers[index],
    );
    console.log(
      `results ${inOrder ? "in order" : "in disorder"}, the last: ${numbers.at(-1)} = ${results.at(-1).join(" · ")}`,
    );
    const failed = results.filter((result) => result instanceof JobFailed);
    console.log(`failed: ${failed.map(({ message }) => message).join(", ")}`);
    const [{ doneBy, twice }] = run(account(queue));
    console.log(`done by ${names.map((name) => `${name}: ${doneBy[name]}`).join(", ")}; begun twice: ${twice}`);
  } finally {
    run(...workers.map((worker) => worker.kill()));
    run(events.close(), queue.close());
  }

  // No machine has an eye on this queue.
  const [idle] = run(new Queue("idle", { connection }));
  const [idleEvents] = run(new QueueEvents("idle", { connection }));
  const patiently = function* () {
    const job = yield* idle.add("wait", {});
    try {
      return yield* outcome(job, idleEvents, signal);
    } finally {
      yield* job.remove();
    }
  };
  try {
    run(patiently(), { timeout: 300 });
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    console.log(`a job that nobody takes: ${error.name} after 300 ms; left in the queue: ${run(idle.count())[0]}`);
  } finally {
    run(idleEvents.close(), idle.close());
  }
});
