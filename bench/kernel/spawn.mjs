// How long does it take to start 100,000 tasks that give way once, and to gather their results?
import { all as effectionAll, call as effectionCall, run as effectionRun } from "effection";
import { gather, run, sleep } from "miniasync";
import { answer } from "./harness.mjs";

// Under another name for the type checker, whose libraries lack what its declarations need.
const { Effect } = await import(String("effect"));
const tasks = 100_000;

/** @param {number} i */
async function native(i) {
  await null;
  return i;
}

/** @param {number} i */
function* ours(i) {
  yield* sleep(0);
  return i;
}

/** @param {number} i */
function* bare(i) {
  yield;
  return i;
}

function floor() {
  const generators = Array.from({ length: tasks }, (_, i) => bare(i));
  for (const generator of generators) generator.next();
  return generators.map((generator) => generator.next().value);
}

/** @param {number} i */
const theirs = (i) =>
  Effect.gen(function* () {
    yield* Effect.yieldNow;
    return i;
  });

await answer({
  title: "spawn and gather 100,000 tasks",
  unit: "task",
  operations: tasks,
  target: 1.5,
  contestants: [
    { name: "native async/await", run: () => Promise.all(Array.from({ length: tasks }, (_, i) => native(i))) },
    { name: "miniasync", run: () => run(gather(Array.from({ length: tasks }, (_, i) => ours(i)))) },
    { name: "raw generators", run: floor },
    {
      name: "effect",
      run: () =>
        Effect.runPromise(
          Effect.all(
            Array.from({ length: tasks }, (_, i) => theirs(i)),
            { concurrency: "unbounded" },
          ),
        ),
    },
  ],
});

await answer({
  title: "spawn and gather 2,000 tasks, effection",
  unit: "task",
  operations: 2000,
  contestants: [
    { name: "miniasync", run: () => run(gather(Array.from({ length: 2000 }, (_, i) => ours(i)))) },
    {
      name: "effection",
      run: () =>
        effectionRun(() =>
          effectionAll(
            Array.from({ length: 2000 }, (_, i) =>
              effectionCall(async () => {
                await null;
                return i;
              }),
            ),
          ),
        ),
    },
  ],
});
