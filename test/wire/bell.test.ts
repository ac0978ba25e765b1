import { describe, expect, test } from "vitest";
import { Doorbell, pause, Sleeper } from "../../src/wire/bell.ts";

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
    expect(bell.spin(seen, now() + 0.1, now)).toBe(false);
    bell.ring();
    expect(bell.spin(seen, now() + 60_000, now)).toBe(true);
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
  /** One whose clock moves by `turn` milliseconds with each look at it; a vain spin takes two looks or more. */
  function sleeper(spins: boolean, turn = 0.01): { it: Sleeper; bell: Doorbell; looks: () => number } {
    const bell = new Doorbell(Doorbell.allocate());
    let looks = 0;
    let time = 0;
    const clock = (): number => {
      time += turn;
      return time;
    };
    const spin = bell.spin.bind(bell);
    bell.spin = (seen, end, given) => {
      looks++;
      return spin(seen, end, given);
    };
    return { it: new Sleeper(bell, clock, spins), bell, looks: () => looks };
  }

  function looksOf({ it, bell, looks }: ReturnType<typeof sleeper>, times: number, rung: boolean): number {
    const before = looks();
    for (let i = 0; i < times; i++) it.spin(bell.read() - (rung ? 1 : 0));
    return looks() - before;
  }

  test("does nothing where it is of no use", () => {
    const { it, bell, looks } = sleeper(false);
    bell.ring();
    expect(it.spin(bell.read() - 1)).toBe(false);
    expect(looks()).toBe(0);
  });

  test("does nothing in the first thousand waits, when code is cold", () => {
    const one = sleeper(true);
    expect(looksOf(one, 1023, true)).toBe(0);
    expect(looksOf(one, 10, true)).toBe(10);
  });

  test("tells whether the other side has rung", () => {
    const { it, bell } = sleeper(true);
    for (let wait = 0; wait < 1023; wait++) it.spin(bell.read());
    const seen = bell.read();
    bell.ring();
    expect(it.spin(seen)).toBe(true);
    expect(it.spin(bell.read())).toBe(false);
  });

  test("spins each time as long as it is of use", () => {
    const one = sleeper(true);
    looksOf(one, 1023, true);
    expect(looksOf(one, 3000, true)).toBe(3000);
  });

  test("lets twice as many waits go by without after each one in vain, up to a thousand", () => {
    const one = sleeper(true);
    looksOf(one, 1023, true);
    looksOf(one, 20, true); // As long as they are of use they forget.
    expect(looksOf(one, 1 + 1 + 1 + 3 + 1 + 7 + 1, false)).toBe(4);
    looksOf(one, 10_000, false);
    expect(looksOf(one, 10_240, false)).toBe(10);
  });

  test("counts one that took too long as vain, though it was rung: the other side waited for the core, perhaps", () => {
    const one = sleeper(true, 0.04);
    looksOf(one, 1023, true);
    expect(looksOf(one, 10_240, true)).toBe(10);
  });

  test("wait() tells whether it slept", () => {
    const { it, bell } = sleeper(true);
    for (let wait = 0; wait < 1023; wait++) it.spin(bell.read());
    const seen = bell.read();
    bell.ring();
    expect(it.wait(seen, 60_000)).toBe(false);
    expect(it.wait(bell.read(), 1)).toBe(true);
  });
});
