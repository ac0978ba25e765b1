// Clocks and timers that tests put in the place of the platform's own change nothing here: whoever waits, waits for real time.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import process from "node:process";
import { scenario } from "../scenario.mjs";

/** Put clocks that stand still, and timers that never fire, where tests put theirs. It is run in the thread, too. */
function stopTime() {
  const never = () => 0;
  performance.now = never;
  process.hrtime = Object.assign(() => [0, 0], { bigint: () => 0n });
  globalThis.Date = class extends Date {
    static now = never;
    constructor(...args) {
      super(...(args.length === 0 ? [0] : args));
    }
  };
  const timers = process.getBuiltinModule("node:timers");
  for (const name of [
    "setTimeout",
    "clearTimeout",
    "setInterval",
    "clearInterval",
    "setImmediate",
    "clearImmediate",
    "queueMicrotask",
  ]) {
    globalThis[name] = never;
    if (name in timers) timers[name] = never;
  }
}

export const ofTheCaller = scenario(
  "fake timers of the caller: run, runAsync, deadlines and times of grace take real time",
  async ({ run, runAsync, sleep, TimeoutError }, { remote, failure }) => {
    const time = performance.now.bind(performance);
    const { Date: RealDate } = globalThis;
    stopTime();
    const start = time();
    run(sleep(20));
    await runAsync(sleep(20));
    assert(time() - start > 30);
    assert(failure(() => run(sleep(60_000), { timeout: 20 })) instanceof TimeoutError);
    assert(
      failure(() => run(remote.never(), { timeout: 20, cancelGrace: 20, strays: "terminate" })) instanceof TimeoutError,
    );
    await assert.rejects(
      runAsync(remote.later(60_000), { timeout: 20, cancelGrace: 20, strays: "terminate" }),
      TimeoutError,
    );
    assert.deepEqual(await runAsync(remote.echo(1), remote.later(5, 2)), [1, 2]);
    globalThis.Date = RealDate; // For those who wait for the end of this process.
  },
);

export const ofTheThread = scenario(
  "fake timers of the thread: calls, callbacks and deadlocks there are as ever",
  ({ run, coroutine, iterate, DeadlockError }, { remote, failure }) => {
    run(coroutine(stopTime)());
    const date = new Date(5);
    assert.deepEqual(run(remote.echo({ date }), remote.echo(Buffer.from("b"))), [{ date }, Buffer.from("b")]);
    const calls = coroutine(async (plain, generator) => [plain(1), await generator(2), plain(3)]);
    function* generator(value) {
      return yield* remote.echo(value);
    }
    assert.deepEqual(run(calls((value) => value, generator)), [[1, 2, 3]]);
    const items = coroutine(() =>
      (async function* () {
        yield* [1, 2, 3];
      })(),
    );
    assert.deepEqual([...iterate(items())], [1, 2, 3]);
    assert(failure(() => run(remote.never())) instanceof DeadlockError);
  },
);
