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

const strayIsTold = { stderr: /MiniasyncWarning: An earlier call in the thread .*Error: stray/s };

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

const throwsLater = ({ run, coroutine }) => {
  const leaves = coroutine(() => {
    setTimeout(() => {
      throw new Error("stray");
    }, 20);
  });
  run(leaves());
};

export const lateError = scenario(
  "an uncaught error of a call that has ended: a warning, and not blamed on the next",
  (miniasync, { remote }) => {
    throwsLater(miniasync);
    assert.deepEqual(miniasync.run(remote.later(100, "innocent")), ["innocent"]);
    assert.deepEqual(miniasync.run(remote.echo("next")), ["next"]);
  },
  {
    ...strayIsTold,
    differs: {
      deno: {
        why: "An error that nobody caught ends a thread of Deno, also one of a call that has ended.",
        instead(miniasync, { failsSoon, remote }) {
          throwsLater(miniasync);
          const error = failsSoon(() => miniasync.run(remote.later(100)));
          assert.equal(error.name, "ThreadExitedError");
          assert.match(error.message, /stray/);
        },
      },
    },
  },
);
