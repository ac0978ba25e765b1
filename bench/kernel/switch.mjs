// How long does it take to give way to another task and to go on again?
import { call as effectionCall, run as effectionRun, spawn as effectionSpawn } from "effection";
import { gather, run, sleep } from "miniasync";
import { answer } from "./harness.mjs";

// Under another name for the type checker, whose libraries lack what its declarations need.
const { Effect } = await import(String("effect"));
const times = 100_000;

async function native() {
  for (let i = 0; i < times; i++) await null;
}

function* ours() {
  for (let i = 0; i < times; i++) yield* sleep(0);
}

/** The floor: two generators and a loop, and nothing else. */
function* bare() {
  for (let i = 0; i < times; i++) yield;
}

function floor() {
  const first = bare();
  const second = bare();
  while (!first.next().done && !second.next().done);
}

const theirs = Effect.gen(function* () {
  for (let i = 0; i < times; i++) yield* Effect.yieldNow;
});

function* effection() {
  for (let i = 0; i < times / 10; i++) yield* effectionCall(() => Promise.resolve());
}

await answer({
  title: "one switch",
  unit: "switch, two tasks in turn",
  operations: 2 * times,
  target: 1.3,
  contestants: [
    { name: "native async/await", run: () => Promise.all([native(), native()]) },
    { name: "miniasync", run: () => run(gather([ours(), ours()])) },
    { name: "raw generators", run: floor },
    { name: "effect", run: () => Effect.runPromise(Effect.all([theirs, theirs], { concurrency: 2 })) },
  ],
});

await answer({
  title: "one switch, effection",
  unit: "switch, two tasks in turn",
  operations: (2 * times) / 10,
  contestants: [
    {
      name: "miniasync",
      run: () =>
        run(
          gather([
            (function* () {
              for (let i = 0; i < times / 10; i++) yield* sleep(0);
            })(),
            (function* () {
              for (let i = 0; i < times / 10; i++) yield* sleep(0);
            })(),
          ]),
        ),
    },
    {
      name: "effection",
      run: () =>
        effectionRun(function* () {
          const tasks = [yield* effectionSpawn(effection), yield* effectionSpawn(effection)];
          for (const task of tasks) yield* task;
        }),
    },
  ],
});
