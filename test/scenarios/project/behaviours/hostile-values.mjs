// What comes from a library in the thread, or was done to the globals here, decides nothing.
import assert from "node:assert/strict";
import { mayWarn, scenario } from "../scenario.mjs";

export const cancelledByData = scenario(
  "an error whose own data calls it a cancellation is an error like any other",
  ({ run, coroutine, taskGroup, CancelledError }, { failure }) => {
    const pay = coroutine(async () => {
      const body = { message: "payment failed", code: "MINIASYNC_CANCELLED" };
      throw Object.assign(new Error(body.message), body);
    });
    function* pays(group) {
      group.spawn(pay());
      return "all is well";
    }
    const error = failure(() => run(taskGroup(pays)));
    assert(error instanceof AggregateError, String(error));
    assert.deepEqual([error.errors[0].message, error.errors[0].code], ["payment failed", "MINIASYNC_CANCELLED"]);
    assert(!(error.errors[0] instanceof CancelledError));
  },
);

const inheritedNames = ["constructor", "__proto__", "toString"];

export const codesOfObjects = scenario(
  "an error whose code is the name of something that all objects have is an Error",
  ({ run, coroutine }, { failure }) => {
    const fails = coroutine(async (code) => {
      throw Object.assign(new TypeError("mine"), { code });
    });
    for (const code of inheritedNames) {
      const error = failure(() => run(fails(code)));
      assert(error instanceof TypeError, `${code}: ${String(error)}`);
      assert.deepEqual([error.message, error.code], ["mine", code]);
    }
  },
);

export const namesOfObjects = scenario(
  "an error whose name is that of something that all objects have is an Error",
  ({ run, coroutine }, { failure }) => {
    const fails = coroutine(async (name) => {
      throw Object.assign(new Error("mine"), { name });
    });
    for (const name of inheritedNames) {
      const error = failure(() => run(fails(name)));
      assert(error instanceof Error, `${name}: ${String(error)}`);
      assert.equal(error.message, "mine");
    }
  },
);

export const hiddenPort = scenario(
  "a module in the thread finds neither its port nor shared memory in workerData",
  ({ run, coroutine }) => {
    const look = coroutine(async () => {
      const { MessagePort, workerData } = await import("node:worker_threads");
      const isPort = (value) => value instanceof MessagePort;
      const isShared = (value) => value instanceof SharedArrayBuffer || value?.buffer instanceof SharedArrayBuffer;
      return Object.entries(workerData ?? {}).flatMap(([name, value]) =>
        isPort(value) || isShared(value) ? name : [],
      );
    });
    assert.deepEqual(run(look()), [[]]);
  },
);

export const abortReason = scenario(
  "an abort reason that cannot be copied ends the call with that reason, and not the process",
  async ({ runAsync, coroutine }, { remote }) => {
    const aborted = coroutine((signal) => new Promise((resolve) => signal.addEventListener("abort", resolve)));
    await runAsync(remote.echo("the thread has begun"));
    for (const reason of [new Event("close"), () => {}, { deep: new WeakMap() }]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 50);
      const error = await runAsync(aborted(controller.signal), { timeout: 1000 }).then(
        () => undefined,
        (error) => error,
      );
      // The thread may be told a copy of what can be told of it.
      assert.equal(error, undefined);
    }
    assert.deepEqual(await runAsync(remote.echo("next")), ["next"]);
  },
  { stderr: mayWarn },
);

export const preparedStacks = scenario(
  "Error.prepareStackTrace of others changes no error that arrives",
  ({ run, coroutine, Queue, DeadlockError }, { failure }) => {
    const fails = coroutine(async () => {
      throw new RangeError("boom");
    });
    const prepared = [(_, frames) => frames, () => undefined, () => 5, () => null];
    for (const prepare of prepared) {
      Error.prepareStackTrace = prepare;
      const error = failure(() => run(fails()));
      const deadlock = failure(() => run(new Queue().get()));
      Error.prepareStackTrace = undefined;
      assert(error instanceof RangeError, String(error));
      assert.equal(error.message, "boom");
      assert(deadlock instanceof DeadlockError, String(deadlock));
    }
  },
);

export const pollutedPrototype = scenario(
  "an Object.prototype that others have polluted changes no result",
  ({ run, coroutine, sleep, gather }, { failure, remote }) => {
    const polluted = { id: 7, kind: "x", code: "c", type: "t", name: "n", next: 5, done: true };
    Object.assign(Object.prototype, polluted);
    try {
      const value = { a: [1, { b: "c" }], d: new Map([[1, new Date(5)]]) };
      assert.deepEqual(run(remote.echo(value), sleep(20, "slept")), [value, "slept"]);
      assert.deepEqual(run(gather([sleep(5, 1), remote.later(5, 2)])), [[1, 2]]);
      const fails = coroutine(() => {
        throw new RangeError("mine");
      });
      assert(failure(() => run(fails())) instanceof RangeError);
    } finally {
      for (const name of Object.keys(polluted)) delete Object.prototype[name];
    }
  },
);

export const patchedPromise = scenario(
  "a Promise that others have patched changes no result",
  async ({ run, runAsync }, { remote }) => {
    const own = Promise;
    const { then } = own.prototype;
    const patched = () => {
      throw new Error("patched");
    };
    // biome-ignore lint/suspicious/noThenProperty: that is the point
    Object.assign(own.prototype, { then: patched });
    Object.assign(globalThis, { Promise: patched });
    const results = run(remote.echo(1), remote.later(5, 2));
    Object.assign(globalThis, { Promise: own });
    Object.assign(own.prototype, { then });
    assert.deepEqual(results, [1, 2]);
    assert.deepEqual(await runAsync(remote.echo("next")), ["next"]);
  },
);

const ofNode = "`--frozen-intrinsics` is a flag of Node.";

export const frozenIntrinsics = scenario(
  "with --frozen-intrinsics everything works the same",
  ({ run, sleep, coroutine }, { remote, failure }) => {
    const fails = coroutine(() => {
      throw new RangeError("mine");
    });
    assert.deepEqual(run(sleep(1, "slept"), remote.echo({ a: 1 }), remote.later(5, 2)), ["slept", { a: 1 }, 2]);
    assert(failure(() => run(fails())) instanceof RangeError);
  },
  { flags: { node: ["--frozen-intrinsics"] }, absent: { deno: ofNode, bun: ofNode } },
);

export const bytesThatAreKept = scenario(
  "bytes that the thread still has are copied: asked for again, they are the same",
  ({ run, load }) => {
    const { runInThisContext } = load("node:vm");
    const { setEnvironmentData, getEnvironmentData } = load("node:worker_threads");
    for (let i = 0; i < 2; i++) {
      const [kept] = run(runInThisContext("globalThis.kept ??= new Uint8Array([1, 2, 3, 4])"));
      assert.deepEqual([...kept], [1, 2, 3, 4]);
    }
    run(setEnvironmentData("bytes", new Uint8Array([1, 2, 3])));
    for (let i = 0; i < 2; i++) assert.deepEqual([...run(getEnvironmentData("bytes"))[0]], [1, 2, 3]);
  },
);

export const viewOutOfBounds = scenario(
  "a view that is out of the bounds of its memory is a CloneError with its path",
  ({ run, CloneError }, { failure, remote }) => {
    const memory = new ArrayBuffer(8, { maxByteLength: 16 });
    const view = new Uint8Array(memory, 4, 4);
    memory.resize(2);
    const error = failure(() => run(remote.echo({ deep: [view] })));
    assert(error instanceof CloneError, String(error));
    assert.equal(error.path, "args[0].deep[0]");
    assert.deepEqual(run(remote.echo("next")), ["next"]);
  },
);
