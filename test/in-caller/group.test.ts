// How calls are spread over threads, with threads that do what the test says.
import { describe, expect, test } from "vitest";
import { CloneError, LoopClosedError, LoopError, ThreadExitedError } from "../../src/errors.ts";
import type { RemoteFuture } from "../../src/in-caller/calls.ts";
import { ThreadPlace } from "../../src/in-caller/place.ts";
import type { ThreadHost } from "../../src/in-caller/thread-host.ts";
import { CANCELLED, PENDING, RETURNED, THREW } from "../../src/kernel/future.ts";
import type { Request } from "../../src/wire/protocol.ts";
import { type FakeEnd, fakeThreads, loopOf } from "./fake-thread.ts";

function started(most = 2) {
  const fake = fakeThreads();
  const place = new ThreadPlace(fake.threads, {});
  const { host, loop } = loopOf(fake.threads, place);
  const group = place.group(most);
  const call = (args: readonly unknown[] = [], of: ThreadHost = host): RemoteFuture =>
    group.request(of.calls, "f()", [], args, (id, value, nodes) => ({
      kind: "call",
      id,
      target: 0,
      construct: false,
      value,
      nodes,
    }));
  /** In a turn of the loop, as a coroutine would. */
  const inside = <T>(body: () => T, of: ThreadHost = host): T => {
    let result: T | undefined;
    of.calls.loop.ready.push({ wake: () => (result = body()) } as never, undefined);
    of.calls.loop.advance();
    return result as T;
  };
  const end = (index: number) => fake.ends[index] as FakeEnd;
  /** The numbers of the calls that a thread has been given. */
  const given = (index: number): number[] => {
    fake.threads.flush();
    return end(index)
      .posted.filter((request): request is Extract<Request, { kind: "call" }> => request.kind === "call")
      .map(({ id }) => id);
  };
  /** The thread answers after ten milliseconds, for which the caller waits. */
  const answers = (index: number, id: number): void => {
    fake.clock.now += 10;
    fake.threads.sleep(0);
    end(index).says({ kind: "return", id, value: `of ${index}` });
    fake.threads.takeIn();
  };
  return { ...fake, place, host, loop, group, call, inside, end, given, answers };
}

describe("Group.request()", () => {
  test("starts threads one by one, as calls overlap", () => {
    const { call, ends, answers, given } = started(3);
    call();
    expect(ends).toHaveLength(1);
    answers(0, 1);
    call();
    expect([ends.length, given(0)]).toEqual([1, [1, 2]]);
    call();
    call();
    call();
    expect([ends.length, given(0), given(1), given(2)]).toEqual([3, [1, 2], [1], [1]]);
  });

  test("gives a call to the thread that has the fewest, others' calls included", () => {
    const { call, place, host, given, answers } = started();
    call();
    call();
    answers(0, 1);
    answers(1, 1);
    for (let i = 0; i < 3; i++) {
      place.get().request(host.calls, "g()", [], undefined, (id) => ({ kind: "settle", id, handle: 1 }));
    }
    call();
    expect([given(0), given(1)]).toEqual([[1], [1, 2]]);
  });

  test("keeps what no thread has room for, and gives it in order as they end what they have", () => {
    const { call, given, answers, host } = started();
    const calls = Array.from({ length: 6 }, () => call());
    expect([given(0), given(1), host.calls.waiting.size]).toEqual([[1], [1], 6]);
    answers(1, 1);
    expect([given(0), given(1)]).toEqual([[1], [1, 2]]);
    expect(calls.map(({ state }) => state)).toEqual([PENDING, RETURNED, PENDING, PENDING, PENDING, PENDING]);
    answers(1, 2);
    answers(0, 1);
    expect(calls.map(({ outcome }) => outcome).slice(0, 3)).toEqual(["of 0", "of 1", "of 1"]);
  });

  test("gives functions that wait without end, since the thread says that they have begun", () => {
    const { call, given, end, threads, group } = started();
    for (let i = 0; i < 6; i++) call();
    group.distribute(true);
    threads.flush();
    expect(end(0).kinds).toEqual(["call", "begun"]);
    for (let round = 1; round <= 2; round++) {
      for (const index of [0, 1]) end(index).says({ kind: "begun", upTo: round });
      threads.takeIn();
    }
    expect([given(0), given(1)]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  test("refuses what cannot be sent at once, or when it is its turn, and leaves nothing behind", () => {
    const { call, host, answers, place } = started();
    expect(() => call([Promise.resolve()])).toThrow(CloneError);
    expect([host.calls.waiting.size, place.threads[0]?.liveness.pending]).toEqual([0, 0]);
    call();
    call();
    const refused = call([Promise.resolve()]);
    const next = call();
    answers(0, 2); // The refused one was the first.
    expect([refused.state, refused.outcome instanceof CloneError, host.calls.waiting.size]).toEqual([THREW, true, 2]);
    expect(next.callee).toBe(place.threads[0]);
  });

  test("never begins a call that is cancelled while it waits", () => {
    const { call, host, answers, given, threads } = started();
    call();
    call();
    const [one, two] = [call(), call()];
    expect([one.cancel("enough"), one.state, one.about]).toEqual([
      true,
      CANCELLED,
      "at f() before a thread has taken it",
    ]);
    expect([host.calls.waiting.size, host.calls.strays.size]).toEqual([3, 0]);
    answers(0, 1);
    expect([given(0), two.id]).toEqual([[1, 2], 2]);
    expect(threads.crowded.size).toBe(0);
  });

  test("gives those of the loop that runs before those of the loops beneath it", () => {
    const { call, answers, threads, place, host, inside } = started();
    const inner = loopOf(threads, place).host;
    call();
    call();
    const outside = call();
    const within = inside(() => {
      const waits = call([], inner);
      answers(0, 1);
      return waits;
    }, inner);
    expect([within.id, outside.id]).toEqual([2, 0]);
    expect([threads.mayWake(host.calls), threads.mayWake(inner.calls)]).toEqual([true, true]);
  });

  test("makes a generator function of a call that has waited a callback of its own loop", () => {
    const { call, threads, place, inside, answers, loop } = started();
    inside(() => [call(), call()]);
    inside(() => call([function* () {}]));
    const inner = loopOf(threads, place).host;
    inside(() => answers(0, 1), inner);
    const [thread] = place.threads;
    expect([thread?.liveness.mayCall(loop), thread?.liveness.mayCall(inner.calls.loop)]).toEqual([true, false]);
  });

  test("is a LoopError when all threads wait for callbacks, and passes over those that do", () => {
    const { call, place, given } = started();
    call();
    call();
    const [one, two] = place.threads;
    if (one === undefined || two === undefined) throw new Error("two threads were started");
    one.liveness.standsFor = () => {};
    two.workload.end(1);
    call();
    expect([given(0), given(1)]).toEqual([[1], [1, 2]]);
    two.liveness.standsFor = () => {};
    expect(() => call()).toThrow(LoopError);
  });
});

describe("a group, when a thread of it ends", () => {
  test("starts another one for what waits, and only the calls there fail", () => {
    const { call, place, ends, threads, given } = started();
    for (const { says } of ends) says({ kind: "ready" });
    const calls = Array.from({ length: 4 }, () => call());
    for (const end of ends) end.says({ kind: "ready" });
    threads.takeIn();
    place.threads[0]?.end(new ThreadExitedError("Cannot go on: a test"));
    expect(calls.map(({ state }) => state)).toEqual([THREW, PENDING, PENDING, PENDING]);
    threads.takeIn();
    expect([ends.length, given(2), place.threads.length]).toEqual([3, [1], 2]);
  });

  test("ends what waits when none could start", () => {
    const { call, place, host, threads } = started();
    const calls = Array.from({ length: 4 }, () => call());
    place.threads[0]?.end(new ThreadExitedError("Cannot start the thread: a test"));
    place.threads[0]?.end(new ThreadExitedError("Cannot start the thread: a test"));
    expect(calls.map(({ state }) => state)).toEqual([THREW, THREW, THREW, THREW]);
    expect([host.calls.waiting.size, threads.crowded.size]).toEqual([0, 0]);
  });

  test("ends what waits with its place", () => {
    const { call, place, host } = started();
    const calls = Array.from({ length: 4 }, () => call());
    place.close();
    expect(calls.every(({ outcome }) => outcome instanceof LoopClosedError)).toBe(true);
    expect(host.calls.waiting.size).toBe(0);
    expect(() => call()).toThrow(LoopClosedError);
  });
});

describe("a group with a thread that is too busy to listen", () => {
  test("has another one in its place", () => {
    const { call, ends, end, threads, clock, given } = started();
    const spins = call();
    call();
    for (const index of [0, 1]) end(index).says({ kind: "ready" });
    threads.takeIn();
    spins.cancel();
    threads.flush();
    const waits = call();
    expect([ends.length, waits.id]).toEqual([2, 0]);
    clock.now += 250;
    threads.inspect("wanted"); // Nothing arrives.
    expect([ends.length, given(2)]).toEqual([3, [1]]);
  });
});
