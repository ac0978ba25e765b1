// What arrives of an error of the thread.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { scenario } from "../scenario.mjs";

export const errorsKeepWhatTheyAre = scenario(
  "errors: class, code, cause, own properties, both stacks",
  ({ run, load, coroutine }, { failure }) => {
    const missing = failure(() => run(load("node:fs/promises").readFile("no-such-file")));
    const here = failure(() => readFileSync("no-such-file"));
    assert.deepEqual([missing.code, missing.syscall, missing.path], ["ENOENT", "open", here.path]);
    assert(missing instanceof Error);
    const fails = coroutine(() => {
      throw Object.assign(new RangeError("outer", { cause: new TypeError("inner") }), { status: 503 });
    });
    const error = failure(() => run(fails()));
    assert(error instanceof RangeError && error.cause instanceof TypeError);
    assert.deepEqual([error.message, error.cause.message, error.status], ["outer", "inner", 503]);
    assert.match(error.stack ?? "", /errors\.mjs/);
  },
);

export const accessorsOfErrors = scenario(
  "errors: an error has what the accessors of its class show, and none of those that throw",
  ({ run, coroutine }, { failure }) => {
    const fails = coroutine(() => {
      class ProcessError extends Error {
        #code = 3;
        get exitCode() {
          return this.#code;
        }
        get ok() {
          return this.exitCode === 0;
        }
        get broken() {
          throw new Error("nobody can read this");
        }
      }
      throw new ProcessError("it failed");
    });
    const error = failure(() => run(fails()));
    assert.deepEqual([error.message, error.exitCode, error.ok, error.broken], ["it failed", 3, false, undefined]);
    assert.deepEqual(Object.keys(error), []);
  },
);

export const listedErrors = scenario(
  "errors that are listed take the place of a result; AggregateError; what is thrown and no error",
  ({ run, coroutine }, { failure }) => {
    const fails = coroutine((what) => {
      if (what === "many") throw new AggregateError([new RangeError("one"), "two"], "many");
      throw what;
    });
    const [listed, good] = run(fails(new RangeError("listed")), coroutine(() => 1)(), {
      returnExceptions: [RangeError],
    });
    assert(listed instanceof RangeError && good === 1);
    const many = failure(() => run(fails("many")));
    assert(many instanceof AggregateError && many.errors[0] instanceof RangeError && many.errors[1] === "two");
    assert.equal(
      failure(() => run(fails("text"))),
      "text",
    );
  },
);

export const errorOfARemoteClass = scenario(
  "errors of a listed class of the thread are errors here, not things of the thread's",
  ({ run, coroutine }) => {
    const open = coroutine(async () => {
      class MyError extends Error {
        name = "MyError";
      }
      return {
        MyError,
        fail: async () => {
          throw new MyError("x");
        },
        through: (callback) => callback(),
      };
    });
    const [library] = run(open());
    const { MyError } = library;
    const [error] = run(library.fail(), { returnExceptions: [MyError] });
    assert(error instanceof MyError && error instanceof Error);
    assert.deepEqual([String(error), error.missing], ["MyError: x", undefined]);
    function* fails() {
      yield* library.fail();
    }
    const [back] = run(library.through(fails), { returnExceptions: [MyError] });
    assert(back instanceof MyError);
  },
  { stderr: "" },
);

/** The lines of a stack without their places. */
const lines = (error) =>
  error.stack.split("\n").map((line) => line.trim().replace(/ \(?(?:file:|node:|\/|[A-Z]:\\).*/, ""));

const otherFrames = "Bun has other frames for async functions.";

export const stackOfAnError = scenario(
  "the stack of an error is the thread's, then the name of the call, then every yield* and the run",
  ({ run, load }, { failure }) => {
    const files = load("../fixtures/opens-nothing.mjs", { from: import.meta.url });
    function* inner() {
      yield* files.read();
    }
    function* outer() {
      yield* inner();
    }
    function start() {
      run(outer());
    }
    assert.deepEqual(lines(failure(start)).slice(0, 7), [
      "Error: there is nothing to open",
      "at open",
      "at async Module.read",
      'at -- called as "../fixtures/opens-nothing.mjs".read() from --',
      "at inner",
      "at outer",
      "at start",
    ]);
  },
  { absent: { bun: otherFrames } },
);

export const stackWithoutOurFrames = scenario(
  "the stack of an error shows no frame of the package, and nothing twice when the error came home",
  ({ run, coroutine }, { failure }) => {
    const pass = coroutine(async function pass(callback) {
      return await callback();
    });
    const mine = new Error("mine");
    const { stack } = mine;
    const throws = () => {
      throw mine;
    };
    assert.equal(
      failure(() => run(pass(throws))),
      mine,
    );
    assert.equal(mine.stack, stack);
    const fail = coroutine(async function fail() {
      throw new Error("theirs");
    });
    function start() {
      run(fail());
    }
    const theirs = failure(start);
    assert.doesNotMatch(theirs.stack, /dist\/|miniasync\.js/);
    const shown = lines(theirs).slice(0, 4);
    assert.deepEqual([shown[0], shown[3]], ["Error: theirs", "at start"]);
    assert.match(shown[1], /^at (async )?fail$/);
    assert.match(shown[2], /^at -- called as .*fail.* from --$/);
  },
);

const warned =
  /MiniasyncWarning: coroutine\(\) was never waited for; write yield\* before it\s+at forgetful \(.*errors\.mjs:\d+:\d+\).*sleep\(\) was never waited for.*coroutine\(\) was never waited for; pass it to run\(\)/s;

export const neverWaitedFor = scenario(
  "errors: a call and a sleep that nobody waits for are warnings, with their place",
  ({ run, sleep, gather, race }, { remote, failure }) => {
    run(
      (function* forgetful() {
        remote.echo(1);
        sleep(5);
      })(),
    );
    // None of these is: they are waited for later, or cancelled, or refused.
    run(
      (function* () {
        const later = remote.echo(2);
        yield* gather([sleep(1), later]);
        yield* race([remote.echo(3), sleep(50)]);
      })(),
    );
    const [call] = run(
      (function* () {
        return remote.echo(4);
      })(),
    );
    assert.deepEqual(run(call), [4]);
    failure(() => run(sleep(5), { timeout: "5" }));
    remote.later(5);
  },
  { stderr: warned, absent: { bun: "Bun does not tell which line called a proxy, so that the warning has no place." } },
);

export const printed = scenario(
  "errors: suppressed ones, and calls that have not run, are seen when they are printed",
  async ({ run, load, timeout, TimeoutError, sleep, suppressed }, { failure }) => {
    const { inspect } = await import("node:util");
    const fs = load("node:fs/promises");
    const call = fs.stat(".", { bigint: true });
    assert.equal(inspect(call), 'RemoteCall "node:fs/promises".stat(".", {…}) (not run yet)');
    run(call);
    assert.equal(inspect(call), 'RemoteCall "node:fs/promises".stat(".", {…}) (has been run)');
    for (const coerce of [() => `${fs.stat(".")}`, () => Number(fs.stat("."))])
      assert.match(failure(coerce).message, /Cannot convert .*stat\(\) to a primitive: it has not run; write yield\*/);
    await assert.rejects(async () => fs.stat("."), /Cannot await .*stat\(\): it is no promise; use yield\*/);
    function* failing(text) {
      throw new Error(text);
    }
    const error = failure(() => run(failing("first"), failing("second")));
    assert.equal(suppressed(error).length, 1);
    assert.match(inspect(error), /Symbol\(suppressed\).*second/s);
    const late = failure(() => run(timeout(5, sleep(1000))));
    assert(late instanceof TimeoutError);
    assert.match(late.tasks[0]?.stack[0] ?? "", /^at sleep\(\)/);
    assert.equal(late.help, "miniasync/docs/guide/17-errors-reference.md#miniasync_timeout");
  },
);
