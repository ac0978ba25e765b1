import { describe, expect, test } from "vitest";
import { Workload } from "../../src/in-caller/workload.ts";

function started() {
  const clock = { now: 1000 };
  const load = new Workload(() => clock.now);
  let id = 0;
  /** Give calls as long as there is room. @returns how many. */
  const fill = (): number => {
    const before = id;
    while (load.hasRoom) load.give(++id);
    return id - before;
  };
  let ended = 0;
  /** Let so many of them end, after so many milliseconds each. */
  const end = (count: number, each: number): void => {
    for (let i = 0; i < count; i++) {
      clock.now += each;
      load.end(++ended);
    }
  };
  return { load, fill, end, last: () => id };
}

describe("Workload.reckon()", () => {
  test("gives one at a time of calls that take long", () => {
    const { load, fill, end } = started();
    for (let round = 0; round < 5; round++) {
      expect(fill()).toBe(1);
      end(1, 10);
      load.reckon(true);
    }
  });

  test("gives 5 ms of work, and sixteen at most, of others", () => {
    const { load, fill, end } = started();
    fill();
    end(1, 1);
    load.reckon(true);
    expect(fill()).toBe(5);
    end(5, 0.01);
    load.reckon(true);
    expect(fill()).toBe(16);
    end(3, 20);
    load.reckon(true);
    expect(fill()).toBe(0);
    end(13, 20);
    load.reckon(true);
    expect(fill()).toBe(1);
  });

  test("gives more to one that has ended all while the caller did something else", () => {
    const { load, fill, end } = started();
    const given: number[] = [];
    for (let round = 0; round < 6; round++) {
      given.push(fill());
      end(given.at(-1) as number, 10);
      load.reckon(false);
    }
    expect(given).toEqual([1, 2, 4, 8, 16, 16]);
  });
});

describe("Workload.ask()", () => {
  test("asks once whether all have begun, and again when others may not have", () => {
    const { load, fill, end } = started();
    expect(load.ask()).toBeUndefined();
    fill();
    expect([load.ask(), load.ask()]).toEqual([1, undefined]);
    load.begun(1);
    expect([load.hasRoom, load.ask()]).toEqual([true, undefined]);
    fill();
    expect([load.ask(), load.ask()]).toEqual([2, undefined]);
    load.begun(2);
    end(2, 0);
    fill();
    expect(load.ask()).toBe(3);
  });

  test("asks again when those have ended that it had asked for", () => {
    const { load, fill, end } = started();
    fill();
    end(1, 2.5);
    load.reckon(true);
    expect([fill(), load.ask()]).toEqual([2, 3]);
    end(1, 2.5);
    expect([fill(), load.ask()]).toEqual([1, undefined]);
    end(1, 2.5);
    expect([fill(), load.ask()]).toEqual([1, 5]);
  });
});

describe("Workload.give()", () => {
  test("sends in two parts, so that the thread has one when it tells of the other", () => {
    const { load, fill, end, last } = started();
    expect(load.give(1)).toBe(true);
    end(1, 0.1);
    load.reckon(true);
    const sent = Array.from({ length: 16 }, (_, i) => [load.give(i + 2), i + 1] as const);
    expect(sent.filter(([now]) => now).map(([, count]) => count)).toEqual([8, 16]);
    expect([fill(), last()]).toEqual([0, 0]);
  });
});
