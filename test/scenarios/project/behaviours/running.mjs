// Coroutines that are generators: no thread is started.
import assert from "node:assert/strict";
import { scenario } from "../scenario.mjs";

export const coroutinesOverlap = scenario("run: coroutines overlap, results come in order", ({ run, sleep, Event }) => {
  const event = new Event();
  function* waits() {
    yield* event.wait();
    return "woken";
  }
  function* wakes() {
    yield* sleep(5);
    event.set();
    return "woke";
  }
  assert.deepEqual(run(waits(), wakes(), sleep(1, "slept")), ["woken", "woke", "slept"]);
});

export const gatherSpawnAndGroups = scenario(
  "gather, spawn, task group",
  ({ run, gather, spawn, sleep, taskGroup }) => {
    function* all() {
      const task = spawn(sleep(2, "task"));
      const group = [];
      yield* taskGroup(function* (tasks) {
        for (const value of [1, 2]) group.push(tasks.spawn(sleep(1, value)));
      });
      return [yield* gather([sleep(2, "a"), sleep(1, "b")]), yield* task, group.map((one) => one.result())];
    }
    assert.deepEqual(run(all()), [[["a", "b"], "task", [1, 2]]]);
  },
);

export const cleanupIsWaitedFor = scenario(
  "timeouts and cancellation: finally runs, and is waited for",
  ({ run, sleep, timeout, spawn, TimeoutError, CancelledError }, { failure }) => {
    const trace = [];
    function* slow() {
      try {
        yield* sleep(60_000);
      } catch (error) {
        trace.push(error instanceof CancelledError);
        throw error;
      } finally {
        yield* sleep(2);
        trace.push("cleaned");
      }
    }
    function* cancels() {
      const task = spawn(slow());
      yield* sleep(1);
      task.cancel();
      try {
        yield* task;
      } catch (error) {
        return error instanceof CancelledError;
      }
    }
    assert(failure(() => run(slow(), { timeout: 5 })) instanceof TimeoutError);
    assert(failure(() => run(timeout(5, slow()))) instanceof TimeoutError);
    assert.deepEqual(run(cancels()), [true]);
    assert.deepEqual(trace, [true, "cleaned", true, "cleaned", true, "cleaned"]);
  },
);

export const queuesAndLocks = scenario("queues and locks between coroutines", ({ run, sleep, Queue, Lock }) => {
  const queue = new Queue(1);
  const lock = new Lock();
  let inside = 0;
  function* put() {
    for (const item of [1, 2, 3]) yield* queue.put(item);
  }
  function* take() {
    const items = [];
    for (let i = 0; i < 3; i++) items.push(yield* queue.get());
    return items;
  }
  function* locked() {
    yield* lock.acquire();
    try {
      assert.equal(++inside, 1);
      yield* sleep(1);
      inside--;
    } finally {
      lock.release();
    }
  }
  assert.deepEqual(run(put(), take(), locked(), locked())[1], [1, 2, 3]);
});

export const backgroundTasks = scenario(
  "loop: tasks go on from run to run",
  ({ loop, sleep, LoopClosedError }, { failure }) => {
    const ticks = [];
    function* tick() {
      for (;;) {
        ticks.push(1);
        yield* sleep(1);
      }
    }
    const own = loop();
    own.spawn(tick());
    own.run(sleep(10));
    const before = ticks.length;
    own.run(sleep(10));
    own.close();
    assert(before > 0 && ticks.length > before);
    assert(failure(() => own.run(sleep(1))) instanceof LoopClosedError);
  },
);

export const localDeadlock = scenario(
  "DeadlockError at once, with the place where each waits",
  ({ run, Queue, DeadlockError }, { failure }) => {
    function* waitsForEver() {
      yield* new Queue().get();
    }
    const error = failure(() => run(waitsForEver()));
    assert(error instanceof DeadlockError);
    assert.match(error.tasks[0]?.stack.join("\n") ?? "", /waitsForEver.*running\.mjs/);
  },
);

export const withoutSharedMemory = scenario(
  "without SharedArrayBuffer: import, and whatever does not block",
  async ({ run, runAsync, gather, sleep, spawn, coroutine, Queue }, { failure }) => {
    assert.equal(typeof globalThis.SharedArrayBuffer, "undefined");
    const queue = new Queue();
    function* put() {
      const task = spawn(queue.put(1));
      yield* task;
    }
    assert.deepEqual(run(put(), queue.get(), gather([sleep(0, "a")])), [undefined, 1, ["a"]]);
    assert.deepEqual(await runAsync(sleep(5, "slept")), ["slept"]);
    for (const body of [() => run(sleep(5)), () => run(coroutine(() => 1)())]) {
      assert.match(failure(body).message, /^Cannot .*SharedArrayBuffer/);
    }
  },
  {
    prepare() {
      Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
    },
  },
);

export const virtualClock = scenario("miniasync/testing: a virtual clock, and explore", async ({ loop, sleep }) => {
  const { explore, VirtualClock } = await import("miniasync/testing");
  const clock = new VirtualClock();
  loop((own) => own.run(sleep(86_400_000)), { clock });
  assert.equal(clock.now(), 86_400_000);
  assert.equal(typeof explore, "function");
});

export const refusedRun = scenario(
  "a run that is refused runs nothing, neither then nor later",
  ({ loop, sleep, LoopError }, { failure }) => {
    const ran = [];
    function* notes(what) {
      ran.push(what);
    }
    const other = loop();
    const foreign = other.spawn(sleep(1));
    const own = loop();
    assert(failure(() => own.run(notes("beside a foreign task"), foreign)) instanceof LoopError);
    function* again() {
      return failure(() => own.run(notes("inside a run of the same loop"))) instanceof LoopError;
    }
    assert.deepEqual(own.run(again()), [true]);
    own.run(sleep(1));
    assert.deepEqual(ran, []);
    other.close();
    own.close();
  },
);

export const sameSleepTwice = scenario(
  "the same sleep, waited for twice, waits twice or is refused",
  ({ run, sleep }, { attempt }) => {
    const once = sleep(100);
    function* twice() {
      yield* once;
      yield* once;
    }
    const { error, ms } = attempt(() => run(twice()));
    assert(error instanceof TypeError || (error === undefined && ms > 190), `it took ${Math.round(ms)} ms`);
  },
);

export const virtualDeadline = scenario(
  "a deadline on a virtual clock is none for a read, which takes real time",
  async ({ loop, coroutine }) => {
    const { VirtualClock } = await import("miniasync/testing");
    const make = coroutine(async () => {
      class Thing {
        method() {}
        get property() {
          for (const end = performance.now() + 40; performance.now() < end; );
          return 7;
        }
      }
      return new Thing();
    });
    const own = loop({ clock: new VirtualClock() });
    const [thing] = own.run(make());
    function* reads() {
      for (const end = performance.now() + 80; performance.now() < end; );
      return thing.property;
    }
    assert.deepEqual(own.run(reads(), { timeout: 50 }), [7]);
    own.close();
  },
);
