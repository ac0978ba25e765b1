// After a deadline, an error or a close, coroutines have `cleanupGrace` (2 s) for their cleanup. Then every wait of theirs ends.
import assert from "node:assert/strict";
import { mayWarn, scenario } from "../scenario.mjs";

const options = { deadlineMs: 6000, stderr: mayWarn };

export const cleanupThatIsNotAnswered = scenario(
  "cleanup that calls something that never answers is over when its grace is",
  (miniasync, world) => {
    const { run, sleep } = miniasync;
    function* closes() {
      try {
        yield* sleep(1e6);
      } finally {
        yield* world.remote.later(1e9);
      }
    }
    world.isTimeout(world.attempt(() => run(closes(), { timeout: 100, strays: "terminate" })));
  },
  options,
);

export const cleanupBesideASpinningThread = scenario(
  "cleanup that calls a thread which spins is over when its grace is",
  (miniasync, world) => {
    const { run, spawn, sleep } = miniasync;
    function* closes() {
      spawn(world.remote.spin());
      try {
        yield* sleep(1e6);
      } finally {
        yield* world.remote.echo(1);
      }
    }
    run(world.remote.echo("started"));
    world.isTimeout(world.attempt(() => run(closes(), { timeout: 100 })));
  },
  options,
);

/** A coroutine that tries again whatever happens, a cancellation too. */
function* retries(coroutine, pause) {
  const get = coroutine(async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    throw new Error("no network");
  });
  for (;;) {
    try {
      return yield* get();
    } catch {
      yield* pause();
    }
  }
}

export const retryLoop = scenario(
  "a retry loop that catches everything and pauses ends when the time for cleaning up is over",
  ({ run, sleep, coroutine }, world) => {
    const ended = world.attempt(() =>
      run(
        retries(coroutine, () => sleep(5)),
        { timeout: 100, cleanupGrace: 300 },
      ),
    );
    world.isTimeout(ended);
    assert(ended.ms < 2000, `it took ${Math.round(ended.ms)} ms`);
  },
  options,
);

export const retryLoopWithoutPause = scenario(
  "a retry loop that catches everything and never pauses is abandoned then, and told in suppressed()",
  ({ run, coroutine, suppressed }, world) => {
    const noPause = function* () {};
    const given = { timeout: 100, cleanupGrace: 300 };
    const error = world.isTimeout(world.attempt(() => run(retries(coroutine, noPause), given)));
    const told = suppressed(error).map((one) => `${one}${one.stack ?? ""}`);
    assert(
      told.some((one) => one.includes("retries")),
      told.join(),
    );
  },
  { ...options, absent: { bun: "Bun leaves no frame of a generator that is left for good." } },
);

export const cleanupGraceOfARun = scenario(
  "cleanupGrace: 200 is how long a run waits for cleanup after its deadline; cleanup in that time is done",
  (miniasync, world) => {
    const { run, sleep } = miniasync;
    const trace = [];
    function* closes(milliseconds) {
      try {
        yield* sleep(1e6);
      } finally {
        yield* sleep(milliseconds);
        trace.push(`closed in ${milliseconds}`);
      }
    }
    const ended = world.attempt(() => run(closes(20), closes(1e6), { timeout: 50, cleanupGrace: 200 }));
    world.isTimeout(ended);
    assert(ended.ms >= 240 && ended.ms < 1500, `it took ${Math.round(ended.ms)} ms`);
    assert.deepEqual(trace, ["closed in 20"]);
  },
  options,
);

export const cleanupGraceOfALoop = scenario(
  "cleanupGrace: 200 is how long a loop waits for cleanup when it closes",
  ({ loop, sleep }, { attempt }) => {
    const trace = [];
    function* closes(milliseconds) {
      try {
        yield* sleep(1e6);
      } finally {
        yield* sleep(milliseconds);
        trace.push(`closed in ${milliseconds}`);
      }
    }
    const own = loop({ cleanupGrace: 200 });
    own.spawn(closes(20));
    own.spawn(closes(1e6));
    own.run(sleep(1));
    const { error, ms } = attempt(() => own.close());
    assert.equal(error, undefined);
    assert(ms >= 190 && ms < 1500, `it took ${Math.round(ms)} ms`);
    assert.deepEqual(trace, ["closed in 20"]);
  },
  options,
);

export const cleanupAfterAnError = scenario(
  "cleanup after another coroutine's error is over when its grace is, and the error is thrown",
  ({ run, sleep }, { attempt, remote }) => {
    const mine = new RangeError("mine");
    function* fails() {
      yield* sleep(10);
      throw mine;
    }
    function* closes() {
      try {
        yield* sleep(1e6);
      } finally {
        yield* sleep(1e6);
      }
    }
    const { error, ms } = attempt(() => run(fails(), closes()));
    assert.equal(error, mine);
    assert(ms < 4000, `it took ${Math.round(ms)} ms`);
    assert.deepEqual(run(remote.echo("next")), ["next"]);
  },
  options,
);
