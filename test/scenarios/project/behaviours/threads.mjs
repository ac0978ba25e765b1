// Threads start when they are needed, once.
import assert from "node:assert/strict";
import { countWorkers } from "../count-workers.mjs";
import { scenario } from "../scenario.mjs";

const countsWorkers = {
  deno: "It counts workers as Node starts them.",
  bun: "It counts workers as Node starts them.",
};

export const warmStartsAhead = scenario("warm: the thread starts ahead", ({ run, warm, coroutine }) => {
  warm();
  warm();
  assert.deepEqual(run(coroutine(() => "warm")()), ["warm"]);
});

export const threadOfALoop = scenario(
  "loop: a thread of its own, where whatever goes on ends with it",
  ({ loop, run, coroutine }, { pause }) => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const id = coroutine(async () => (await import("node:worker_threads")).threadId);
    const [shared] = run(id());
    const own = loop((l) => {
      l.run(
        coroutine((words) => {
          setInterval(() => Atomics.add(words, 0, 1), 1);
        })(words),
      );
      pause(50);
      return l.run(id())[0];
    });
    const before = Atomics.load(words, 0);
    pause(50);
    assert(before > 0);
    assert.equal(Atomics.load(words, 0), before, "it goes on");
    assert.notEqual(own, shared);
  },
);

export const twentyLoops = scenario("twenty loops, one after the other", ({ loop, coroutine }) => {
  const echo = coroutine((value) => value);
  for (let i = 0; i < 20; i++)
    assert.deepEqual(
      loop((own) => own.run(echo(i))),
      [i],
    );
});

export const startsWithTheFirstCall = scenario(
  "the default thread starts with the first call, once, and not for generators or for what is not run",
  ({ run, loop, load, sleep, Queue }, { remote }) => {
    loop((own) => own.run(sleep(1), sleep(2)));
    const queue = new Queue();
    run(sleep(1), queue.put(1), queue.get());
    assert.equal(countWorkers(), 0);
    load("node:fs/promises").readFile("never run");
    assert.equal(countWorkers(), 0);
    run(remote.echo(1));
    run(remote.echo(1));
    function* nests() {
      run(remote.echo(2));
      loop((inner) => inner.run(remote.echo(3)));
      yield* remote.echo(4);
    }
    run(nests());
    assert.equal(countWorkers(), 1);
    loop((own) => own.run(remote.echo(1)));
    loop((own) => own.run(remote.echo(1)), { thread: "shared" });
    assert.equal(countWorkers(), 2);
  },
  { stderr: /readFile\(\) was never waited for/, prepare: countWorkers.start, absent: countsWorkers },
);

export const thingsOfOtherThreads = scenario(
  "a loop's own thread is not started for the method of a thing that lives in another",
  ({ run, loop, coroutine, sleep }) => {
    const make = coroutine(() => {
      class Thing {
        hello() {
          return "hello";
        }
      }
      return new Thing();
    });
    const [thing] = run(make());
    assert.deepEqual(
      loop((own) => own.run(thing.hello(), sleep(1))),
      ["hello", undefined],
    );
    assert.equal(countWorkers(), 1);
  },
  { prepare: countWorkers.start, absent: countsWorkers },
);

export const warmStartsOnce = scenario(
  "warm: the thread starts at once, and only once",
  ({ run, warm }, { remote }) => {
    warm();
    warm();
    assert.equal(countWorkers(), 1);
    run(remote.echo(1));
    assert.equal(countWorkers(), 1);
  },
  { prepare: countWorkers.start, absent: countsWorkers },
);
