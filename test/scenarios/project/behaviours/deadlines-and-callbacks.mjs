// Callbacks, and the runs in them, end when the time of their run is over.
import assert from "node:assert/strict";
import { mayWarn, scenario } from "../scenario.mjs";

const options = { deadlineMs: 6000, stderr: mayWarn };

export const floodOfCallbacks = scenario(
  "a flood of generator callbacks does not hide the deadline",
  (miniasync, world) => {
    const floods = miniasync.coroutine(async (callback) => {
      for (;;) callback().catch(() => {});
    });
    miniasync.run(world.remote.echo("started"));
    world.isTimeout(
      world.attempt(() =>
        miniasync.run(
          floods(function* () {}),
          { timeout: 100 },
        ),
      ),
    );
  },
  { ...options, deadlineMs: 20_000 }, // The thread keeps a processor busy.
);

export const cleanupOfCallbacks = scenario(
  "generator callbacks that have begun run their finally when the run ends at its deadline",
  ({ run, coroutine, sleep, TimeoutError }, { failure }) => {
    const emits = coroutine(async (callback, milliseconds) => {
      for (const end = performance.now() + milliseconds; performance.now() < end; ) {
        callback().catch(() => {});
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    let began = 0;
    let ended = 0;
    function* callback() {
      began++;
      try {
        yield* sleep(0);
        yield* sleep(1);
      } finally {
        ended++;
      }
    }
    for (let i = 0; i < 60; i++) {
      const error = failure(() => run(emits(callback, 30), { timeout: 10, cancelGrace: 0 }));
      assert(error instanceof TimeoutError, String(error));
      assert.equal(ended, began, `in round ${i}`);
      run(sleep(30));
    }
    assert(began > 0);
  },
  { stderr: mayWarn },
);

/** A call that calls back after 150 ms. */
const callsLater = ({ coroutine }) =>
  coroutine(async (callback) => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    return callback();
  });

export const runInACallbackInGrace = scenario(
  "a run in a plain callback that is called after the deadline ends, too",
  (miniasync, world) => {
    const { run, sleep } = miniasync;
    const callback = () => run(sleep(1e6));
    run(world.remote.echo("started"));
    world.isTimeout(world.attempt(() => run(callsLater(miniasync)(callback), { timeout: 100 })));
  },
  options,
);

export const threadOfARunInACallbackInGrace = scenario(
  "a run in a plain callback uses its loop's thread, also in the time of grace after the deadline",
  (miniasync, { attempt, failure }) => {
    const { run, loop, coroutine, TimeoutError } = miniasync;
    const where = coroutine(async () => (await import("node:worker_threads")).threadId);
    loop((own) => {
      const seen = [];
      const callback = () => {
        const { error, value } = attempt(() => run(where()));
        seen.push(error === undefined ? `in thread ${value}` : error.name);
      };
      own.run(callsLater(miniasync)(callback));
      assert(failure(() => own.run(callsLater(miniasync)(callback), { timeout: 100 })) instanceof TimeoutError);
      // The loop's thread waits for this very callback, so it cannot be called.
      assert.deepEqual(seen, ["LoopError", "LoopError"]);
    });
  },
  options,
);
