// Operations without parts that fail.
import { longGrace } from "./outcomes.mjs";

/** @typedef {import("./program.ts").Operation} Operation */

const names = /** @type {const} */ (["RangeError", "TypeError"]);

/** @type {Readonly<Record<string, Operation>>} */
export const failures = {
  throws: {
    weight: 1,
    n: [0, 1],
    *play({ n }, { miniasync }) {
      yield* miniasync.sleep(n);
      throw new (n === 0 ? RangeError : TypeError)("local");
    },
    expect: ({ n }) => ({ error: /** @type {string} */ (names[n]) }),
  },
  remoteError: {
    weight: 2,
    calls: true,
    n: [0, 9],
    play: ({ n }, { remote }) => remote.fail(/** @type {string} */ (names[n % 2]), n),
    expect: ({ n }) => ({ error: /** @type {string} */ (names[n % 2]) }),
  },
  cannotBeSent: {
    weight: 1,
    calls: true,
    play: (_, { remote }) => remote.echo({ deep: [new WeakMap()] }),
    expect: () => ({ error: "CloneError" }),
  },
  deadlock: {
    fault: "It hangs after a call with a callback that was cancelled before it was sent, and inside a plain callback.",
    weight: 1,
    calls: true,
    *play(_, { miniasync }) {
      return miniasync.run(new miniasync.Queue().get());
    },
    expect: () => ({ error: "DeadlockError" }),
  },
  timesOut: {
    weight: 3,
    calls: true,
    n: [0, 24],
    play({ n }, { remote, miniasync }) {
      const { sleep, Event, Queue, Lock, signal, timeout } = miniasync;
      const lock = new Lock();
      function* locked() {
        yield* lock.acquire();
        yield* lock.acquire();
      }
      const forever = [
        () => sleep(1e6),
        () => new Event().wait(),
        () => new Queue().get(),
        () => remote.never(),
        () => remote.untilAborted(signal),
        locked,
      ];
      return timeout(n, /** @type {() => import("miniasync").Coroutine<unknown>} */ (forever[n % forever.length])());
    },
    expect: () => ({ error: "TimeoutError" }),
  },
  strayIsTerminated: {
    weight: 0.3,
    n: [0, 20],
    *play({ n }, { remote, miniasync }) {
      return miniasync.loop(
        (own) => {
          own.run(remote.echo("started"), longGrace); // A thread may take long to start.
          own.run(remote.goesOn(), { timeout: n, cancelGrace: n, strays: "terminate" });
        },
        { thread: {} },
      );
    },
    expect: () => ({ error: "TimeoutError" }),
  },
  threadDies: {
    weight: 0.3,
    *play(_, { remote, miniasync }) {
      return miniasync.loop((own) => own.run(remote.exit(), longGrace), { thread: {} });
    },
    expect: () => ({ error: "ThreadExitedError" }),
  },
  spinIsTerminated: {
    weight: 0.1,
    *play(_, { remote, miniasync }) {
      return miniasync.loop(
        (own) => {
          own.run(remote.echo("started"), longGrace); // A thread may take long to start.
          own.run(remote.spin(), { timeout: 20, cancelGrace: 10, strays: "terminate" });
        },
        { thread: {} },
      );
    },
    expect: () => ({ error: "TimeoutError" }),
  },
  handleOfAClosedLoop: {
    weight: 0.2,
    *play(_, { remote, miniasync }) {
      const counter = miniasync.loop((own) => own.run(remote.counter(1), longGrace)[0], { thread: {} });
      return yield* counter.add(1);
    },
    expect: () => ({ error: "LoopClosedError" }),
  },
  strayIsDetached: {
    weight: 0.3,
    calls: true,
    n: [0, 10],
    warns: /goe?s? on in the thread/,
    *play({ n }, { remote, miniasync }) {
      return miniasync.run(remote.goesOn(), { timeout: n, cancelGrace: n });
    },
    expect: () => ({ error: "TimeoutError" }),
  },
};
