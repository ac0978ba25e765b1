// When is nothing left that could wake a coroutine? It is told at once when it is so, and never too early (no-false-alarm.mjs).
import assert from "node:assert/strict";
import { scenario } from "../scenario.mjs";

/** Two calls that can never end, one of them made in a coroutine of a coroutine. */
function neverEnding({ sleep, coroutine }, { remote }) {
  const waits = coroutine(async function waitsForEver() {
    await new Promise(() => {});
  });
  function* outer() {
    yield* sleep(1);
    return yield* waits();
  }
  return [outer(), remote.never()];
}

/** @returns its tasks */
function isDeadlock(error, { DeadlockError }) {
  assert(error instanceof DeadlockError, String(error));
  assert.equal(error.code, "MINIASYNC_DEADLOCK");
  assert.match(error.message, /in the thread/);
  for (const { stack } of error.tasks) assert.match(stack[0], / in the thread$/);
  assert.match(error.tasks[0].stack[0], /^at .*waitsForEver/);
  return error.tasks;
}

export const callsThatNeverEnd = scenario(
  "calls that can never end: DeadlockError at once, which names them and where they were made",
  (miniasync, world) => {
    const error = world.failsSoon(() => miniasync.run(...neverEnding(miniasync, world)));
    const [{ stack }] = isDeadlock(error, miniasync);
    assert.match(stack[1], /^at outer \(.*deadlocks\.mjs:\d+:\d+\)$/);
    assert.equal(stack.length, 2);
  },
  {
    stderr: "",
    differs: {
      bun: {
        why: "Bun leaves no frame for a call in tail position, such as `return yield* f()`.",
        instead(miniasync, world) {
          const error = world.failsSoon(() => miniasync.run(...neverEnding(miniasync, world)));
          assert.equal(isDeadlock(error, miniasync)[0].stack.length, 1);
        },
      },
    },
  },
);

/** A run of what `make` gives must be a deadlock, also when a thread is there already. */
const deadlock = (title, make) =>
  scenario(`a deadlock is found: ${title}`, (miniasync, { failsSoon, remote }) => {
    miniasync.run(remote.echo("a thread is there"));
    const error = failsSoon(() => miniasync.run(make(miniasync, remote)));
    assert(error instanceof miniasync.DeadlockError, String(error));
    assert.equal(error.code, "MINIASYNC_DEADLOCK");
  });

export const deadlocks = [
  deadlock("a promise that never settles", (_, { never }) => never()),
  deadlock("a local queue", ({ Queue }) => new Queue().get()),
  deadlock("a local queue, after a call that has ended", function* ({ Queue }, { echo }) {
    yield* echo(1);
    yield* new Queue().get();
  }),
  deadlock("a call that waits for an event of its own caller", function* ({ Event, coroutine }) {
    const event = new Event();
    const calls = coroutine((callback) => callback());
    yield* calls(function* () {
      yield* event.wait();
    });
  }),
  deadlock("a call that waits for its signal, which nobody aborts", ({ coroutine, signal }) => {
    const waits = coroutine((signal) => new Promise((_, reject) => signal.addEventListener("abort", reject)));
    return waits(signal);
  }),
];

export const callsOfAnOuterRun = scenario(
  "a deadlock in an inner run is found while calls of the outer one, which is suspended, are pending",
  ({ run, Queue, TimeoutError }, { attempt, failure, remote }) => {
    function* deadlocked() {
      yield* remote.later(20);
      const { error, ms } = attempt(() => run(new Queue().get()));
      return [error.name, ms < 200];
    }
    assert.deepEqual(run(remote.later(300, "outer"), deadlocked()), ["outer", ["DeadlockError", true]]);
    const options = { timeout: 1500, cancelGrace: 0 };
    assert(failure(() => run(remote.later(5000, "outer"), deadlocked(), options)) instanceof TimeoutError);
  },
  { stderr: /MiniasyncWarning: .*go(es)? on in the thread/ },
);

export const callbacksOfAnOuterRun = scenario(
  "a generator callback of a suspended outer run wakes no inner one; a plain one does",
  ({ run, coroutine, Queue }, { failure }) => {
    // Keeps the callback, and calls it later, again and again.
    const keep = coroutine((callback, milliseconds) => {
      setInterval(callback, milliseconds);
    });
    function* withGenerator() {
      yield* keep(function* () {}, 20);
      return failure(() => run(new Queue().get())).name;
    }
    assert.deepEqual(run(withGenerator()), ["DeadlockError"]);
    function* withPlain() {
      const queue = new Queue();
      yield* keep(() => queue.putNowait("from a listener"), 20);
      return run(queue.get())[0];
    }
    assert.deepEqual(run(withPlain()), ["from a listener"]);
  },
);

/** After a call that fails to be sent with a callback, nobody can call back: a local wait is a deadlock. */
const refused = (title, call) =>
  scenario(
    `a deadlock is found after a call with a callback that could not be sent: ${title}`,
    (miniasync, { failure, remote }) => {
      miniasync.run(remote.echo("a thread is there"));
      assert(
        ["CloneError", "DataCloneError", "TypeError"].includes(failure(() => miniasync.run(call(miniasync))).name),
      );
      const error = failure(() => miniasync.run(new miniasync.Event().wait(), { timeout: 3000 }));
      assert(error instanceof miniasync.DeadlockError, String(error));
    },
    { deadlineMs: 6000 },
  );

export const refusedCalls = [
  refused("a promise beside it", ({ coroutine }) => coroutine(async () => 1)(() => {}, Promise.resolve())),
  refused("a transfer of what cannot be moved", ({ coroutine, transfer }) => {
    class Thing {}
    return coroutine(async () => 1)(() => {}, transfer({ a: 1 }, [new Thing()]));
  }),
];

export const cancelledBeforeItWasSent = scenario(
  "a deadlock is found after a call with a callback that was cancelled before it was sent",
  ({ run, coroutine, Event, TimeoutError, DeadlockError }, { failure, remote }) => {
    const calls = coroutine(async (callback) => callback());
    run(remote.echo("a thread is there"));
    assert(
      failure(() =>
        run(
          calls(() => 1),
          { timeout: 0 },
        ),
      ) instanceof TimeoutError,
    );
    assert(failure(() => run(new Event().wait())) instanceof DeadlockError);
  },
  { deadlineMs: 6000 },
);

export const inACallback = scenario(
  "a deadlock in a run in a plain callback is found: the thread that waits for the callback wakes nobody",
  ({ run, coroutine, Event, DeadlockError }, { failure, remote }) => {
    const calls = coroutine(async (callback) => callback());
    const callback = () => failure(() => run(new Event().wait())) instanceof DeadlockError;
    assert.deepEqual(run(calls(callback)), [true]);
    assert.deepEqual(run(remote.echo("next")), ["next"]);
  },
  { deadlineMs: 6000 },
);

export const withoutBlocking = scenario(
  "runAsync: DeadlockError, when nothing is left that keeps the process alive, of all that wait then",
  async ({ runAsync, Event, sleep, coroutine, DeadlockError }) => {
    let cleaned = 0;
    const loadUser = coroutine(function loadUser() {
      return new Promise(() => {});
    });
    function* waits(what) {
      try {
        yield* what();
      } finally {
        yield* sleep(5);
        cleaned++;
      }
    }
    // What a listener to the end of work begins is waited for, and is no deadlock.
    const event = new Event();
    process.once("beforeExit", () => setTimeout(() => event.set(), 20));
    const waiting = [
      runAsync(waits(() => event.wait())),
      runAsync(waits(loadUser), sleep(50)),
      runAsync(waits(() => new Event().wait())),
    ];
    const [first, ...others] = await Promise.allSettled(waiting);
    assert.equal(first.status, "fulfilled");
    assert.equal(cleaned, 3);
    for (const { reason } of others) {
      assert(reason instanceof DeadlockError, String(reason));
      assert.match(reason.message, /at waits \(.*deadlocks\.mjs:\d+:\d+\)$/m);
    }
    assert.match(others[0].reason.message, /at loadUser\(\) in the thread/);
    assert.equal(process.listenerCount("beforeExit"), 0);
  },
  {
    absent: {
      deno: "Deno does not tell that nothing is left while a top-level await is pending; elsewhere it does.",
      bun: "Bun does not end while a top-level await is pending, whatever is left; elsewhere it tells.",
    },
  },
);
