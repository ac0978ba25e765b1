import { describe, expect, test } from "vitest";
import { Doorbell, pause } from "../../src/bridge/doorbell.ts";
import { Sleeper } from "../../src/bridge/sleeper.ts";

const now = (): number => performance.now();

describe("Doorbell", () => {
  test("counts its rings", () => {
    const bell = new Doorbell(Doorbell.allocate());
    const before = bell.read();
    bell.ring();
    bell.ring();
    expect(bell.read() - before).toBe(2);
  });

  test("wait() returns at once when it was rung after it was read, and else when the time is over", () => {
    const bell = new Doorbell(Doorbell.allocate());
    const seen = bell.read();
    bell.ring();
    bell.wait(seen, 60_000); // Would outlast the test.
    const began = now();
    bell.wait(bell.read(), 20);
    expect(now() - began).toBeGreaterThan(15);
  });

  test("spin() tells whether it was rung", () => {
    const bell = new Doorbell(Doorbell.allocate());
    const seen = bell.read();
    expect(bell.spin(seen, 0.1, now)).toBe(false);
    bell.ring();
    expect(bell.spin(seen, 60_000, now)).toBe(true);
  });

  test("two threads of one memory hear each other", () => {
    const memory = Doorbell.allocate();
    const seen = new Doorbell(memory).read();
    new Doorbell(memory).ring();
    expect(new Doorbell(memory).read()).not.toBe(seen);
  });
});

describe("pause()", () => {
  test("blocks for a time", () => {
    const began = now();
    pause(10);
    expect(now() - began).toBeGreaterThan(8);
  });
});

describe("Sleeper.spin()", () => {
  function sleeper(spins: boolean): { it: Sleeper; bell: Doorbell; looks: () => number } {
    const bell = new Doorbell(Doorbell.allocate());
    let looks = 0;
    const spin = bell.spin.bind(bell);
    bell.spin = (seen, milliseconds, clock) => {
      looks++;
      return spin(seen, milliseconds, clock);
    };
    return { it: new Sleeper(bell, now, spins), bell, looks: () => looks };
  }

  test("does nothing where it is of no use", () => {
    const { it, bell, looks } = sleeper(false);
    bell.ring();
    expect(it.spin(bell.read() - 1)).toBe(false);
    expect(looks()).toBe(0);
  });

  test("tells whether the other side has rung", () => {
    const { it, bell } = sleeper(true);
    const seen = bell.read();
    bell.ring();
    expect(it.spin(seen)).toBe(true);
    expect(it.spin(bell.read())).toBe(false);
  });

  test("spins less and less often in vain, and soon again when it was of use", () => {
    const { it, bell, looks } = sleeper(true);
    bell.ring();
    for (let i = 0; i < 300; i++) it.spin(bell.read());
    expect(looks()).toBeGreaterThan(3);
    expect(looks()).toBeLessThan(30);
    const before = looks();
    for (let i = 0; i < 300; i++) it.spin(bell.read() - 1);
    expect(looks() - before).toBeGreaterThan(100);
  });

  test("wait() tells whether it slept", () => {
    const { it, bell } = sleeper(true);
    const seen = bell.read();
    bell.ring();
    expect(it.wait(seen, 60_000)).toBe(false);
    expect(it.wait(bell.read(), 1)).toBe(true);
  });
});
