// Runs that end without any code of theirs being run: by the timeout of node:vm. Ctrl-C in a REPL does the same.
import assert from "node:assert/strict";
import vm from "node:vm";
import { scenario } from "../scenario.mjs";

/** Call `body`, and end it by force after some time, in milliseconds. */
function endByForce(body, timeout = 100) {
  const context = vm.createContext({ body });
  assert.throws(() => vm.runInContext("body()", context, { timeout }), { code: "ERR_SCRIPT_EXECUTION_TIMEOUT" });
}

const onlyNode = {
  absent: {
    deno: "node:vm of Deno has no timeout.",
    bun: "The timeout of node:vm in Bun does not end a thread that waits.",
  },
};

export const wait = scenario(
  "a run that is ended by force while it waits: the next ones work, as if it had never been",
  ({ run, sleep, loop }, { remote, attempt }) => {
    for (const body of [
      () => run(sleep(60_000)),
      () => run(remote.later(60_000), sleep(60_000), { timeout: 150 }),
      () => run(remote.later(60_000)),
    ]) {
      endByForce(body);
      assert.deepEqual(run(remote.echo(1)), [1]);
      assert.deepEqual(run(sleep(100, 2), remote.later(60, 3)), [2, 3]); // The deadline of the first is none of its own.
    }
    endByForce(() => run(sleep(60_000)));
    assert.deepEqual(
      loop((own) => own.run(sleep(1, "in a loop"))),
      ["in a loop"],
    );
    const { error } = attempt(() => run(sleep(60_000), { timeout: 10 }));
    assert.equal(error.code, "MINIASYNC_TIMEOUT");
  },
  onlyNode,
);

export const computing = scenario(
  "a run that is ended by force while a coroutine or a callback computes: the next ones work",
  ({ run, sleep, coroutine }, { remote }) => {
    const spin = () => {
      for (;;);
    };
    endByForce(() =>
      run(
        (function* () {
          yield* sleep(1);
          spin();
        })(),
      ),
    );
    assert.deepEqual(run(remote.echo(1)), [1]);
    // By then the thread has called it: else the next run would.
    endByForce(() => run(coroutine(async (body) => body())(spin)), 1000);
    assert.deepEqual(run(remote.echo(2), sleep(1, 3)), [2, 3]);
  },
  onlyNode,
);

export const nested = scenario(
  "a run within a run that is ended by force: the one around it goes on, if it was not ended itself",
  ({ run, sleep }, { remote, failure }) => {
    endByForce(() =>
      run(
        (function* () {
          run(sleep(60_000));
        })(),
      ),
    );
    assert.deepEqual(run(remote.echo(1)), [1]);
    function* around() {
      endByForce(() => run(sleep(60_000)));
      run(sleep(1));
      yield* sleep(1);
      return "around";
    }
    assert.deepEqual(run(around(), sleep(300, "beside it")), ["around", "beside it"]);
    function* waits() {
      endByForce(() => run(sleep(60_000)));
      yield* sleep(1);
    }
    assert.match(failure(() => run(waits())).message, /a run that task Task-1 has called was ended by force/);
    assert.deepEqual(run(remote.echo(2)), [2]);
  },
  onlyNode,
);

export const reports = scenario(
  "a run that is ended by force while it finds out where its coroutines wait: sleeps end in the next ones",
  ({ run, sleep }, { remote }) => {
    const asked = () => {
      const inner = sleep(60_000)[Symbol.iterator]();
      let times = 0;
      const next = () => {
        if (++times > 1) for (;;);
        return inner.next();
      };
      return { [Symbol.iterator]: () => ({ next }) };
    };
    function* waits() {
      yield* asked();
    }
    endByForce(() => run(waits(), { timeout: 10 }));
    assert.deepEqual(run(sleep(5, 1), remote.later(5, 2)), [1, 2]);
    function* around() {
      endByForce(() => run(waits(), { timeout: 10 }));
      yield* sleep(0);
      return "around";
    }
    assert.deepEqual([run(around()), run(sleep(5, 3))], [["around"], [3]]);
  },
  onlyNode,
);

export const callbacksWithin = scenario(
  "a callback that is ended by force in a run within another one, or while a property is read: its thread makes room for another",
  async ({ run, runAsync, coroutine, sleep }, { remote }) => {
    const spin = () => {
      for (;;);
    };
    const call = coroutine(async (body) => body());
    const make = coroutine((body) => {
      class Getter {
        get value() {
          return body();
        }
        method() {}
      }
      return new Getter();
    });
    run(remote.echo("started"));
    function* around() {
      endByForce(() => run(call(spin)), 1000);
      assert.deepEqual(run(remote.echo(1)), [1]);
      yield* sleep(1);
      return yield* remote.echo(2);
    }
    assert.deepEqual(run(around()), [2]);
    assert.deepEqual(await runAsync(around()), [2]);
    const [getter] = run(make(spin));
    endByForce(() => getter.value, 1000);
    assert.deepEqual(run(remote.echo(3)), [3]);
    const [other] = run(make(spin));
    function* reads() {
      endByForce(() => other.value, 1000);
      return run(remote.echo(4))[0];
    }
    assert.deepEqual(run(reads()), [4]);
    assert.deepEqual(await runAsync(remote.echo(5)), [5]);
  },
  { ...onlyNode, stderr: /^/ }, // Nobody takes the error of the read.
);

export const loops = scenario(
  "a loop whose run is ended by force is closed, its error says why, and close() ends its thread",
  ({ run, loop, sleep, LoopClosedError, coroutine }, { remote, failure }) => {
    const own = loop();
    const whereAmI = coroutine(async () => (await import("node:worker_threads")).threadId);
    assert.notDeepEqual(own.run(whereAmI()), run(whereAmI()));
    endByForce(() => own.run(remote.later(60_000)));
    for (const action of [() => own.run(sleep(1)), () => own.spawn(sleep(1))]) {
      const error = failure(action);
      assert(error instanceof LoopClosedError);
      assert.match(error.message, /this loop is closed, since a run of it was ended by force/);
    }
    assert.equal(own.closed, true);
    own.close();
    own.close();
    assert.deepEqual(run(remote.echo(1)), [1]);
  },
  onlyNode,
);

export const underRunAsync = scenario(
  "a run that is ended by force: runAsync works after it",
  async ({ run, runAsync, sleep }, { remote }) => {
    endByForce(() => run(sleep(60_000), { timeout: 150 }));
    assert.deepEqual(await runAsync(remote.later(100, 1)), [1]);
  },
  onlyNode,
);
