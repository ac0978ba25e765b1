import { threadId } from "node:worker_threads";
import { coroutine, run } from "miniasync";

const later = coroutine(async (value) => {
  await new Promise((done) => setTimeout(done, 5));
  return [value, (await import("node:worker_threads")).threadId];
});

/** Blocks its worker on a thread that this starts. */
export function task(value) {
  const [[one, inner], [two]] = run(later(value), later(value + 1));
  return { sum: one + two, nested: inner !== threadId };
}
