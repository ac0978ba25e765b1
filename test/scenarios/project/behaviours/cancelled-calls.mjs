// What becomes of a call whose coroutine is cancelled, before and after it has begun in the thread.
import assert from "node:assert/strict";
import { mayWarn, scenario } from "../scenario.mjs";

export const coroutineGoesOn = scenario(
  "a call that is cancelled is told by its signal, while its coroutine goes on in the next tick",
  ({ run, coroutine, spawn, sleep, signal }, { remote }) => {
    const aborted = coroutine(
      (signal) =>
        new Promise((done) => {
          signal.addEventListener("abort", () => setTimeout(done, 20));
        }),
    );
    const trace = [];
    function* waits() {
      try {
        yield* aborted(signal);
      } catch (error) {
        trace.push(error.name);
        throw error;
      }
    }
    function* cancels() {
      const task = spawn(waits());
      yield* sleep(30);
      task.cancel("enough");
      yield* sleep(0);
      trace.push("next tick");
    }
    run(remote.echo("started"));
    run(cancels());
    assert.deepEqual(trace, ["CancelledError", "next tick"]);
    assert.deepEqual(run(coroutine((signal) => signal.aborted)(signal)), [false]);
  },
  { stderr: "" },
);

export const reason = scenario(
  "a call that is cancelled gives the reason to its signal",
  ({ run, coroutine, spawn, sleep, signal }, { remote }) => {
    const logs = coroutine(
      (signal) =>
        new Promise((done) => {
          signal.addEventListener("abort", () => {
            const { reason } = signal;
            console.log(reason.name, reason.message, reason instanceof Error);
            done();
          });
        }),
    );
    function* cancels() {
      const task = spawn(logs(signal));
      yield* sleep(30);
      task.cancel("enough");
    }
    run(remote.echo("started"));
    run(cancels());
  },
  { stdout: "CancelledError enough true\n" },
);

export const isWaitedFor = scenario(
  "a call that is cancelled is waited for until it ends, when it ends soon",
  ({ run, TimeoutError }, { attempt, remote }) => {
    run(remote.echo("started"));
    const { error, ms } = attempt(() => run(remote.later(150), { timeout: 10, cancelGrace: 5000 }));
    assert(error instanceof TimeoutError, String(error));
    assert(ms > 145 && ms < 4000, `it took ${ms} ms`);
  },
  { stderr: "" },
);

export const moduleStillLoading = scenario(
  "a call that is cancelled never begins when its module was still loading",
  ({ run, load, TimeoutError }, { failure, remote }) => {
    run(remote.echo("started"));
    const { state } = load("../fixtures/shouts-when-called.mjs", { from: import.meta.url });
    assert(failure(() => run(state(), { timeout: 30 })) instanceof TimeoutError);
    run(remote.later(150));
  },
  { stdout: "", stderr: "" },
);

export const threadStoodStill = scenario(
  "a call that is cancelled never begins when its thread stood still for a callback",
  ({ run, coroutine, spawn }, { remote }) => {
    const calls = coroutine(async (callback) => callback());
    const shout = coroutine(() => console.log("called"));
    function* cancels() {
      const calling = spawn(calls(() => void shouting.cancel()));
      const shouting = spawn(shout());
      yield* calling;
      return shouting.cancelled;
    }
    run(remote.echo("started"));
    assert.deepEqual(run(cancels()), [true]);
    run(remote.later(50));
  },
  { stdout: "", stderr: "" },
);

export const threadStillStarting = scenario(
  "a call that is cancelled never begins when its thread was still starting",
  ({ run, coroutine, TimeoutError }, { failure, remote }) => {
    const shout = coroutine(() => console.log("called"));
    assert(failure(() => run(shout(), { timeout: 0, cancelGrace: 0 })) instanceof TimeoutError);
    run(remote.later(20));
  },
  { stdout: "", stderr: mayWarn },
);

export const lateResult = scenario(
  "a call that is cancelled: its late result is dropped, and a handle in it released",
  ({ run, coroutine, TimeoutError }, { failure, remote }) => {
    const make = coroutine(async () => {
      await new Promise((done) => setTimeout(done, 60));
      class Thing {
        hello() {}
      }
      return new Thing();
    });
    run(remote.echo("started"));
    assert(failure(() => run(make(), { timeout: 20 })) instanceof TimeoutError);
    const [thing, other] = run(make(), remote.echo("other"));
    assert.deepEqual([typeof thing.hello, other], ["function", "other"]);
  },
);
