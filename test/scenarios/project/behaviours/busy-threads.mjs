// A thread that computes is not dead: it is ended when that is asked for, or after a long time.
import assert from "node:assert/strict";
import { mayWarn, scenario } from "../scenario.mjs";

export const slowImport = scenario(
  "a module that takes longer to load than each try may take is there in the end",
  ({ run, load, TimeoutError }, { attempt, pause, remote }) => {
    const { name } = load("../fixtures/computes-while-loading.mjs", { from: import.meta.url });
    const tries = [];
    run(remote.echo("started"));
    for (let i = 0; i < 40 && tries.at(-1) !== "loaded"; i++) {
      const { error, value } = attempt(() => run(name(), { timeout: 100 }));
      assert(error === undefined || error instanceof TimeoutError, String(error));
      tries.push(value?.[0]);
      pause(50);
    }
    assert(tries.length > 1);
    assert.equal(tries.at(-1), "loaded");
  },
  { stderr: mayWarn },
);

export const handlesSurviveABusyThread = scenario(
  "a thread that computes beyond a deadline is not ended: handles there live on, and calls do not wait for it",
  ({ run, coroutine, TimeoutError }, { failure, attempt, pause, remote }) => {
    const make = coroutine(() => {
      class Thing {
        hello() {
          return "still here";
        }
      }
      return new Thing();
    });
    const computes = coroutine((milliseconds) => {
      for (const end = performance.now() + milliseconds; performance.now() < end; );
    });
    const [thing] = run(make());
    assert(failure(() => run(computes(1500), { timeout: 100 })) instanceof TimeoutError);
    const { value, ms } = attempt(() => run(remote.echo("another thread")));
    assert.deepEqual(value, ["another thread"]);
    assert(ms < 900, `it took ${Math.round(ms)} ms`);
    pause(1500);
    assert.deepEqual(run(thing.hello()), ["still here"]);
  },
  { stderr: mayWarn },
);

export const slowGetter = scenario(
  "a property whose getter is slow, read until a deadline, does not end the thread: handles there live on",
  ({ run, coroutine, TimeoutError }, { failure, pause }) => {
    const make = coroutine(() => {
      class Thing {
        hello() {
          return "still here";
        }
        get slow() {
          for (const end = performance.now() + 600; performance.now() < end; );
          return 1;
        }
      }
      return new Thing();
    });
    const [thing] = run(make());
    function* reads() {
      return thing.slow;
    }
    assert(failure(() => run(reads(), { timeout: 100 })) instanceof TimeoutError);
    pause(700);
    assert.deepEqual(run(thing.hello()), ["still here"]);
  },
  { stderr: mayWarn },
);
