// An error in the thread that belongs to no call that is pending.
import assert from "node:assert/strict";
import { scenario } from "../scenario.mjs";

export const handledRejection = scenario(
  "a rejection that is handled is nothing",
  ({ run, coroutine }) => {
    const handles = coroutine(async () => {
      const promise = Promise.reject(new Error("handled"));
      try {
        await promise;
      } catch {
        return "handled";
      }
    });
    assert.deepEqual(run(handles()), ["handled"]);
  },
  { stderr: "" },
);

const strayIsTold = { stderr: /MiniasyncWarning: A promise in the thread was rejected.*Error: stray/s };

export const lateRejection = scenario(
  "a rejection of a call that has ended: a warning, and not blamed on the next",
  ({ run, coroutine }, { remote }) => {
    const leaves = coroutine(() => {
      setTimeout(() => Promise.reject(new Error("stray")), 20);
    });
    run(leaves());
    assert.deepEqual(run(remote.later(100, "innocent")), ["innocent"]);
    assert.deepEqual(run(remote.echo("next")), ["next"]);
  },
  strayIsTold,
);

export const ownRejection = scenario(
  "a rejection that nobody handles: a warning, the call goes on, and its thread lives",
  ({ run, coroutine }, { remote }) => {
    const leaves = coroutine(async () => {
      void Promise.reject(new Error("stray"));
      await new Promise((done) => setTimeout(done, 20));
      class Thing {
        hello() {
          return "still here";
        }
      }
      return new Thing();
    });
    const [thing] = run(leaves());
    assert.deepEqual(run(thing.hello(), remote.echo("next")), ["still here", "next"]);
  },
  strayIsTold,
);

export const rejectionExplains = scenario(
  "a rejection that nobody handles is the cause of the TimeoutError of the run that waited meanwhile",
  ({ run, coroutine }, { failure, remote }) => {
    run(remote.echo("started"));
    const waits = coroutine(() => {
      void Promise.reject(new RangeError("stray"));
      return new Promise((done) => setTimeout(done, 60_000));
    });
    const error = failure(() => run(waits(), { timeout: 300 }));
    assert.equal(error.name, "TimeoutError");
    assert.equal(String(error.cause), "RangeError: stray");
    assert.equal(failure(() => run(remote.later(60_000), { timeout: 30 })).cause, undefined);
  },
  { stderr: /A promise in the thread was rejected.*RangeError: stray/s },
);

export const rejectionExplainsDeadlock = scenario(
  "a rejection that nobody handles is the cause of the DeadlockError of the run that waited for it",
  ({ run, coroutine }, { failsSoon }) => {
    const waits = coroutine(() => {
      void Promise.reject(new RangeError("stray"));
      return new Promise(() => {});
    });
    const error = failsSoon(() => run(waits()));
    assert.equal(error.name, "DeadlockError");
    assert.equal(String(error.cause), "RangeError: stray");
  },
  {
    stderr: /A promise in the thread was rejected.*RangeError: stray/s,
    absent: {
      browser: "No browser tells that nothing goes on in a worker.",
      deno: "Deno may tell of a rejection only after it is known that nothing goes on.",
    },
  },
);

const throwsLater = ({ run, coroutine }) => {
  const leaves = coroutine(() => {
    setTimeout(() => {
      throw new Error("stray");
    }, 20);
  });
  run(leaves());
};

export const lateError = scenario(
  "an uncaught error ends its thread, as it ends a process, and whoever waits there is told what it was",
  (miniasync, { failsSoon, remote }) => {
    throwsLater(miniasync);
    const error = failsSoon(() => miniasync.run(remote.later(60_000)));
    assert.equal(error.name, "ThreadExitedError");
    assert.match(error.message, /an error that nobody caught: Error: stray/);
  },
);

export const lateErrorOfNobody = scenario(
  "an uncaught error while nobody waits for the thread is a warning, and the thread goes on",
  (miniasync, { pause, remote }) => {
    throwsLater(miniasync);
    pause(150);
    assert.deepEqual(miniasync.run(remote.echo("next")), ["next"]);
  },
  {
    stderr: /MiniasyncWarning: An earlier call in the thread threw an error.*Error: stray/s,
    absent: { deno: "An error that nobody caught mostly ends a thread of Deno, also one of a call that has ended." },
  },
);

export const errorBesideStray = scenario(
  "an uncaught error while only a stray is pending is a warning, and the thread goes on",
  (miniasync, { failure, pause, remote }) => {
    const { coroutine, run } = miniasync;
    const [counter] = run(
      coroutine(() => {
        class Counter {
          #count = 0;
          next() {
            return ++this.#count;
          }
        }
        return new Counter();
      })(),
    );
    const error = failure(() => run(remote.later(60_000), { timeout: 20, cancelGrace: 0 }));
    assert.equal(error.name, "TimeoutError");
    throwsLater(miniasync);
    pause(150);
    assert.deepEqual(run(counter.next()), [1]);
  },
  {
    stderr: /MiniasyncWarning: An earlier call in the thread threw an error.*Error: stray/s,
    absent: { deno: "An error that nobody caught mostly ends a thread of Deno, also one of a call that has ended." },
  },
);
