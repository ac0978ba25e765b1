// Every wait ends, whatever becomes of the thread; and the next run works.
import assert from "node:assert/strict";

/** How soon a death must be noticed, in milliseconds. */
const soon = 5000;

/**
 * A run that must fail as `check` wants, soon, and one after it.
 * @param {(miniasync: typeof import("miniasync")) => unknown} body
 * @param {(error: Error & Record<string, any>, miniasync: typeof import("miniasync")) => void} check
 * @returns {import("../../scenario.ts").Scenario["body"]}
 */
function ends(body, check) {
  return (miniasync, { failure }) => {
    const began = performance.now();
    check(
      failure(() => body(miniasync)),
      miniasync,
    );
    const took = performance.now() - began;
    assert(took < soon, `it took ${Math.round(took)} ms`);
    assert.deepEqual(miniasync.run(miniasync.coroutine(() => "next")()), ["next"]);
  };
}

const fill = (coroutine) =>
  coroutine(() => {
    // Where there is no limit it must end well, not by taking all memory.
    const all = [];
    for (let i = 0; i < 2000; i++) all.push(new Array(1e4).fill(i));
    return "not limited";
  });

const waits = new URL("../waits.mjs", import.meta.url);

/** @type {readonly import("../../scenario.ts").Scenario[]} */
export const scenarios = [
  {
    name: "a call that can never end: DeadlockError at once, which names it",
    body: ends(
      ({ run, coroutine }) =>
        run(
          coroutine(async function never() {
            await new Promise(() => {});
          })(),
        ),
      (error, { DeadlockError }) => {
        assert(error instanceof DeadlockError, String(error));
        assert.match(error.message + error.tasks[0].stack.join(), /never/);
      },
    ),
  },
  {
    name: "a call that goes on for ever: its deadline ends it, with a warning that names it",
    stderr: /MiniasyncWarning: .*goesOn/s,
    body: ends(
      ({ run, coroutine }) => {
        // A call that is given up before its thread has started does not begin.
        run(coroutine(() => "started")());
        run(
          coroutine(function goesOn() {
            setInterval(() => {}, 10);
            return new Promise(() => {});
          })(),
          { timeout: 50, cancelGrace: 20 },
        );
      },
      (error, { TimeoutError }) => assert(error instanceof TimeoutError, String(error)),
    ),
  },
  {
    name: "an endless loop: its deadline ends the thread, and nothing goes on",
    body({ run, coroutine, TimeoutError }, { failure, pause }) {
      const words = new Int32Array(new SharedArrayBuffer(4));
      const spin = coroutine((words) => {
        for (;;) Atomics.add(words, 0, 1);
      });
      run(coroutine(() => "started")());
      assert(failure(() => run(spin(words), { timeout: 100, cancelGrace: 50 })) instanceof TimeoutError);
      const before = Atomics.load(words, 0);
      pause(50);
      assert(before > 0);
      assert.equal(Atomics.load(words, 0), before, "the loop goes on");
      assert.deepEqual(run(coroutine(() => "next")()), ["next"]);
    },
    differs: {
      deno: {
        why: "Deno cannot end a thread that spins. Its caller gets `TimeoutError` at the deadline all the same, and goes on with a new thread, with a warning: the old one keeps a processor busy until the process ends.",
        stderr: /MiniasyncWarning: A thread that was ended goes on/,
        instead: ends(
          ({ run, coroutine }) => {
            run(coroutine(() => "started")());
            const spin = coroutine(() => {
              for (;;);
            });
            run(spin(), { timeout: 100, cancelGrace: 50 });
          },
          (error, { TimeoutError }) => assert(error instanceof TimeoutError, String(error)),
        ),
      },
    },
  },
  {
    name: "process.exit in the thread: ThreadExitedError with exit code and the last lines of stderr",
    body: ends(
      ({ run, coroutine }) =>
        run(
          coroutine(async () => {
            await null;
            console.error("one");
            console.error("two");
            process.exit(3);
          })(),
        ),
      (error) => {
        assert.deepEqual([error.code, error.exitCode], ["MINIASYNC_THREAD_EXITED", 3]);
        assert.deepEqual(error.stderr, ["one", "two"]);
      },
    ),
  },
  {
    name: "an error that nobody caught: ThreadExitedError with that error as its cause",
    body: ends(
      ({ run, coroutine }) =>
        run(
          coroutine(
            () =>
              new Promise(() =>
                setTimeout(() => {
                  throw new RangeError("uncaught");
                }),
              ),
          )(),
        ),
      (error) => {
        assert.equal(error.code, "MINIASYNC_THREAD_EXITED", String(error));
        assert(error.cause instanceof RangeError);
      },
    ),
  },
  {
    name: "a rejection that nobody handled: the same",
    body: ends(
      ({ run, coroutine }) =>
        run(
          coroutine(() => {
            void Promise.reject(new RangeError("unhandled"));
            return new Promise((done) => setTimeout(done, 1000));
          })(),
        ),
      (error) => {
        assert.equal(error.code, "MINIASYNC_THREAD_EXITED", String(error));
        assert(error.cause instanceof RangeError);
      },
    ),
    differs: {
      bun: {
        why: "Bun does not tell whose rejection it is (no async context in `unhandledRejection`), so it is taken for one of a call that has ended: a warning, and the call goes on.",
        stderr: /MiniasyncWarning: .*unhandled/s,
        instead({ run, coroutine }) {
          const rejects = coroutine(() => {
            void Promise.reject(new RangeError("unhandled"));
            return new Promise((done) => setTimeout(done, 50, "went on"));
          });
          assert.deepEqual(run(rejects()), ["went on"]);
        },
      },
    },
  },
  {
    name: "a rejection of a call that has ended: a warning, and not blamed on the next",
    stderr: /MiniasyncWarning: An earlier call in the thread .*stray/s,
    body({ run, coroutine }) {
      run(
        coroutine(() => {
          setTimeout(() => Promise.reject(new Error("stray")), 10);
        })(),
      );
      const later = coroutine(() => new Promise((done) => setTimeout(done, 60, "innocent")));
      assert.deepEqual(run(later()), ["innocent"]);
    },
  },
  {
    name: "a death without a word: ThreadExitedError",
    body: ends(
      ({ run, coroutine }) => run(coroutine(() => process.reallyExit(5))()),
      (error) => assert.match(error.message, /without a word/),
    ),
  },
  {
    name: "out of memory with resourceLimits: ThreadExitedError, and the process lives",
    body: ends(
      ({ loop, coroutine }) =>
        loop((own) => own.run(fill(coroutine)()), { thread: { resourceLimits: { maxOldGenerationSizeMb: 16 } } }),
      (error) => assert.match(error.message, /out of memory/),
    ),
    differs: {
      bun: {
        why: "Bun ignores `resourceLimits`: the thread may take what the process may take, and out of memory ends both.",
        instead({ loop, coroutine }) {
          const thread = { resourceLimits: { maxOldGenerationSizeMb: 16 } };
          assert.deepEqual(
            loop((own) => own.run(fill(coroutine)()), { thread }),
            ["not limited"],
          );
        },
      },
    },
  },
  {
    name: "death between two runs: the next run gets a new thread",
    body({ run, coroutine }, { pause }) {
      run(
        coroutine(() => {
          setTimeout(() => process.exit(1), 5);
        })(),
      );
      pause(300);
      assert.deepEqual(run(coroutine(() => "next")()), ["next"]);
    },
  },
  {
    name: "imports that fail: ThreadExitedError that names them",
    body: ends(
      ({ loop, coroutine }) =>
        loop((own) => own.run(coroutine(() => 1)()), {
          thread: { imports: [new URL("../throws.mjs", import.meta.url)] },
        }),
      (error) => {
        assert.match(error.message, /throws\.mjs could not be imported/);
        assert(error.cause.cause instanceof RangeError);
      },
    ),
  },
  {
    name: "imports that wait for what never comes: ThreadExitedError",
    body: ends(
      ({ loop, coroutine }) =>
        loop((own) => own.run(coroutine(() => 1)(), { timeout: 3000 }), {
          thread: { imports: [waits] },
        }),
      (error) => assert.match(error.message, /wait for something that never comes/),
    ),
    differs: {
      deno: {
        why: "A module whose top level waits looks busy in Deno: `ThreadExitedError` comes when the thread's time to start is over, after 10 s, and a deadline of the run before that.",
        instead({ loop, run, coroutine, TimeoutError }, { failure }) {
          const thread = { imports: [waits] };
          const wait = (options) => failure(() => loop((own) => own.run(coroutine(() => 1)(), options), { thread }));
          assert(wait({ timeout: 100 }) instanceof TimeoutError);
          assert.match(wait().message, /not ready after 10000 ms/);
          assert.deepEqual(run(coroutine(() => "next")()), ["next"]);
        },
      },
    },
  },
  {
    name: "a module that never ends: its deadline ends the thread",
    body: ends(
      ({ run, load }) => run(load("../spins.mjs", { from: import.meta.url }).name(), { timeout: 300, cancelGrace: 50 }),
      (error, { TimeoutError }) => assert(error instanceof TimeoutError, String(error)),
    ),
  },
  {
    name: "a value that cannot be copied: CloneError with its path, both ways",
    body({ run, coroutine, CloneError }, { failure }) {
      const given = failure(() => run(coroutine((value) => value)({ deep: [new WeakMap()] })));
      assert(given instanceof CloneError, String(given));
      assert.equal(given.path, "args[0].deep[0]");
      const detached = coroutine(() => {
        const bytes = new Uint8Array(8);
        structuredClone(bytes, { transfer: [bytes.buffer] });
        return { deep: [bytes] };
      });
      const back = failure(() => run(detached()));
      assert(back instanceof CloneError, String(back));
      assert.equal(back.path, "result.deep[0]");
    },
  },
];
