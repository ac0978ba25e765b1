// How much does the processor work for 10,000 tasks that sleep for 1 to 50 ms?
import { all as effectionAll, run as effectionRun, sleep as effectionSleep } from "effection";
import { gather, run, sleep } from "miniasync";
import { answer } from "./harness.mjs";

// Under another name for the type checker, whose libraries lack what its declarations need.
const { Effect } = await import(String("effect"));
const sleepers = 10_000;
const delays = Array.from({ length: sleepers }, (_, i) => 1 + ((i * 7919) % 50));

/** @param {number} delay */
async function native(delay) {
  await new Promise((resolve) => setTimeout(resolve, delay));
  return delay;
}

/** @param {number} delay */
function* ours(delay) {
  yield* sleep(delay);
  return delay;
}

await answer({
  title: "10,000 sleepers",
  unit: "sleeper",
  operations: sleepers,
  target: 1.2,
  measure: "cpu",
  contestants: [
    { name: "native async/await", run: () => Promise.all(delays.map(native)) },
    { name: "miniasync", run: () => run(gather(delays.map(ours))) },
    {
      name: "effect",
      run: () =>
        Effect.runPromise(
          Effect.all(
            delays.map((delay) => Effect.sleep(delay)),
            { concurrency: "unbounded" },
          ),
        ),
    },
  ],
});

await answer({
  title: "1,000 sleepers, effection",
  unit: "sleeper",
  operations: 1000,
  measure: "cpu",
  contestants: [
    { name: "miniasync", run: () => run(gather(delays.slice(0, 1000).map(ours))) },
    { name: "effection", run: () => effectionRun(() => effectionAll(delays.slice(0, 1000).map(effectionSleep))) },
  ],
});
