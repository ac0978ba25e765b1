// A deadline holds, whatever the thread does meanwhile.
import assert from "node:assert/strict";
import { mayWarn, scenario } from "../scenario.mjs";

export const callThatGoesOn = scenario(
  "a call that goes on for ever: its deadline ends it, with a warning that names it",
  ({ run, coroutine, TimeoutError }, { failsSoon, remote }) => {
    // A call that is given up before its thread has started does not begin.
    run(remote.echo("started"));
    const goesOn = coroutine(function goesOn() {
      setInterval(() => {}, 10);
      return new Promise(() => {});
    });
    const error = failsSoon(() => run(goesOn(), { timeout: 50, cancelGrace: 20 }));
    assert(error instanceof TimeoutError, String(error));
  },
  { stderr: /MiniasyncWarning: .*goesOn/s },
);

export const endlessLoop = scenario(
  "an endless loop: its deadline ends the wait, and the next run works",
  ({ run, TimeoutError }, { failsSoon, remote }) => {
    run(remote.echo("started"));
    const error = failsSoon(() => run(remote.spin(), { timeout: 100 }));
    assert(error instanceof TimeoutError, String(error));
  },
  { stderr: mayWarn },
);

export const endlessLoopIsEnded = scenario(
  'an endless loop with strays: "terminate": its deadline ends the thread, and nothing goes on',
  ({ run, coroutine, TimeoutError }, { failsSoon, pause, remote }) => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const spin = coroutine((words) => {
      for (;;) Atomics.add(words, 0, 1);
    });
    run(remote.echo("started"));
    const error = failsSoon(() => run(spin(words), { timeout: 100, cancelGrace: 50, strays: "terminate" }));
    assert(error instanceof TimeoutError, String(error));
    const before = Atomics.load(words, 0);
    pause(50);
    assert(before > 0);
    assert.equal(Atomics.load(words, 0), before, "the loop goes on");
  },
  {
    differs: {
      deno: {
        why: "Deno cannot end a thread that spins. Its caller gets `TimeoutError` at the deadline all the same, and goes on with a new thread, with a warning: the old one keeps a processor busy until the process ends.",
        stderr: /MiniasyncWarning: A thread that was ended goes on/,
        instead({ run, TimeoutError }, { failsSoon, remote }) {
          run(remote.echo("started"));
          const options = { timeout: 100, cancelGrace: 50, strays: "terminate" };
          const error = failsSoon(() => run(remote.spin(), options));
          assert(error instanceof TimeoutError, String(error));
        },
      },
    },
  },
);

export const deadlineOfAnOuterRun = scenario(
  "an endless loop in an inner run: the deadline of the outer one ends both",
  ({ run, TimeoutError }, { failsSoon, remote }) => {
    function* outer() {
      run(remote.spin());
    }
    const error = failsSoon(() => run(outer(), { timeout: 100 }));
    assert(error instanceof TimeoutError, String(error));
  },
  { stderr: mayWarn },
);

export const beforeTheThreadHasStarted = scenario(
  "a deadline before the thread has started: the next run works when its call would have spun",
  ({ run, TimeoutError }, { failure, pause, remote }) => {
    assert(failure(() => run(remote.spin(), { timeout: 0, cancelGrace: 0 })) instanceof TimeoutError);
    pause(1200);
    assert.deepEqual(run(remote.echo("next")), ["next"]);
  },
  { stderr: mayWarn },
);

export const neverSettles = scenario(
  "a promise that never settles beside timers that go on: the deadline ends the wait",
  ({ run, coroutine, TimeoutError }, { failsSoon }) => {
    const waits = coroutine(() => {
      setInterval(() => {}, 10);
      return new Promise(() => {});
    });
    const error = failsSoon(() => run(waits(), { timeout: 100 }));
    assert(error instanceof TimeoutError, String(error));
  },
  { stderr: mayWarn },
);

export const resultThatCannotBeSent = scenario(
  "a result that cannot be sent: CloneError that names its path, not a hang",
  ({ run, coroutine, CloneError }, { failsSoon }) => {
    const detached = coroutine(() => {
      const bytes = new Uint8Array(8);
      structuredClone(bytes, { transfer: [bytes.buffer] });
      return { deep: [bytes] };
    });
    const error = failsSoon(() => run(detached()));
    assert(error instanceof CloneError);
    assert.equal(error.code, "MINIASYNC_CLONE");
    assert.match(error.message, /result\.deep\[0\]/);
  },
);

export const resultThatThrows = scenario(
  "a result whose getter throws: that error, not a hang",
  ({ run, coroutine }, { failsSoon }) => {
    const throws = coroutine(() => ({
      get a() {
        throw new RangeError("of a getter");
      },
    }));
    assert.match(failsSoon(() => run(throws())).message, /of a getter/);
  },
);

export const runNestedInRunAsync = scenario(
  "the deadline of runAsync reaches a run that is nested in it",
  async (miniasync, world) => {
    function* nests() {
      miniasync.run(world.remote.later(1e9));
    }
    world.isTimeout(await world.attempt(async () => miniasync.runAsync(nests(), { timeout: 100 })));
  },
  { deadlineMs: 6000, stderr: mayWarn },
);

export const readInRunAsync = scenario(
  "the deadline of runAsync ends the read of a property whose getter spins",
  async (miniasync, world) => {
    const { run, runAsync, coroutine } = miniasync;
    const make = coroutine(() => {
      class Thing {
        method() {}
        get property() {
          for (;;);
        }
      }
      return new Thing();
    });
    const [thing] = run(make());
    function* reads() {
      return thing.property;
    }
    world.isTimeout(await world.attempt(async () => runAsync(reads(), { timeout: 200 })));
  },
  { deadlineMs: 6000, stderr: mayWarn },
);
