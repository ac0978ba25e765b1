// Calls of a source with `maxThreads` are spread over several threads, and everything else is as with one.
import assert from "node:assert/strict";
import process from "node:process";
import { countWorkers } from "../count-workers.mjs";
import { mayWarn, scenario } from "../scenario.mjs";

const countsWorkers = {
  deno: "It counts workers as Node starts them.",
  bun: "It counts workers as Node starts them.",
};

/** Functions of two threads: which one it is; compute; wait for what never comes. */
const makeTwo = (coroutine, maxThreads = 2) => ({
  where: coroutine(
    async (milliseconds = 0) => {
      const { threadId } = await import("node:worker_threads");
      for (const end = performance.now() + milliseconds; performance.now() < end; );
      return threadId;
    },
    { maxThreads },
  ),
  compute: coroutine(
    (milliseconds, value) => {
      for (const end = performance.now() + milliseconds; performance.now() < end; );
      return value;
    },
    { maxThreads },
  ),
  never: coroutine(() => new Promise(() => {}), { maxThreads }),
});

export const startsOneByOne = scenario(
  "maxThreads: threads start one by one as calls overlap, and no more than that",
  ({ run, coroutine }) => {
    const { where } = makeTwo(coroutine, 3);
    assert.equal(countWorkers(), 0);
    for (let i = 0; i < 5; i++) run(where());
    assert.equal(countWorkers(), 1);
    run(where(), where());
    assert.equal(countWorkers(), 2);
    const threads = run(where(20), where(20), where(20), where(20), where(20), where(20));
    assert.equal(new Set(threads).size, 3);
    run(...Array.from({ length: 100 }, () => where()));
    assert.equal(countWorkers(), 3);
  },
  { prepare: countWorkers.start, absent: countsWorkers },
);

export const sharesWithOthers = scenario(
  "maxThreads: the first of the threads is the one of all other calls",
  ({ run, coroutine }) => {
    const { where } = makeTwo(coroutine);
    const alone = coroutine(async () => (await import("node:worker_threads")).threadId);
    const [first] = run(alone());
    const threads = run(where(20), where(20), where(20), where(20));
    assert.deepEqual(new Set(threads).size, 2);
    assert(threads.includes(first));
    assert.deepEqual(run(alone(), alone(), alone()), [first, first, first]);
    assert.deepEqual(run(alone()), [first]);
  },
);

export const refusesOthers = scenario(
  "maxThreads that is no whole number from 1 on is a RangeError, at once",
  ({ load, coroutine }, { failure }) => {
    for (const maxThreads of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "2", null, {}]) {
      for (const make of [() => load("node:zlib", { maxThreads }), () => coroutine(() => 1, { maxThreads })]) {
        const error = failure(make);
        assert(error instanceof RangeError, String(error));
        assert.match(error.message, /maxThreads is .*, not a whole number from 1 on/);
      }
    }
    load("node:zlib", { maxThreads: undefined });
  },
);

export const oneHeldUp = scenario(
  "maxThreads: of 3,000 calls none waits behind one that is slow while another thread could do it",
  ({ run, coroutine }) => {
    const slow = coroutine(
      async (milliseconds) => {
        const { threadId } = await import("node:worker_threads");
        for (const end = performance.now() + milliseconds; performance.now() < end; );
        return threadId;
      },
      { maxThreads: 2 },
    );
    run(slow(30), slow(30)); // Both have started.
    const calls = Array.from({ length: 3000 }, (_, i) => slow(i === 0 ? 2000 : 0.02));
    const began = performance.now();
    const [held, ...others] = run(...calls);
    const took = performance.now() - began;
    const behind = others.filter((id) => id === held).length;
    // What the other has not done in that time both share: nothing, unless the machine is very slow.
    assert(took > 3000 || behind < 100, `${behind} waited, ${Math.round(took)} ms`);
    assert.equal(new Set(others).size <= 2, true);
  },
);

export const keepsOrder = scenario("maxThreads: results are in the order of the calls", ({ run, load }) => {
  const zlib = load("node:zlib", { maxThreads: 3 });
  const sizes = Array.from({ length: 500 }, (_, i) => (i * 37) % 1000);
  const packed = run(...sizes.map((size) => zlib.deflateRawSync(Buffer.alloc(size, 1))));
  const whole = run(...packed.map((part) => zlib.inflateRawSync(part)));
  assert.deepEqual(
    whole.map((part) => part.length),
    sizes,
  );
});

export const memoryOfArguments = scenario(
  "maxThreads: arguments are copied when a thread takes the call, so that 3,000 calls of 100 KB need no 300 MB",
  ({ run, coroutine }) => {
    const size = coroutine((bytes, look) => (look ? process.memoryUsage().rss : bytes.length), { maxThreads: 2 });
    const bytes = new Uint8Array(100_000).fill(1);
    run(...Array.from({ length: 200 }, () => size(bytes, false)));
    const before = process.memoryUsage().rss;
    const results = run(...Array.from({ length: 3000 }, (_, i) => size(bytes, i % 50 === 0)));
    const most = Math.max(...results.filter((result) => result !== bytes.length));
    assert(most - before < 150e6, `${Math.round((most - before) / 1e6)} MB`);
  },
  // Found by measuring: 10 KB take less than one.
  { absent: { deno: "Deno takes some 40 ms to hand a message of 100 KB to a thread: 3,000 of them take minutes." } },
);

export const waitingFunctions = scenario(
  "maxThreads: functions that wait for one another are all begun, however many there are",
  ({ run, coroutine }) => {
    const meet = coroutine(
      async (words, count) => {
        Atomics.add(words, 0, 1);
        while (Atomics.load(words, 0) < count) await new Promise((resolve) => setTimeout(resolve, 5));
        return "met";
      },
      { maxThreads: 2 },
    );
    const words = new Int32Array(new SharedArrayBuffer(4));
    const results = run(...Array.from({ length: 300 }, () => meet(words, 300)), { timeout: 10_000 });
    assert.deepEqual(new Set(results), new Set(["met"]));
  },
);

export const handlesStay = scenario(
  "maxThreads: a handle's methods go to the thread that it lives in, and so does a call that it is given to",
  ({ run, coroutine }) => {
    const make = coroutine(
      async () => {
        const { threadId } = await import("node:worker_threads");
        for (const end = performance.now() + 20; performance.now() < end; );
        class Thing {
          #threadId = threadId;
          isHere() {
            return import("node:worker_threads").then(({ threadId }) => threadId === this.#threadId);
          }
          get id() {
            return this.#threadId;
          }
        }
        return new Thing();
      },
      { maxThreads: 2 },
    );
    const isAt = coroutine(
      async (thing) => (thing.id ?? thing.part[0].id) === (await import("node:worker_threads")).threadId,
      {
        maxThreads: 2,
      },
    );
    const things = run(make(), make(), make(), make());
    assert.equal(new Set(things.map((thing) => thing.id)).size, 2);
    const here = run(...things.map((thing) => thing.isHere()));
    assert.deepEqual(here, [true, true, true, true]);
    for (let i = 0; i < 3; i++) {
      assert.deepEqual(run(...things.map((thing) => isAt(thing))), here);
      assert.deepEqual(run(...things.map((thing) => isAt({ part: [thing] }))), here);
    }
    // Also one that has waited.
    const many = Array.from({ length: 200 }, (_, i) => isAt(things[i % 4]));
    assert(run(...many).every(Boolean));
  },
);

export const twoThreadsAtOnce = scenario(
  "maxThreads: a call with things of two threads is a LoopError that says so",
  ({ run, coroutine, LoopError }, { failure }) => {
    const make = coroutine(
      () => {
        for (const end = performance.now() + 20; performance.now() < end; );
        class Thing {
          hello() {}
        }
        return new Thing();
      },
      { maxThreads: 2 },
    );
    const both = coroutine((a, b) => [a, b], { maxThreads: 2 });
    const [one, two] = run(make(), make());
    const error = failure(() => run(both(one, two)));
    assert(error instanceof LoopError);
    assert.match(error.message, /Thing#1: it lives in another thread than the one that is called/);
  },
);

export const callbacksOfAll = scenario(
  "maxThreads: callbacks, plain ones and generators, are served for all threads",
  ({ run, coroutine, sleep }) => {
    const apply = coroutine(
      async (values, plain, generator) => {
        const { threadId } = await import("node:worker_threads");
        const sorted = values.sort((a, b) => plain(a, b));
        return [threadId, ...(await Promise.all(sorted.map((value) => generator(value))))];
      },
      { maxThreads: 2 },
    );
    const offset = 10; // A closure: it runs here.
    function* later(value) {
      yield* sleep(5);
      return value + offset;
    }
    const results = run(...Array.from({ length: 40 }, () => apply([3, 1, 2], (a, b) => a - b, later)));
    for (const [, ...values] of results) assert.deepEqual(values, [11, 12, 13]);
    assert.equal(new Set(results.map(([id]) => id)).size, 2);
  },
);

export const generatorsOfCallsThatWaited = scenario(
  "maxThreads: a generator function that was passed to a call which had to wait is a task of the run that made the call",
  ({ run, coroutine, sleep, currentTask, loop }) => {
    const call = coroutine(async (value, callback) => callback(value), { maxThreads: 2 });
    const { compute } = makeTwo(coroutine);
    const seen = [];
    function* callback(value) {
      yield* sleep(1);
      seen.push([value, currentTask() !== undefined]);
      return value;
    }
    function* outer() {
      const task = yield* sleep(0, "outer");
      // Runs inside runs, while calls of the outer one wait.
      const inner = run(...Array.from({ length: 20 }, (_, i) => call(`inner ${i}`, callback)));
      return [task, inner.length];
    }
    const own = loop({ thread: "shared" });
    const results = own.run(
      ...Array.from({ length: 20 }, (_, i) => compute(5, i)),
      ...Array.from({ length: 20 }, (_, i) => call(`outer ${i}`, callback)),
      outer(),
    );
    own.close();
    assert.deepEqual(results.at(-1), ["outer", 20]);
    assert.equal(seen.length, 40);
  },
);

export const innerRunsFirst = scenario(
  "maxThreads: a run inside a run does not wait for what the outer one has in store",
  ({ run, coroutine, sleep }) => {
    const { compute } = makeTwo(coroutine);
    let took;
    function* outer() {
      yield* sleep(20);
      const began = performance.now();
      run(compute(1), compute(1), compute(1));
      took = performance.now() - began;
    }
    const began = performance.now();
    run(...Array.from({ length: 400 }, () => compute(5)), outer());
    const whole = performance.now() - began;
    assert(took < whole / 2, `it took ${Math.round(took)} ms of ${Math.round(whole)}`);
  },
);

export const runsInsideCallbacks = scenario(
  "maxThreads: a plain callback may call the threads that do not wait for it; when all of them do it is a LoopError",
  ({ run, coroutine, LoopError }) => {
    const apply = coroutine((callback, depth) => callback(depth), { maxThreads: 2 });
    const { compute } = makeTwo(coroutine);
    let depth = 0;
    const answers = [];
    const nest = (level) => {
      depth = Math.max(depth, level);
      try {
        answers.push(...run(compute(1, `computed ${level}`)));
        run(apply(nest, level + 1));
      } catch (error) {
        answers.push(error);
      }
      return level;
    };
    assert.deepEqual(run(apply(nest, 1)), [1]);
    assert.equal(depth, 2);
    assert.equal(answers[0], "computed 1");
    assert(answers[1] instanceof LoopError, String(answers[1]));
    assert.match(answers[1].message, /all of its threads wait for callbacks that have not returned/);
  },
);

export const signals = scenario(
  "maxThreads: signal is aborted in the thread that has the call, and a call that has not been taken never begins",
  ({ run, coroutine, signal, sleep, spawn, TimeoutError, CancelledError }, { failure }) => {
    const wait = coroutine(
      (words, { signal }) =>
        new Promise((_resolve, reject) => {
          Atomics.add(words, 0, 1);
          const timer = setTimeout(reject, 30_000);
          signal.addEventListener("abort", () => {
            Atomics.add(words, 1, 1);
            clearTimeout(timer);
            reject(signal.reason);
          });
        }),
      { maxThreads: 2 },
    );
    const words = new Int32Array(new SharedArrayBuffer(8));
    const error = failure(() => run(...Array.from({ length: 20 }, () => wait(words, { signal })), { timeout: 1500 }));
    assert(error instanceof TimeoutError, String(error));
    assert.equal(words[0], words[1]); // Those that have begun.
    assert(words[0] >= 2, `${words[0]} have begun`);

    const { compute } = makeTwo(coroutine);
    const count = coroutine((words) => Atomics.add(words, 0, 1), { maxThreads: 2 });
    words.fill(0);
    function* cancels() {
      const busy = Array.from({ length: 8 }, () => spawn(compute(300)));
      const tasks = Array.from({ length: 50 }, () => spawn(count(words)));
      yield* sleep(50);
      for (const task of tasks) task.cancel();
      for (const task of busy) yield* task;
      const ended = [];
      for (const task of tasks) {
        try {
          yield* task;
        } catch (error) {
          ended.push(error instanceof CancelledError);
        }
      }
      return ended;
    }
    const [ended] = run(cancels());
    assert.deepEqual(ended, new Array(50).fill(true));
    assert.equal(words[0], 0);
  },
);

export const iterations = scenario(
  "maxThreads: what is iterated over stays in its thread, several at once",
  ({ run, coroutine, iterate, each }) => {
    const count = coroutine(
      async function* (to) {
        const { threadId } = await import("node:worker_threads");
        for (let i = 0; i < to; i++) yield [threadId, i];
      },
      { maxThreads: 2 },
    );
    const busy = makeTwo(coroutine);
    const sources = run(count(50), busy.compute(20), count(50), busy.compute(20), count(50)).filter(Boolean);
    const items = [[], [], []];
    run(...sources.map((source, index) => each(source, (item) => void items[index].push(item))));
    for (const list of items) {
      assert.deepEqual(
        list.map(([, i]) => i),
        Array.from({ length: 50 }, (_, i) => i),
      );
      assert.equal(new Set(list.map(([id]) => id)).size, 1);
    }
    assert.equal([...iterate(count(70))].length, 70);
  },
);

export const errorsOfAll = scenario(
  "maxThreads: errors of all threads, by classes of this side and of the module",
  ({ run, load, coroutine }) => {
    class OddError extends Error {
      get isOdd() {
        return true;
      }
    }
    const throws = coroutine(
      async (i) => {
        const { threadId } = await import("node:worker_threads");
        for (const end = performance.now() + 10; performance.now() < end; );
        if (i % 2 === 0) return threadId;
        class OddError extends Error {
          name = "OddError";
        }
        throw Object.assign(new OddError(`odd: ${i}`), { threadId });
      },
      { errors: [OddError], maxThreads: 2 },
    );
    const calls = Array.from({ length: 40 }, (_, i) => throws(i));
    const results = run(...calls, { returnExceptions: [OddError] });
    const odd = results.filter((result) => result instanceof OddError && result.isOdd);
    assert.equal(odd.length, 20);
    assert.equal(new Set(odd.map(({ threadId }) => threadId)).size, 2);
    assert.deepEqual(odd.map(({ message }) => message).slice(0, 2), ["odd: 1", "odd: 3"]);
    const zlib = load("node:zlib", { maxThreads: 2 });
    const bad = Array.from({ length: 20 }, () => zlib.inflateSync(Buffer.alloc(100, 7)));
    assert(run(...bad, { returnExceptions: [Error] }).every(({ code }) => code === "Z_DATA_ERROR"));
    const asserts = load("node:assert", { maxThreads: 2 });
    const unequal = run(...Array.from({ length: 20 }, () => asserts.equal(1, 2)), {
      returnExceptions: [asserts.AssertionError],
    });
    assert(unequal.every((error) => error instanceof asserts.AssertionError));
  },
);

export const straysOfOne = scenario(
  'maxThreads: strays: "terminate" ends the thread of the stray, and no other',
  ({ run, coroutine, timeout, TimeoutError, sleep }) => {
    const { compute } = makeTwo(coroutine);
    const set = coroutine(
      (value) => {
        for (const end = performance.now() + 30; performance.now() < end; );
        globalThis.kept ??= value;
        return globalThis.kept;
      },
      { maxThreads: 2 },
    );
    run(set("one"), set("two"));
    const [error, ...values] = run(
      timeout(200, compute(60_000)),
      ...Array.from({ length: 30 }, (_, i) => compute(5, i)),
      sleep(300),
      { returnExceptions: [TimeoutError], strays: "terminate", cancelGrace: 100 },
    );
    assert(error instanceof TimeoutError, String(error));
    assert.deepEqual(
      values.slice(0, 30),
      Array.from({ length: 30 }, (_, i) => i),
    );
    const kept = run(set("new"), set("new"), set("new"), set("new"));
    assert(kept.includes("one") !== kept.includes("two"), kept.join());
    assert(kept.includes("new"), kept.join());
  },
  { stderr: mayWarn },
);

export const busyOnes = scenario(
  "maxThreads: a thread that does not listen after a call was cancelled is no longer counted, and the others do the work",
  ({ run, coroutine, TimeoutError }, { failure }) => {
    const { where, compute } = makeTwo(coroutine);
    run(where(20), where(20));
    assert(failure(() => run(compute(3000), { timeout: 50, cancelGrace: 50 })) instanceof TimeoutError);
    const began = performance.now();
    const results = run(...Array.from({ length: 20 }, () => where(20)));
    const took = performance.now() - began;
    assert.equal(new Set(results).size, 2);
    assert(took < 2000, `it took ${Math.round(took)} ms`);
  },
  { stderr: mayWarn },
);

export const namesThreads = scenario(
  "maxThreads: the report of a deadlock names the threads",
  ({ run, coroutine, DeadlockError }, { failsSoon }) => {
    const { never } = makeTwo(coroutine);
    const error = failsSoon(() => run(never(), never(), never(), never(), never(), never()));
    assert(error instanceof DeadlockError, String(error));
    for (const name of ["in thread 1", "in thread 2"]) assert(error.message.includes(name), error.message);
  },
);

export const deathOfOne = scenario(
  "maxThreads: when one thread dies its calls fail, and those of the others go on",
  ({ run, coroutine, ThreadExitedError }) => {
    const exits = coroutine(
      async (i, milliseconds) => {
        for (const end = performance.now() + milliseconds; performance.now() < end; );
        if (i === 5) process.exit(3);
        return i;
      },
      { maxThreads: 2 },
    );
    const calls = Array.from({ length: 100 }, (_, i) => exits(i, 3));
    const results = run(...calls, { returnExceptions: [ThreadExitedError] });
    const failed = results.filter((result) => result instanceof ThreadExitedError);
    assert(failed.length >= 1 && failed.length <= 17, `${failed.length} failed`);
    assert(results[5] instanceof ThreadExitedError);
    assert.match(results[5].message, /process\.exit\(3\)/);
    assert(results.every((result, i) => result === i || result instanceof ThreadExitedError));
    assert.equal(results.at(-1), 99);
  },
);

export const noneStarts = scenario(
  "maxThreads: when the threads cannot start all calls end soon, also those that wait",
  ({ loop, coroutine, ThreadExitedError }) => {
    const f = coroutine((i) => i, { maxThreads: 2 });
    const began = performance.now();
    const results = loop(
      (own) => own.run(...Array.from({ length: 1000 }, (_, i) => f(i)), { returnExceptions: [ThreadExitedError] }),
      { thread: { imports: [new URL("../fixtures/throws.mjs", import.meta.url)] } },
    );
    assert(results.every((result) => result instanceof ThreadExitedError));
    assert(performance.now() - began < 5000);
  },
  { stderr: mayWarn },
);

export const limitsOfEach = scenario(
  "maxThreads: resourceLimits hold for each thread: one that is out of memory ends alone",
  ({ loop, coroutine, ThreadExitedError }) => {
    const fill = coroutine(
      (i) => {
        if (i !== 3) {
          for (const end = performance.now() + 2; performance.now() < end; );
          return i;
        }
        const kept = [];
        for (;;) kept.push(new Array(10_000).fill(i));
      },
      { maxThreads: 2 },
    );
    const results = loop(
      (own) => own.run(...Array.from({ length: 60 }, (_, i) => fill(i)), { returnExceptions: [ThreadExitedError] }),
      { thread: { resourceLimits: { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 8 } } },
    );
    assert(results[3] instanceof ThreadExitedError, String(results[3]));
    const failed = results.filter((result) => result instanceof ThreadExitedError).length;
    assert(failed <= 17, `${failed} failed`);
    assert.equal(results.at(-1), 59);
  },
  {
    stderr: mayWarn,
    absent: {
      deno: "A worker of Deno that is out of memory in a listener to messages neither ends nor goes on, a bare one as well: a deadline ends the wait.",
      bun: "Bun ignores `resourceLimits`: the thread may take what the process may take, and out of memory ends both.",
    },
  },
);

export const unusedEnd = scenario(
  "maxThreads: a thread that nobody has used for ten seconds ends; the first one and its state stay",
  ({ run, coroutine, sleep }, { pause }) => {
    const tick = coroutine(
      async (words) => {
        const { threadId } = await import("node:worker_threads");
        for (const end = performance.now() + 30; performance.now() < end; );
        globalThis.place ??= Atomics.add(words, 0, 1) + 1;
        globalThis.timer ??= setInterval(() => Atomics.add(words, globalThis.place, 1), 5);
        return threadId;
      },
      { maxThreads: 2 },
    );
    const words = new Int32Array(new SharedArrayBuffer(12));
    const threads = new Set(run(tick(words), tick(words), tick(words), tick(words)));
    assert.deepEqual([threads.size, words[0]], [2, 2]);
    const moves = () => {
      const before = [...words];
      pause(100);
      return [1, 2].filter((place) => words[place] > before[place]).length;
    };
    assert.equal(moves(), 2);
    run(sleep(12_000));
    assert.equal(moves(), 1);
    const [first] = run(tick(words));
    assert(threads.has(first));
  },
  { deadlineMs: 40_000 },
);

export const inRunAsync = scenario(
  "maxThreads: runAsync spreads calls, too, and several runs share the threads",
  async ({ runAsync, coroutine }) => {
    const { where } = makeTwo(coroutine);
    const several = Array.from({ length: 5 }, () => runAsync(...Array.from({ length: 30 }, () => where(1))));
    const ids = (await Promise.all(several)).flat();
    assert.equal(ids.length, 150);
    assert.equal(new Set(ids).size, 2);
  },
);

export const endWithTheLoop = scenario(
  "maxThreads: threads of a loop end with it, whatever they do",
  ({ loop, coroutine, sleep }, { pause }) => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const goOn = coroutine(
      (words) => {
        setInterval(() => Atomics.add(words, 0, 1), 1);
        return new Promise(() => {});
      },
      { maxThreads: 3 },
    );
    loop((own) => {
      for (let i = 0; i < 30; i++) own.spawn(goOn(words));
      for (let i = 0; i < 50 && Atomics.load(words, 0) === 0; i++) own.run(sleep(100));
    });
    pause(200);
    const before = Atomics.load(words, 0);
    pause(100);
    assert(before > 0);
    assert.equal(Atomics.load(words, 0), before, "it goes on");
  },
  { stderr: mayWarn },
);
