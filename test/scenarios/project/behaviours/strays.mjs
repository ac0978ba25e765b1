// What becomes of a call that goes on in the thread when its run has given it up.
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import process from "node:process";
import { mayWarn, scenario } from "../scenario.mjs";

/** A call that writes a file after some time, whatever its caller does. */
const writer = (coroutine) =>
  coroutine(async (file, milliseconds) => {
    await new Promise((done) => setTimeout(done, milliseconds));
    (await import("node:fs")).appendFileSync(file, "written");
  });

const thing = (coroutine) =>
  coroutine(() => {
    class Thing {
      hello() {
        return "still here";
      }
    }
    return new Thing();
  })();

const goesOn = { stderr: /MiniasyncWarning: .*goes on in the thread/ };

const waitsFor = (cancelGrace, least, most) =>
  scenario(
    `cancelGrace: ${cancelGrace} is how long run waits for what does not stop`,
    ({ run, TimeoutError }, { attempt, remote }) => {
      run(remote.echo("started"));
      const { error, ms } = attempt(() => run(remote.later(5000), { timeout: 10, cancelGrace }));
      assert(error instanceof TimeoutError, String(error));
      assert(ms >= least && ms < most + 500, `it took ${ms} ms`);
    },
    goesOn,
  );

export const waits = [waitsFor(0, 0, 150), waitsFor(100, 90, 300), waitsFor(250, 240, 450)];

export const noGrace = scenario(
  "cancelGrace: 0 does not end a thread that listens, nor the handles there",
  ({ run, coroutine }, { failure, remote }) => {
    const [kept] = run(thing(coroutine));
    failure(() => run(remote.later(100), { timeout: 10, cancelGrace: 0 }));
    assert.deepEqual(run(kept.hello()), ["still here"]);
  },
  goesOn,
);

export const nothingGoesOn = scenario(
  "cancelGrace: 5000 is not waited for when nothing goes on that could end",
  ({ run }, { failsSoon, remote }) => {
    run(remote.echo("started"));
    assert.equal(failsSoon(() => run(remote.never(), { timeout: 10, cancelGrace: 5000 })).name, "TimeoutError");
  },
  { stderr: "" },
);

export const nothingGoesOnForLong = scenario(
  "a call that was cancelled some time ago and can never end is neither waited for nor warned of",
  async ({ run, runAsync, sleep, timeout }, { attempt, remote }) => {
    run(remote.echo("started"));
    function* program() {
      let name;
      try {
        yield* timeout(5, remote.never());
      } catch (error) {
        ({ name } = error);
      }
      yield* sleep(60); // By then the thread has said that nothing goes on.
      return [name, yield* remote.echo("and is called again")];
    }
    for (const each of [run, runAsync]) {
      const { value, ms } = await attempt(async () => each(program(), { cancelGrace: 5000 }));
      assert.deepEqual(value, [["TimeoutError", "and is called again"]]);
      assert(ms < 2500, `${each.name} took ${ms} ms`);
    }
  },
  { stderr: "" },
);

export const shortGrace = scenario(
  "cancelGrace: 50 suffices to learn that nothing goes on",
  ({ run }, { failure, remote }) => {
    run(remote.echo("started"));
    for (let i = 0; i < 3; i++)
      assert.equal(failure(() => run(remote.never(), { timeout: 1, cancelGrace: 50 })).name, "TimeoutError");
  },
  {
    stderr: "",
    absent: { deno: "Every 10 ms a thread of Deno is asked whether it has something to do: too seldom for this." },
  },
);

export const detached = scenario(
  'strays: "detach" lets calls end by themselves, with a warning that names them and the alternative',
  ({ run, load, coroutine, TimeoutError }, { failure, file, remote }) => {
    run(remote.echo("started"));
    const timers = load("node:timers/promises");
    const calls = [writer(coroutine)(file("written"), 150), timers.setTimeout(3000)];
    assert(failure(() => run(...calls, { timeout: 10, cancelGrace: 20 })) instanceof TimeoutError);
    assert.deepEqual(run(remote.later(300, "meanwhile")), ["meanwhile"]);
    assert.equal(readFileSync(file("written"), "utf8"), "written");
  },
  {
    stderr:
      /^(?=.*strays: "terminate").*MiniasyncWarning: 2 calls that were cancelled go on in the thread: .*setTimeout/s,
  },
);

const exitsWithAStray = ({ run }, { failure, holds, remote }) => {
  run(remote.echo("started"));
  assert.equal(failure(() => run(remote.later(5000), { timeout: 10, cancelGrace: 0 })).name, "TimeoutError");
  holds();
  process.exit();
};

export const warnsAtExit = scenario(
  'strays: "detach" warns once, also when the process exits at once',
  exitsWithAStray,
  { stderr: /^(?!.*MiniasyncWarning.*MiniasyncWarning).*MiniasyncWarning/s },
);

export const noWarnings = scenario('strays: "detach" warns nobody who does not want warnings', exitsWithAStray, {
  flags: { node: ["--no-warnings"] },
  absent: { deno: "`--no-warnings` is a flag of Node.", bun: "`--no-warnings` is a flag of Node." },
  stderr: "",
});

export const manyStrays = scenario(
  'strays: "detach" names ten of a thousand',
  ({ run }, { failure, remote }) => {
    run(remote.echo("started"));
    const calls = Array.from({ length: 1000 }, () => remote.later(5000));
    assert.equal(failure(() => run(...calls, { timeout: 100, cancelGrace: 0 })).name, "TimeoutError");
  },
  { stderr: /1000 calls that were cancelled go on .* and 990 more/ },
);

export const terminated = scenario(
  'strays: "terminate" ends the thread, so that nothing goes on, without a warning',
  ({ run, coroutine, TimeoutError }, { failsSoon, file, remote }) => {
    run(remote.echo("started"));
    const writes = writer(coroutine)(file("written"), 150);
    const error = failsSoon(() => run(writes, { timeout: 10, cancelGrace: 20, strays: "terminate" }));
    assert(error instanceof TimeoutError, String(error));
    assert.deepEqual(run(remote.later(300, "meanwhile")), ["meanwhile"]);
    assert.equal(existsSync(file("written")), false);
  },
  { stderr: "" },
);

export const hasEnded = scenario(
  'strays: "terminate" has ended the thread when run returns',
  ({ run, coroutine }, { failure, file, pause, remote }) => {
    run(remote.echo("started"));
    const busy = coroutine(async (file) => {
      const { appendFileSync } = await import("node:fs");
      for (let i = 0; ; i++) {
        appendFileSync(file, "x");
        await (i % 100 === 0 ? new Promise(setImmediate) : null);
      }
    });
    failure(() => run(busy(file("busy")), { timeout: 50, cancelGrace: 0, strays: "terminate" }));
    const { size } = statSync(file("busy"));
    pause(100);
    assert(size > 0);
    assert.equal(statSync(file("busy")).size, size);
  },
);

export const noStrays = scenario(
  'strays: "terminate" lets the thread be when there are no strays',
  ({ run, coroutine }, { failure, remote }) => {
    const [kept] = run(thing(coroutine));
    failure(() => run(remote.later(60), { timeout: 10, strays: "terminate" }));
    assert.deepEqual(run(kept.hello()), ["still here"]);
  },
);

/** How an outer run fares whose calls are in the thread that an inner one ends, because of `call`. */
function inTheSameThread({ run, sleep }, { failure, remote }, call, cancelGrace) {
  function* outer() {
    try {
      return yield* remote.later(5000);
    } catch (error) {
      return error;
    }
  }
  function* inner() {
    yield* sleep(20);
    return failure(() => run(call(), { timeout: 20, cancelGrace, strays: "terminate" })).name;
  }
  return run(outer(), inner());
}

export const outerRunIsTold = scenario(
  'strays: "terminate" tells the outer run, whose calls were in that thread',
  (miniasync, world) => {
    miniasync.run(world.remote.echo("started"));
    const [told, inner] = inTheSameThread(miniasync, world, () => world.remote.later(4000), 0);
    assert.match(String(told), /^ThreadExitedError: .*strays is "terminate"/);
    assert.equal(inner, "TimeoutError");
    assert.deepEqual(miniasync.run(world.remote.echo("next")), ["next"]);
  },
);

export const spinningIsEnded = scenario(
  'strays: "terminate" ends a thread that spins, with the calls of an outer run and the handles there',
  (miniasync, world) => {
    const [kept] = miniasync.run(thing(miniasync.coroutine));
    const [told, inner] = inTheSameThread(miniasync, world, () => world.remote.spin(), 50);
    assert.equal(told.name, "ThreadExitedError", String(told));
    assert.equal(inner, "TimeoutError");
    assert.equal(world.failure(() => miniasync.run(kept.hello())).name, "ThreadExitedError");
  },
  { stderr: mayWarn },
);

const spins = (strays) =>
  scenario(
    `strays: "${strays}" waits no longer than cancelGrace for a thread that spins`,
    ({ run }, { attempt, remote }) => {
      run(remote.echo("started"));
      const { error, ms } = attempt(() => run(remote.spin(), { timeout: 50, cancelGrace: 100, strays }));
      assert.equal(error?.name, "TimeoutError");
      assert(ms < 1000, `it took ${ms} ms`);
      assert.deepEqual(run(remote.echo("next")), ["next"]);
    },
    { stderr: mayWarn },
  );

export const spinning = [spins("detach"), spins("terminate")];

export const patience = scenario(
  "a thread that spins ends when its patience is over, with the calls that others have there",
  ({ run, loop, sleep }, { failure, remote }) => {
    loop(
      (own) => {
        own.run(remote.echo("started"));
        function* outer() {
          try {
            return yield* remote.later(5000);
          } catch (error) {
            return error;
          }
        }
        function* inner() {
          yield* sleep(20);
          return failure(() => run(remote.spin(), { timeout: 20, cancelGrace: 50 })).name;
        }
        const [told, ended] = own.run(outer(), inner());
        assert.match(String(told), /^ThreadExitedError: .*did not listen for 500 ms after .* was cancelled/);
        assert.equal(ended, "TimeoutError");
      },
      { thread: { patience: 500 } },
    );
  },
  { stderr: mayWarn },
);

export const busyThread = scenario(
  "a thread that computes is left alone: its handles live on, and others have another thread meanwhile",
  ({ run, coroutine }, { failure }) => {
    const id = coroutine(() => (globalThis.threadOfThisScenario ??= Math.random()));
    const compute = coroutine((milliseconds) => {
      const end = Date.now() + milliseconds;
      while (Date.now() < end);
    });
    const [kept] = run(thing(coroutine));
    const [first] = run(id());
    assert.equal(failure(() => run(compute(900), { timeout: 20, cancelGrace: 0 })).name, "TimeoutError");
    const [second] = run(id());
    assert.deepEqual(run(kept.hello()), ["still here"]);
    const [third] = run(id());
    assert.deepEqual([first !== second, first === third], [true, true]);
  },
  { stderr: mayWarn },
);

export const slowImport = scenario(
  "an import that a deadline has cut goes on, and a retry finds it done",
  ({ run, load, coroutine }) => {
    const slow = load("../fixtures/slow-module.mjs", { from: import.meta.url });
    const [kept] = run(thing(coroutine));
    let result;
    for (let tries = 0; tries < 20 && result === undefined; tries++) {
      try {
        [result] = run(slow.value(), { timeout: 100 });
      } catch (error) {
        assert.equal(error.name, "TimeoutError");
      }
    }
    assert.equal(result, 7);
    assert.deepEqual(run(kept.hello()), ["still here"]);
  },
  { stderr: mayWarn },
);

export const closingLoop = scenario(
  "a loop that closes ends its own thread, with whatever goes on there, and without a warning",
  ({ run, loop, coroutine }, { file, remote }) => {
    run(remote.echo("started"));
    loop((own) => {
      own.spawn(writer(coroutine)(file("written"), 600));
      own.run(remote.later(30));
    });
    run(remote.later(700));
    assert.equal(existsSync(file("written")), false);
  },
  { stderr: "" },
);

export const closingLoopAndTheDefaultThread = scenario(
  "a loop that closes lets the default thread be, and warns of the calls that it leaves there",
  ({ run, loop, sleep, coroutine }) => {
    const make = coroutine(() => {
      class Timer {
        wait(milliseconds) {
          return new Promise((done) => setTimeout(done, milliseconds, "waited"));
        }
      }
      return new Timer();
    });
    const [timer] = run(make());
    loop((own) => {
      own.spawn(timer.wait(5000));
      own.run(sleep(5));
    });
    assert.deepEqual(run(timer.wait(1)), ["waited"]);
  },
  { stderr: /Timer#1\.wait\(\)/ },
);

export const ofRunAsync = scenario(
  "runAsync waits for strays, warns and terminates like run, once",
  async ({ runAsync, coroutine }, { attempt, remote }) => {
    await runAsync(remote.echo("started"));
    const given = { timeout: 20, cancelGrace: 30 };
    const inTime = async (body) => {
      const { ms, ...ended } = await attempt(async () => body());
      assert(ms < 2000, `it took ${ms} ms`);
      return ended.error?.name ?? ended.value;
    };
    assert.equal(await inTime(() => runAsync(remote.later(5000), given)), "TimeoutError");
    assert.equal(await inTime(() => runAsync(remote.later(5000), { ...given, strays: "terminate" })), "TimeoutError");
    await runAsync(remote.echo(1));
    const spins = runAsync(remote.spin(), { timeout: 50, cancelGrace: 30, strays: "terminate" });
    assert.equal(await inTime(() => spins), "TimeoutError");
    assert.equal(await inTime(() => runAsync(coroutine(() => process.reallyExit(1))())), "ThreadExitedError");
    const three = [remote.later(30, 1), remote.later(10, 2), remote.later(20, 3)].map((call) => runAsync(call));
    assert.deepEqual(await inTime(() => Promise.all(three)), [[1], [2], [3]]);
  },
  { stderr: /^(?!.*MiniasyncWarning.*MiniasyncWarning).*MiniasyncWarning/s },
);

export const manyTimes = scenario(
  "calls that are given up one after the other leave no listeners behind",
  ({ run }, { failure, remote }) => {
    run(remote.echo("started"));
    for (let i = 0; i < 15; i++) failure(() => run(remote.later(200), { timeout: 1, cancelGrace: 0 }));
  },
  { stderr: /^(?!.*MaxListenersExceededWarning)/s },
);
