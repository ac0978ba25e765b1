import { describe, expect, test } from "vitest";
import { Pending, Reading } from "../../src/in-caller/pending.ts";
import { RemoteFuture } from "../../src/in-caller/remote-call.ts";
import { CANCELLED, RETURNED, THREW } from "../../src/kernel/future.ts";
import { Loop } from "../../src/kernel/loop.ts";
import { fakeHub } from "./fake-thread.ts";

function pending() {
  const thread = fakeHub().hub.startThread({});
  const loop = new Loop({ now: () => 0, poll() {}, park: () => false, warn() {} });
  const it = new Pending();
  const add = (id: number, of = loop): RemoteFuture => {
    const future = new RemoteFuture(of, thread, id, `f${id}()`, []);
    it.add(id, future);
    return future;
  };
  return { it, loop, add };
}

describe("Pending", () => {
  test("counts the calls that each loop waits for", () => {
    const { it, loop, add } = pending();
    const other = pending().loop;
    const [first] = [add(1), add(2), add(3, other)];
    expect([it.countOf(loop), it.countOf(other), it.size]).toEqual([2, 1, 3]);
    expect([...it.of(loop)].map(({ id }) => id)).toEqual([1, 2]);
    it.settle(1, () => "done");
    expect([first!.state, first!.outcome, it.countOf(loop)]).toEqual([RETURNED, "done", 1]);
    it.settle(2, () => {
      throw new RangeError("failed");
    });
    expect([it.countOf(loop), it.size]).toEqual([0, 1]);
  });

  test("keeps what was given up as a stray until it ends, and drops its result", () => {
    const { it, loop, add } = pending();
    const future = add(1);
    expect(it.giveUp(future, 99)).toBe(true);
    future.settle(CANCELLED, undefined);
    expect([it.countOf(loop), it.strays.get(future), it.size]).toEqual([0, 99, 1]);
    let computed = false;
    it.settle(1, () => {
      computed = true;
    });
    expect([computed, it.strays.size, it.size]).toEqual([false, 0, 0]);
    expect(it.giveUp(future, 99)).toBe(false);
  });

  test("fails everything at once: calls, readings and strays", () => {
    const { it, loop, add } = pending();
    const [call, stray, reading] = [add(1), add(2), new Reading()];
    it.add(3, reading);
    it.giveUp(stray, 5);
    stray.settle(CANCELLED, undefined);
    const error = new Error("gone");
    it.fail(error);
    expect([call.state, call.outcome]).toEqual([THREW, error]);
    expect([reading.failed, reading.error]).toEqual([true, error]);
    expect([it.size, it.strays.size, it.countOf(loop)]).toEqual([0, 0, 0]);
  });

  test("gives a reading its reply as it came", () => {
    const { it } = pending();
    const reading = new Reading();
    it.add(1, reading);
    it.answered(1, reading, { kind: "return", id: 1, value: 5 });
    expect([reading.reply?.value, it.size]).toEqual([5, 0]);
  });

  test("does not mind an answer that nobody waits for", () => {
    const { it } = pending();
    it.settle(77, () => 1);
    expect([it.get(77), it.size]).toEqual([undefined, 0]);
  });
});
