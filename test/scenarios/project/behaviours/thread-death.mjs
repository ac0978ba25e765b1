// Whatever ends the thread ends the calls that are pending there, soon, with an error that says why; and the next run works.
import assert from "node:assert/strict";
import process from "node:process";
import { scenario } from "../scenario.mjs";

const isThreadExited = (error) =>
  assert.deepEqual([error.name, error.code], ["ThreadExitedError", "MINIASYNC_THREAD_EXITED"], String(error));

export const exitsAtOnce = scenario(
  "process.exit() at once in a call: ThreadExitedError that says so",
  ({ run, coroutine }, { failsSoon }) => {
    const error = failsSoon(() => run(coroutine(() => process.exit(3))()));
    isThreadExited(error);
    assert.deepEqual([error.message, error.exitCode], ["Cannot go on: the thread ended by process.exit(3)", 3]);
  },
);

export const exitsLater = scenario(
  "process.exit() later in a call: ThreadExitedError with exit code and the last lines of stderr",
  ({ run, coroutine }, { failsSoon }) => {
    const exits = coroutine(async () => {
      await null;
      console.error("one");
      console.error("two");
      process.exit(4);
    });
    const error = failsSoon(() => run(exits()));
    isThreadExited(error);
    assert.deepEqual([error.exitCode, error.stderr], [4, ["one", "two"]]);
  },
);

export const uncaughtError = scenario(
  "an error that nobody caught: ThreadExitedError with that error as its cause",
  ({ run, coroutine }, { failsSoon }) => {
    const throwsLater = coroutine(() => {
      setTimeout(() => {
        throw new RangeError("of a timer");
      });
      return new Promise(() => {});
    });
    const error = failsSoon(() => run(throwsLater()));
    isThreadExited(error);
    assert(error.cause instanceof RangeError);
    assert.deepEqual([error.exitCode, error.cause.message], [1, "of a timer"]);
  },
);

export const uncaughtNull = scenario(
  "something thrown that is no error, which nobody caught: ThreadExitedError with it as its cause",
  ({ run, coroutine }, { failsSoon }) => {
    const throwsLater = coroutine(() => {
      setTimeout(() => {
        throw null;
      });
      return new Promise(() => {});
    });
    const error = failsSoon(() => run(throwsLater()));
    isThreadExited(error);
    assert.deepEqual([error.exitCode, error.cause], [1, null]);
  },
);

export const uncaughtOddError = scenario(
  "an error that nobody caught, and that cannot be copied: ThreadExitedError",
  ({ run, coroutine }, { failsSoon }) => {
    const throwsLater = coroutine(
      () =>
        new Promise(() =>
          setTimeout(() => {
            const traps = {
              ownKeys() {
                throw 1;
              },
            };
            throw Object.assign(new Error("odd"), { get: new Proxy({}, traps) });
          }),
        ),
    );
    const error = failsSoon(() => run(throwsLater()));
    isThreadExited(error);
    assert.equal(error.exitCode, 1);
  },
);

export const deathWithoutAWord = scenario(
  "a death without a word: ThreadExitedError",
  ({ run, coroutine }, { failsSoon }) => {
    const error = failsSoon(() => run(coroutine(() => process.reallyExit(5))()));
    isThreadExited(error);
    assert.match(error.message, /without a word/);
  },
);

export const deathWithoutAWordMissedWhileBusy = scenario(
  "a death without a word is noticed while timers and another thread keep the caller awake",
  ({ run, loop, coroutine, sleep }, { failsSoon, remote }) => {
    const die = coroutine(() => {
      setTimeout(() => process.reallyExit(1), 20);
      return new Promise(() => {});
    });
    function* busy(tick) {
      for (;;) yield* tick();
    }
    isThreadExited(
      failsSoon(() =>
        run(
          die(),
          busy(() => sleep(5)),
        ),
      ),
    );
    isThreadExited(
      failsSoon(() =>
        run(
          die(),
          busy(() => sleep(0)),
        ),
      ),
    );
    loop((other) => {
      // Its calls go to the thread of the loop, those of the handle to the default one, which keeps ringing.
      const [ticker] = run(
        coroutine(() => {
          class Ticker {
            tick() {
              return new Promise((done) => setTimeout(done, 1));
            }
          }
          return new Ticker();
        })(),
      );
      isThreadExited(
        failsSoon(() =>
          other.run(
            die(),
            busy(() => ticker.tick()),
          ),
        ),
      );
      assert.deepEqual(other.run(remote.echo("next")), ["next"]);
    });
  },
);

/** Takes all memory that it may have; where there is no limit, a lot. */
const fills = (coroutine) =>
  coroutine(() => {
    const all = [];
    for (let i = 0; i < 2000; i++) all.push(new Array(1e4).fill(i));
    return "not limited";
  });
const limited = { thread: { resourceLimits: { maxOldGenerationSizeMb: 16 } } };

export const outOfMemory = scenario(
  "out of memory with resourceLimits: ThreadExitedError, and the process and its loop live",
  ({ loop, coroutine }, { failsSoon, remote }) => {
    loop((own) => {
      const isDeno = "Deno" in globalThis;
      const error = failsSoon(() => own.run(fills(coroutine)(), isDeno ? { timeout: 2000 } : {}));
      // Now and then a worker of Deno neither ends nor goes on. Then the deadline ends the wait.
      if (!isDeno || error.name !== "TimeoutError") {
        isThreadExited(error);
        assert.match(error.message, /out of memory/);
      }
      assert.deepEqual(own.run(remote.echo("next")), ["next"]);
    }, limited);
  },
  {
    stderr: /^(?![\s\S]*MiniasyncWarning)|goes on in the thread/,
    differs: {
      bun: {
        why: "Bun ignores `resourceLimits`: the thread may take what the process may take, and out of memory ends both.",
        instead({ loop, coroutine }) {
          assert.deepEqual(
            loop((own) => own.run(fills(coroutine)()), limited),
            ["not limited"],
          );
        },
      },
    },
  },
);

const ofTheProcess = "A limit for the whole process, Node takes as one for each of its threads.";

export const outOfMemoryOfTheProcess = scenario(
  "out of memory with a limit for the process: ThreadExitedError, and the process lives",
  ({ run, coroutine }, { failsSoon }) => {
    const fillsAll = coroutine(() => {
      const all = [];
      for (;;) all.push(new Array(1e4).fill(all.length));
    });
    const error = failsSoon(() => run(fillsAll()));
    isThreadExited(error);
    assert.match(error.message, /out of memory/);
  },
  { flags: { node: ["--max-old-space-size=64"] }, absent: { deno: ofTheProcess, bun: ofTheProcess } },
);

export const onlyThatThread = scenario(
  "the death of a thread ends every call that is pending there, and no other",
  ({ run, loop, coroutine, sleep }, { remote }) => {
    const die = coroutine(() => process.exit(1));
    function* nameOfError(call) {
      try {
        return yield* call;
      } catch (error) {
        return error.name;
      }
    }
    function* diesLater() {
      yield* sleep(30);
      return yield* nameOfError(die());
    }
    loop((other) => {
      const answer = other.spawn(remote.later(150, "other thread"));
      other.run(sleep(1));
      assert.deepEqual(run(nameOfError(remote.later(5000)), diesLater(), sleep(1, "local")), [
        "ThreadExitedError",
        "ThreadExitedError",
        "local",
      ]);
      assert.deepEqual(other.run(answer), ["other thread"]);
    });
  },
);

export const deathBetweenRuns = scenario(
  "a death between two runs is not blamed on the second",
  ({ run, coroutine }, { pause, remote }) => {
    const exits = coroutine(() => {
      setTimeout(() => process.exit(1), 20);
    });
    run(exits());
    pause(300);
    assert.deepEqual(run(remote.echo("told of its end")), ["told of its end"]);
  },
);

const exitsSilently = ({ run, coroutine }, { pause }) => {
  const exits = coroutine(() => {
    setTimeout(() => process.reallyExit(1), 20);
  });
  run(exits());
  pause(300);
};
const isMissedLate = {
  why: "Deno and Bun do not tell that the other end of a port is gone. Another thread misses it, after half a second; until then calls end with `ThreadExitedError`.",
  instead(miniasync, world) {
    exitsSilently(miniasync, world);
    isThreadExited(world.failsSoon(() => miniasync.run(world.remote.echo(1))));
  },
};

export const silentDeathBetweenRuns = scenario(
  "a death without a word between two runs is not blamed on the second",
  (miniasync, world) => {
    exitsSilently(miniasync, world);
    assert.deepEqual(miniasync.run(world.remote.echo("next")), ["next"]);
  },
  { differs: { deno: isMissedLate, bun: isMissedLate } },
);

export const handlesOfADeadThread = scenario(
  "handles of a thread that has died say so",
  ({ run, coroutine }, { failure, remote }) => {
    const make = coroutine(async () => new (await import("node:events")).EventEmitter());
    const [emitter] = run(make());
    isThreadExited(failure(() => run(coroutine(() => process.exit(2))())));
    const called = failure(() => run(emitter.emit("x")));
    isThreadExited(called);
    assert.match(called.message, /process\.exit\(2\)/);
    isThreadExited(failure(() => run(remote.echo(emitter))));
  },
);
