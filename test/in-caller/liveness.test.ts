import { describe, expect, test } from "vitest";
import { Vitals } from "../../src/in-caller/liveness.ts";
import { FakeEnd } from "./fake-thread.ts";

function vitals(): { it: Vitals; end: FakeEnd; clock: { now: number } } {
  const memory = new SharedArrayBuffer(128);
  const end = new FakeEnd({ callerBell: memory, threadBell: memory, spin: false, imports: [] });
  const clock = { now: 500 };
  return { it: new Vitals(end, () => clock.now), end, clock };
}

describe("Vitals.death()", () => {
  test("is undefined while the thread lives and starts in time", () => {
    const { it, clock } = vitals();
    clock.now += 10_000;
    expect(it.death()).toBeUndefined();
    it.hear({ kind: "ready" });
    clock.now += 1e9;
    expect(it.death()).toBeUndefined();
  });

  test("tells of a start that never ends", () => {
    const { it, clock } = vitals();
    clock.now += 10_001;
    expect(it.death()?.message).toBe(
      "Cannot start the thread: it was not ready after 10000 ms; look at its imports and execArgv",
    );
  });

  test("tells of a thread that is gone, before and after it was ready", () => {
    const { it, end } = vitals();
    end.alive = false;
    expect(it.death()?.message).toContain("before it was ready");
    it.hear({ kind: "ready" });
    expect(it.death()?.message).toContain("without a word");
  });
});

describe("Vitals.silence()", () => {
  test("begins when a ping is not answered within the time of grace", () => {
    const { it, clock } = vitals();
    it.hear({ kind: "ready" });
    expect(it.ping("fs.readFile()", 250)).toEqual({ kind: "ping", id: 1 });
    clock.now += 249;
    expect(it.silence()).toBeUndefined();
    expect(it.answersUntil).toBe(750);
    clock.now += 1;
    expect(it.silence()?.message).toContain("did not answer after fs.readFile() was cancelled");
    it.hear({ kind: "pong", id: 1 });
    expect(it.silence()).toBeUndefined();
    expect(it.answersUntil).toBeUndefined();
  });

  test("needs 250 ms, however short the grace is", () => {
    const { it, clock } = vitals();
    it.hear({ kind: "ready" });
    it.ping("f()", 0);
    clock.now += 249;
    expect(it.silence()).toBeUndefined();
    clock.now += 1;
    expect(it.silence()).toBeDefined();
  });

  test("is that of the ping whose time is over first", () => {
    const { it, clock } = vitals();
    it.hear({ kind: "ready" });
    it.ping("patient()", 5000);
    it.ping("impatient()", 300);
    it.ping("later()", 400);
    clock.now += 300;
    expect(it.silence()?.message).toContain("impatient()");
  });

  test("is not that of a thread that has just been started", () => {
    const { it, clock } = vitals();
    it.ping("f()", 0);
    clock.now += 999;
    expect(it.silence()).toBeUndefined();
    expect(it.answersUntil).toBeUndefined();
    expect(it.doubtful).toBe(true);
    clock.now += 1;
    expect(it.silence()).toBeDefined();
  });
});
