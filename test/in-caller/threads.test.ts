import { describe, expect, test, vi } from "vitest";
import { LoopClosedError, ThreadExitedError, TimeoutError } from "../../src/errors.ts";
import type { RemoteFuture } from "../../src/in-caller/calls.ts";
import { ThreadPlace } from "../../src/in-caller/place.ts";
import type { Thread } from "../../src/in-caller/thread.ts";
import type { ThreadHost } from "../../src/in-caller/thread-host.ts";
import { Ear } from "../../src/in-caller/threads.ts";
import { CANCELLED, PENDING, RETURNED, THREW } from "../../src/kernel/future.ts";
import { platform } from "../../src/platform/node/node-caller.ts";
import { Doorbell } from "../../src/wire/bell.ts";
import { callOf, type FakeEnd, fakeThreads, loopOf } from "./fake-thread.ts";

function started() {
  const fake = fakeThreads();
  const place = new ThreadPlace(fake.threads, {});
  const { host, loop } = loopOf(fake.threads, place);
  const thread = place.get();
  const end = fake.ends[0] as FakeEnd;
  const call = (label = "f()", at: Thread = thread, of: ThreadHost = host) => callOf(at, of, label);
  /** Give the thread a function, by a call of a loop. */
  const pass = (callback: () => unknown, of: ThreadHost = host) => {
    let passed: RemoteFuture | undefined;
    const { loop } = of.calls;
    const turn = {
      wake() {
        passed = thread.request(of.calls, "f()", [], [callback], (id, value, nodes) => ({
          kind: "call",
          id,
          target: 0,
          construct: false,
          value,
          nodes,
        }));
      },
    };
    loop.ready.push(turn, undefined);
    loop.advance();
    fake.threads.flush();
    end.says({ kind: "return", id: (passed as RemoteFuture).id, value: undefined });
    fake.threads.takeIn();
  };
  return { ...fake, place, host, loop, thread, end, call, pass };
}

describe("Threads.takeIn()", () => {
  test("takes in what has arrived, from all threads", () => {
    const { threads, end, call, thread } = started();
    const other = threads.start({});
    const [one, two] = [call("f()", thread), call("g()", other)];
    end.says({ kind: "ready" }, { kind: "return", id: one.id, value: 1 });
    expect(threads.takeIn()).toBe(true);
    expect([one.state, one.outcome, two.state]).toEqual([RETURNED, 1, PENDING]);
    expect(threads.takeIn()).toBe(false);
  });

  test("sees a ring that comes while it looks, the next time", () => {
    const { threads, ends, end, call } = started();
    const future = call();
    threads.start({});
    // Comes when the first thread has been looked at, and the second is.
    ends[1]!.onReceive = () => {
      ends[1]!.onReceive = () => {};
      end.says({ kind: "return", id: future.id, value: "late" });
    };
    end.says({ kind: "ready" });
    threads.takeIn();
    expect(future.state).toBe(PENDING);
    expect(threads.takeIn()).toBe(true);
    expect(future.outcome).toBe("late");
  });

  test("looks at all threads in a run inside a callback, though the bell has not been rung again", () => {
    const { threads, end, ends, call, pass } = started();
    const other = threads.start({});
    const future = call("g()", other);
    let inside: unknown;
    const look = () => {
      threads.takeIn();
      inside = future.outcome;
    };
    pass(look);
    ends[1]!.replies.push({ kind: "return", id: future.id, value: "of the other thread" });
    end.says({ kind: "callback", id: 1, callback: 1, blocking: true, on: undefined, value: [] });
    threads.takeIn();
    expect(inside).toBe("of the other thread");
  });
});

describe("Threads.takeIn(), after an event", () => {
  test("looks though the bell has not been rung: the sender may be long about it", () => {
    const { threads, end, call, host } = started();
    const future = call();
    threads.takeIn();
    threads.watch(host.calls, { wake: () => threads.takeIn(), stuck() {} });
    end.replies.push({ kind: "return", id: future.id, value: 7 });
    expect([threads.takeIn(), future.state]).toEqual([false, PENDING]);
    end.listener?.();
    expect([future.state, future.outcome, threads.takeIn()]).toEqual([RETURNED, 7, false]);
  });
});

describe("Ear.receiveNext()", () => {
  test("leaves a ring of another thread to the next look", () => {
    const { clock } = fakeThreads();
    const ear = new Ear({ ...platform, spins: false, now: () => clock.now });
    const bell = new Doorbell(ear.memory);
    const answers = [undefined, "mine"];
    bell.ring();
    bell.ring();
    expect([ear.receiveNext(() => answers.shift() ?? "mine"), ear.quiet]).toEqual(["mine", false]);
    ear.listen();
    bell.ring();
    expect([ear.receiveNext(() => "mine"), ear.quiet]).toEqual(["mine", true]);
  });
});

describe("Threads.inspect()", () => {
  test("finds a thread that has died without a word, also while the loop is never idle", () => {
    const { threads, end, call, clock, place, thread, host } = started();
    const future = call();
    end.says({ kind: "ready" });
    threads.takeIn();
    end.alive = false;
    clock.now += 100;
    for (let tick = 0; tick < 256; tick++) host.poll();
    expect(future.state).toBe(THREW);
    expect(future.outcome).toBeInstanceOf(ThreadExitedError);
    expect([thread.liveness.death !== undefined, end.terminated, place.threads]).toEqual([true, true, []]);
    expect(place.get()).not.toBe(thread);
  });

  test("finds it also while another thread keeps the caller from sleeping", () => {
    const { threads, ends, end, call, clock, host } = started();
    const future = call();
    threads.start({});
    ends[1]!.onReceive = () => ends[1]!.rings();
    end.alive = false;
    clock.now += 100;
    for (let turn = 0; turn < 600 && future.state === PENDING; turn++) {
      ends[1]!.replies.push({ kind: "pong", id: 0 });
      host.park(undefined, false);
    }
    expect(future.state).toBe(THREW);
  });

  test("takes the last messages before it", () => {
    const { threads, end, call, clock } = started();
    const [answered, lost] = [call("f()"), call("g()")];
    end.replies.push({ kind: "ready" }, { kind: "return", id: answered.id, value: 7 }); // Posted, and never rung.
    end.alive = false;
    clock.now += 100;
    threads.inspect("wanted");
    expect([answered.state, answered.outcome, lost.state]).toEqual([RETURNED, 7, THREW]);
  });

  test("takes in what a thread has posted that became busy before it rang", () => {
    const { threads, end, call, clock } = started();
    const future = call();
    end.replies.push({ kind: "return", id: future.id, value: 7 });
    clock.now += 100;
    threads.inspect("wanted");
    expect(future.outcome).toBe(7);
  });

  test("does not disturb a thread that nobody waits for", () => {
    const { threads, end, clock } = started();
    let asked = 0;
    end.isAlive = () => {
      asked++;
      return true;
    };
    clock.now += 1000;
    threads.inspect("wanted");
    expect(asked).toBe(0);
    clock.now += 1000;
    threads.inspect("all"); // A run begins.
    expect(asked).toBe(1);
  });

  test("ends a thread that does not listen after a call was cancelled, when its patience is over", () => {
    const { threads, end, call, clock, thread } = started();
    const [cancelled, other] = [call("spin()"), call("other()")];
    end.says({ kind: "ready" });
    threads.takeIn();
    cancelled.cancel("enough");
    threads.flush();
    expect(end.kinds.slice(-2)).toEqual(["abort", "ping"]);
    expect(cancelled.state).toBe(CANCELLED);
    clock.now += 9_999;
    threads.inspect("wanted");
    expect([other.state, thread.liveness.pulse.silent]).toEqual([PENDING, true]);
    clock.now += 150;
    threads.inspect("wanted");
    expect(String(other.outcome)).toContain("did not listen for 10000 ms after spin() was cancelled");
  });

  test("lets it be when the answer is there, and has only not been seen", () => {
    const { threads, end, call, clock, thread } = started();
    end.says({ kind: "ready" });
    threads.takeIn();
    call().cancel();
    clock.now += 10_000;
    end.says({ kind: "pong", id: 1 });
    threads.inspect("wanted");
    expect(thread.liveness.death !== undefined).toBe(false);
  });
});

describe("Threads.sleep()", () => {
  test("tells threads after 20 ms that nothing comes, and sleeps longer then, until something has come", () => {
    const { threads, end, call } = started();
    const slept: unknown[] = [];
    const wait = vi.spyOn(Atomics, "wait").mockImplementation(((...[, , , time]: readonly unknown[]) => {
      slept.push(time);
      return "timed-out";
    }) as typeof Atomics.wait);
    try {
      const future = call();
      threads.flush();
      for (let i = 0; i < 2; i++) threads.sleep(Number.POSITIVE_INFINITY);
      end.says({ kind: "ready" }, { kind: "return", id: future.id, value: 1 });
      threads.takeIn();
      call();
      threads.flush();
      threads.sleep(Number.POSITIVE_INFINITY);
    } finally {
      wait.mockRestore();
    }
    expect(slept).toEqual([20, 150, 20]);
  });
});

describe("ThreadHost.park()", () => {
  test("knows that an idle thread wakes nobody, until it is sent something", () => {
    const { threads, end, call, host } = started();
    call();
    threads.flush();
    end.says({ kind: "ready" }, { kind: "idle", received: 1 });
    threads.takeIn();
    expect(host.park(undefined, false)).toBe(false);
    call();
    end.onReceive = () => end.rings(); // Does not sleep in this test.
    expect(host.park(undefined, false)).toBe(true);
  });

  test("does not take calls of another loop for wakers", () => {
    const { call, thread, threads, host } = started();
    const outer = loopOf(threads).host;
    call("f()", thread, outer);
    expect([threads.mayWake(host.calls), threads.mayWake(outer.calls)]).toEqual([false, true]);
  });

  test("does not take a thread for one that stands still for a function which runs here", () => {
    const { call, pass, thread, threads, host } = started();
    call();
    pass(() => {});
    expect(threads.mayWake(host.calls)).toBe(true);
    thread.liveness.standsFor = () => {};
    expect(threads.mayWake(host.calls)).toBe(false);
  });

  test("takes a plain callback for one, and a generator of its own loop", () => {
    const { threads, host, pass, end } = started();
    const other = loopOf(threads).host;
    pass(function* () {});
    expect([threads.mayWake(host.calls), threads.mayWake(other.calls)]).toEqual([true, false]);
    end.says({ kind: "release", pairs: [1, 1] });
    threads.takeIn();
    expect(threads.mayWake(host.calls)).toBe(false);
    pass(() => {});
    expect(threads.mayWake(other.calls)).toBe(true);
  });
});

describe("Threads.watch()", () => {
  test("listens to threads, holds the process while they may wake a watcher, and tells of a death", () => {
    const { threads, end, call, host } = started();
    const trace: string[] = [];
    const watcher = {
      wake(): void {
        trace.push("woken");
        threads.takeIn();
      },
      stuck() {},
    };
    threads.watch(host.calls, watcher);
    expect(end.holds).toBe(false);
    const future = call();
    threads.watch(host.calls, watcher);
    expect(end.holds).toBe(true);
    end.listener?.();
    expect(trace).toEqual(["woken"]);
    end.alive = false;
    end.gone = true;
    end.listener?.();
    expect([future.state, trace.length]).toEqual([THREW, 2]);
    threads.watch(host.calls, undefined);
  });

  test("goes on for one watcher when another ends", () => {
    const { threads, end, call, host, thread } = started();
    const other = loopOf(threads).host;
    call("f()", thread, other);
    const watcher = { wake() {}, stuck() {} };
    threads.watch(host.calls, watcher);
    threads.watch(other.calls, watcher);
    threads.watch(host.calls, undefined);
    expect(end.holds).toBe(true);
    threads.watch(other.calls, undefined);
    expect(end.listener).toBeUndefined();
  });
});

describe("Thread.read()", () => {
  test("gives up at the deadline of the run though another thread keeps ringing, and leaves the thread alone", () => {
    const { threads, ends, end, thread, clock, loop, host } = started();
    const other = threads.start({});
    loop.limits = { deadline: clock.now + 50, end: clock.now + 50 };
    ends[1]!.onReceive = () => {
      clock.now += 1;
      end.rings();
    };
    end.rings();
    let thrown: unknown;
    loop.spawn(
      (function* () {
        try {
          thread.read("thing.slow", (id) => ({ kind: "read", id, handle: 1, key: "slow" }));
        } catch (error) {
          thrown = error;
        }
      })(),
    );
    loop.advance();
    expect(thrown).toBeInstanceOf(TimeoutError);
    expect([thread.liveness.death, other.liveness.death]).toEqual([undefined, undefined]);
    expect([host.calls.waiting.size, host.calls.strays.size, thread.liveness.waiting]).toEqual([0, 1, 0]);
  });
});

describe("the last words of a thread", () => {
  test("end its calls, with what is known", () => {
    const { threads, end, call } = started();
    const future = call();
    const value = new RangeError("killed it");
    end.says({ kind: "ready" }, { kind: "exit", code: 1, failed: true, stderr: ["one", "two"], value });
    threads.takeIn();
    expect(future.outcome).toMatchObject({ exitCode: 1, stderr: ["one", "two"] });
    expect((future.outcome as Error).message).toBe(
      "Cannot go on: the thread ended by an error that nobody caught: RangeError: killed it",
    );
    expect((future.outcome as Error).cause).toBeInstanceOf(RangeError);
  });

  test("before it was ready say that it could not start", () => {
    const { threads, end, call } = started();
    const future = call();
    end.says({ kind: "exit", code: 13, failed: false, stderr: [], value: undefined });
    threads.takeIn();
    expect((future.outcome as Error).message).toBe("Cannot start the thread: it ended by process.exit(13)");
  });
});

describe("ThreadPlace.get()", () => {
  /** One whose thread has not answered for so long that it counts as silent. */
  function busy() {
    const it = started();
    it.end.says({ kind: "ready" });
    it.threads.takeIn();
    it.call("spin()").cancel();
    it.threads.flush();
    it.clock.now += 250;
    return it;
  }

  test("gives a fresh thread while the first is too busy to listen, and the first again when it listens", () => {
    const { place, thread, end, threads } = busy();
    const stand = place.get();
    expect(stand).not.toBe(thread);
    expect([place.get(), thread.liveness.death]).toEqual([stand, undefined]);
    end.says({ kind: "pong", id: 1 });
    threads.takeIn();
    expect([place.get(), place.threads]).toEqual([thread, [thread, stand]]);
  });

  test("ends the other one when nobody has had anything of it for ten seconds, whether the caller runs or not", () => {
    for (const asked of [true, false]) {
      const { place, end, threads, clock, later } = busy();
      const stand = place.get();
      end.says({ kind: "pong", id: 1 });
      threads.takeIn();
      const look = () => (asked ? threads.inspect("wanted") : later.shift()?.());
      look();
      clock.now += 9_999;
      look();
      expect(stand.liveness.death).toBeUndefined();
      clock.now += 1 + 150;
      look();
      expect(stand.liveness.death).toBeInstanceOf(ThreadExitedError);
      expect(place.threads).toHaveLength(1);
      later.shift()?.();
      expect(later).toEqual([]); // There is nothing left to look at.
    }
  });

  test("keeps the other one as long as somebody waits for it or has a thing of it", () => {
    const { place, thread, ends, end, threads, call, clock } = busy();
    const wait = (): void => {
      place.endUnused();
      clock.now += 10_000;
      place.endUnused();
    };
    const stand = place.get();
    const future = call("f()", stand);
    end.says({ kind: "pong", id: 1 });
    threads.takeIn();
    wait();
    expect([place.get(), stand.liveness.death]).toEqual([thread, undefined]);
    const node = {
      kind: "handle",
      id: 1,
      is: "object",
      class: 1,
      about: { name: "A", methods: [], chain: [1] },
    } as const;
    ends[1]!.says({ kind: "ready" }, { kind: "return", id: future.id, value: [0], nodes: [node] });
    threads.takeIn();
    expect(future.state).toBe(RETURNED);
    wait();
    expect(stand.liveness.death).toBeUndefined();
    stand.imports.release(1);
    wait();
    expect([place.get(), stand.liveness.death !== undefined]).toEqual([thread, true]);
  });

  test("has at most four, and ends the one that has been silent for longest for another", () => {
    const { place, ends, clock, threads, thread, host } = busy();
    for (let number = 1; number < 4; number++) {
      const next = place.get();
      ends[number]!.says({ kind: "ready" });
      threads.takeIn();
      callOf(next, host).cancel();
      threads.flush();
      clock.now += 250;
    }
    expect([place.threads.length, thread.liveness.death]).toEqual([4, undefined]);
    place.get();
    expect(place.threads).toHaveLength(4);
    expect(thread.liveness.death).toBeInstanceOf(ThreadExitedError);
  });
});

describe("ThreadPlace.close()", () => {
  test("ends what is pending with LoopClosedError, and starts nothing any more", () => {
    const { place, call, end } = started();
    const future = call();
    place.close();
    expect([future.state, end.terminated]).toEqual([THREW, true]);
    expect(future.outcome).toBeInstanceOf(LoopClosedError);
    expect(() => place.get()).toThrow(LoopClosedError);
    expect(() => call()).toThrow(LoopClosedError);
  });
});
