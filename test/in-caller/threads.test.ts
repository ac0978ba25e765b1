import { describe, expect, test } from "vitest";
import { LoopClosedError, ThreadExitedError, TimeoutError } from "../../src/errors.ts";
import { readNow } from "../../src/in-caller/remote-call.ts";
import type { Thread } from "../../src/in-caller/thread.ts";
import { BridgeHost, ThreadPlace } from "../../src/in-caller/thread-host.ts";
import { CANCELLED, PENDING, RETURNED, THREW } from "../../src/kernel/future.ts";
import { Loop } from "../../src/kernel/loop.ts";
import { type FakeEnd, fakeHub } from "./fake-thread.ts";

function started() {
  const fake = fakeHub();
  const place = new ThreadPlace(fake.hub, {});
  const host = new BridgeHost(fake.hub, place, undefined);
  const loop = new Loop(host);
  host.loop = loop;
  const thread = place.get();
  const end = fake.ends[0] as FakeEnd;
  const call = (label = "f()", at: Thread = thread, of: Loop = loop) =>
    at.request(of, label, [], (id) => ({ message: { kind: "settle", id, handle: 1 } }));
  return { ...fake, place, host, loop, thread, end, call };
}

describe("Hub.drain()", () => {
  test("takes in what has arrived, from all threads", () => {
    const { hub, end, call, thread } = started();
    const other = hub.startThread({});
    const [one, two] = [call("f()", thread), call("g()", other)];
    end.says({ kind: "ready" }, { kind: "return", id: one.id, value: 1 });
    expect(hub.drain()).toBe(true);
    expect([one.state, one.outcome, two.state]).toEqual([RETURNED, 1, PENDING]);
    expect(hub.drain()).toBe(false);
  });

  test("sees a ring that comes while it looks, the next time", () => {
    const { hub, ends, end, call } = started();
    const future = call();
    hub.startThread({});
    // Comes when the first thread has been looked at, and the second is.
    ends[1]!.onReceive = () => {
      ends[1]!.onReceive = () => {};
      end.says({ kind: "return", id: future.id, value: "late" });
    };
    end.says({ kind: "ready" });
    hub.drain();
    expect(future.state).toBe(PENDING);
    expect(hub.drain()).toBe(true);
    expect(future.outcome).toBe("late");
  });

  test("looks at all threads in a run inside a callback, though the bell has not been rung again", () => {
    const { hub, end, ends, call, thread } = started();
    const other = hub.startThread({});
    const future = call("g()", other);
    let inside: unknown;
    const callback = thread.callbacks.idOf({
      function: () => {
        hub.drain();
        inside = future.outcome;
      },
      generator: false,
      loop: undefined,
    });
    ends[1]!.replies.push({ kind: "return", id: future.id, value: "of the other thread" });
    end.says({ kind: "callback", id: 1, callback, blocking: true, on: undefined, value: [] });
    hub.drain();
    expect(inside).toBe("of the other thread");
  });
});

describe("Hub.drain(), after an event", () => {
  test("looks though the bell has not been rung: the sender may be long about it", () => {
    const { hub, end, call, loop } = started();
    const future = call();
    hub.drain();
    hub.watch(loop, () => hub.drain());
    end.replies.push({ kind: "return", id: future.id, value: 7 });
    expect([hub.drain(), future.state]).toEqual([false, PENDING]);
    end.listener?.();
    expect([future.state, future.outcome, hub.drain()]).toEqual([RETURNED, 7, false]);
  });
});

describe("Hub.checkUp()", () => {
  test("finds a thread that has died without a word, also while the loop is never idle", () => {
    const { hub, end, call, clock, place, thread } = started();
    const future = call();
    end.says({ kind: "ready" });
    hub.drain();
    end.alive = false;
    clock.now += 100;
    for (let tick = 0; tick < 256; tick++) hub.poll();
    expect(future.state).toBe(THREW);
    expect(future.outcome).toBeInstanceOf(ThreadExitedError);
    expect([thread.dead, end.terminated, hub.threads.size]).toEqual([true, true, 0]);
    expect(place.current).toBeUndefined();
    expect(place.get()).not.toBe(thread);
  });

  test("finds it also while another thread keeps the caller from sleeping", () => {
    const { hub, ends, end, call, clock, host } = started();
    const future = call();
    hub.startThread({});
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
    const { hub, end, call, clock } = started();
    const [answered, lost] = [call("f()"), call("g()")];
    end.replies.push({ kind: "ready" }, { kind: "return", id: answered.id, value: 7 }); // Posted, and never rung.
    end.alive = false;
    clock.now += 100;
    hub.checkUp();
    expect([answered.state, answered.outcome, lost.state]).toEqual([RETURNED, 7, THREW]);
  });

  test("takes in what a thread has posted that became busy before it rang", () => {
    const { hub, end, call, clock } = started();
    const future = call();
    end.replies.push({ kind: "return", id: future.id, value: 7 });
    clock.now += 100;
    hub.checkUp();
    expect(future.outcome).toBe(7);
  });

  test("does not disturb a thread that nobody waits for", () => {
    const { hub, end, clock } = started();
    let asked = 0;
    end.isAlive = () => {
      asked++;
      return true;
    };
    clock.now += 1000;
    hub.checkUp();
    expect(asked).toBe(0);
    clock.now += 1000;
    hub.refresh(); // A run begins.
    expect(asked).toBe(1);
  });

  test("ends a thread that is silent after a call was cancelled", () => {
    const { hub, end, call, clock } = started();
    const [cancelled, other] = [call("spin()"), call("other()")];
    end.says({ kind: "ready" });
    hub.drain();
    cancelled.cancel("enough");
    hub.flush();
    expect(end.kinds.slice(-2)).toEqual(["abort", "ping"]);
    expect(cancelled.state).toBe(CANCELLED);
    clock.now += 249;
    hub.checkUp();
    expect(other.state).toBe(PENDING);
    clock.now += 1;
    hub.checkUp();
    expect(String(other.outcome)).toContain("did not answer after spin() was cancelled");
  });

  test("lets it be when the answer is there, and has only not been seen", () => {
    const { hub, end, call, clock, thread } = started();
    end.says({ kind: "ready" });
    hub.drain();
    call().cancel();
    clock.now += 10_000;
    end.says({ kind: "pong", id: 1 });
    hub.checkUp();
    expect(thread.dead).toBe(false);
  });
});

describe("BridgeHost.park()", () => {
  test("knows that an idle thread wakes nobody, until it is sent something", () => {
    const { hub, end, call, host } = started();
    call();
    hub.flush();
    end.says({ kind: "ready" }, { kind: "idle", received: 1 });
    hub.drain();
    expect(host.park(undefined, false)).toBe(false);
    call();
    end.onReceive = () => end.rings(); // Does not sleep in this test.
    expect(host.park(undefined, false)).toBe(true);
  });

  test("does not take calls of another loop for wakers", () => {
    const { call, thread, hub } = started();
    const outer = new Loop(new BridgeHost(hub, new ThreadPlace(hub, {}), undefined));
    call("f()", thread, outer);
    expect(started().host.park(undefined, false)).toBe(false);
    expect(thread.mayWake(outer)).toBe(true);
  });

  test("takes a plain callback for one, and a generator of its own loop", () => {
    const { thread, loop, hub } = started();
    const other = new Loop(new BridgeHost(hub, new ThreadPlace(hub, {}), undefined));
    const generator = thread.callbacks.idOf({ function: function* () {}, generator: true, loop });
    expect([thread.mayWake(loop), thread.mayWake(other)]).toEqual([true, false]);
    thread.callbacks.forget(generator, 1);
    expect(thread.mayWake(loop)).toBe(false);
    thread.callbacks.idOf({ function: () => {}, generator: false, loop });
    expect(thread.mayWake(other)).toBe(true);
  });
});

describe("Hub.watch()", () => {
  test("listens to threads as long as they may wake a watcher, and tells of a death", () => {
    const { hub, end, call, loop } = started();
    const trace: string[] = [];
    hub.watch(loop, () => trace.push("woken"));
    expect(end.listener).toBeUndefined();
    const future = call();
    hub.watch(loop, () => trace.push("woken"));
    end.listener?.();
    expect(trace).toEqual(["woken"]);
    end.alive = false;
    end.gone = true;
    end.listener?.();
    expect([future.state, trace.length]).toEqual([THREW, 2]);
    hub.watch(loop, undefined);
  });

  test("goes on for one watcher when another ends", () => {
    const { hub, end, call, loop, thread } = started();
    const other = new Loop(new BridgeHost(hub, new ThreadPlace(hub, {}), undefined));
    call("f()", thread, other);
    hub.watch(loop, () => {});
    hub.watch(other, () => {});
    hub.watch(loop, undefined);
    expect(end.listener).toBeDefined();
    hub.watch(other, undefined);
    expect(end.listener).toBeUndefined();
  });
});

describe("readNow()", () => {
  test("gives up at the deadline of the run though another thread keeps ringing, and ends the thread that is silent", () => {
    const { hub, ends, end, thread, clock } = started();
    const other = hub.startThread({});
    hub.deadline = clock.now + 50;
    ends[1]!.onReceive = () => {
      clock.now += 1;
      end.rings();
    };
    end.rings();
    expect(() => readNow(thread, "thing.slow", (id) => ({ kind: "read", id, handle: 1, key: "slow" }), [])).toThrow(
      TimeoutError,
    );
    expect([thread.dead, other.dead]).toEqual([true, false]);
  });
});

describe("the last words of a thread", () => {
  test("end its calls, with what is known", () => {
    const { hub, end, call } = started();
    const future = call();
    const value = new RangeError("killed it");
    end.says({ kind: "ready" }, { kind: "exit", code: 1, failed: true, stderr: ["one", "two"], value });
    hub.drain();
    expect(future.outcome).toMatchObject({ exitCode: 1, stderr: ["one", "two"] });
    expect((future.outcome as Error).message).toBe(
      "Cannot go on: the thread ended by an error that nobody caught: RangeError: killed it",
    );
    expect((future.outcome as Error).cause).toBeInstanceOf(RangeError);
  });

  test("before it was ready say that it could not start", () => {
    const { hub, end, call } = started();
    const future = call();
    end.says({ kind: "exit", code: 13, failed: false, stderr: [], value: undefined });
    hub.drain();
    expect((future.outcome as Error).message).toBe("Cannot start the thread: it ended by process.exit(13)");
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
