import { describe, expect, test } from "vitest";
import { type Callback, Liveness, Pulse } from "../../src/in-caller/liveness.ts";
import { Exports } from "../../src/wire/exports.ts";
import { FakeEnd } from "./fake-thread.ts";

function pulse(patience?: number) {
  const memory = new SharedArrayBuffer(128);
  const end = new FakeEnd({ callerBell: memory, threadBell: memory, spin: false, imports: [] });
  const clock = { now: 500 };
  return { it: new Pulse(end, () => clock.now, patience), end, clock };
}

function liveness() {
  const outbox = { count: 0 };
  return { it: new Liveness(pulse().it, outbox, new Exports<Callback | undefined>()), outbox };
}

describe("Pulse.verdict()", () => {
  test("is undefined while the thread lives and starts in time", () => {
    const { it, clock } = pulse();
    clock.now += 10_000;
    expect(it.verdict()).toBeUndefined();
    it.hear({ kind: "ready" });
    clock.now += 1e9;
    expect(it.verdict()).toBeUndefined();
  });

  test("tells of a start that never ends", () => {
    const { it, clock } = pulse();
    clock.now += 10_001;
    expect(it.verdict()?.message).toBe(
      "Cannot start the thread: it was not ready after 10000 ms; look at its imports and execArgv",
    );
  });

  test("tells of a thread that is gone, before and after it was ready", () => {
    const { it, end } = pulse();
    end.alive = false;
    expect(it.verdict()?.message).toContain("before it was ready");
    it.hear({ kind: "ready" });
    expect(it.verdict()?.message).toContain("without a word");
  });

  test("tells of one that has not listened for longer than its patience, since the oldest question", () => {
    const { it, clock } = pulse(3000);
    it.hear({ kind: "ready" });
    it.ping("first()", 250);
    it.sent();
    clock.now += 2000;
    it.ping("second()", 250);
    it.sent();
    clock.now += 999;
    expect(it.verdict()).toBeUndefined();
    clock.now += 1;
    expect(it.verdict()?.message).toContain("did not listen for 3000 ms after first() was cancelled");
    it.hear({ kind: "pong", id: 1 });
    expect(it.verdict()).toBeUndefined();
    clock.now += 3000;
    expect(it.verdict()).toBeDefined();
  });
});

describe("Pulse.silent", () => {
  test("begins when a ping is not answered within the time of grace", () => {
    const { it, clock } = pulse();
    it.hear({ kind: "ready" });
    expect(it.ping("fs.readFile()", 250)).toEqual({ kind: "ping", id: 1 });
    clock.now += 1000; // Not sent before: the thread cannot have heard of it.
    expect([it.silent, it.answersUntil]).toEqual([false, undefined]);
    it.sent();
    clock.now += 249;
    expect([it.silent, it.answersUntil]).toEqual([false, 1750]);
    clock.now += 1;
    expect(it.silent).toBe(true);
    it.hear({ kind: "pong", id: 1 });
    expect([it.silent, it.answersUntil]).toEqual([false, undefined]);
  });

  test("needs 250 ms, however short the grace is", () => {
    const { it, clock } = pulse();
    it.hear({ kind: "ready" });
    it.ping("f()", 0);
    it.sent();
    clock.now += 249;
    expect(it.silent).toBe(false);
    clock.now += 1;
    expect(it.silent).toBe(true);
  });

  test("is that of the ping whose time is over first", () => {
    const { it, clock } = pulse();
    it.hear({ kind: "ready" });
    it.ping("patient()", 5000);
    it.sent();
    it.ping("impatient()", 300);
    it.sent();
    it.ping("later()", 400);
    it.sent();
    clock.now += 300;
    expect(it.silent).toBe(true);
  });

  test("is not that of a thread that has just been started", () => {
    const { it, clock } = pulse();
    it.ping("f()", 0);
    it.sent();
    clock.now += 999;
    expect([it.silent, it.answersUntil, it.asked]).toEqual([false, undefined, true]);
    clock.now += 1;
    expect(it.silent).toBe(true);
  });
});

describe("Liveness.mayAct", () => {
  test("ends with a report of idleness that has seen every request, with a function that runs here, and with its death", () => {
    const { it, outbox } = liveness();
    outbox.count = 2;
    it.ranEmpty(1);
    expect(it.mayAct).toBe(true);
    it.ranEmpty(2);
    expect(it.mayAct).toBe(false);
    outbox.count = 3;
    expect(it.mayAct).toBe(true);
    it.standsFor = () => {};
    expect(it.mayAct).toBe(false);
    it.standsFor = undefined;
    it.death = new Error("gone");
    expect(it.mayAct).toBe(false);
    expect(() => it.requireAlive("call f()")).toThrow("Cannot call f(): the thread it lives in is gone (gone)");
  });
});
