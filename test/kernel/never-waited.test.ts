import { describe, expect, test } from "vitest";
import type { Suspend } from "../../src/kernel/coroutine.ts";
import { describeIdle, makeIn, noteBegun, noteIdle, takeIdle } from "../../src/kernel/never-waited.ts";
import { Event } from "../../src/primitives/event.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { atUser } from "../../src/users-line.ts";
import { Stage } from "../support/stage.ts";

/** Something that nobody has waited for, unless it says so. */
class Thing {
  hasBegun = false;
  readonly idleTitle: string;

  constructor(name: string) {
    this.idleTitle = `${name}()`;
  }
}

function* forgetful(loop: object): Generator<Suspend, void> {
  make(loop, 2);
  yield* sleep(1000);
}

/** Make things of one kind in a loop, the first of which begin. */
function make(loop: object | undefined, count: number, begun = 0): Thing[] {
  const kind = { made: 0 };
  const things: Thing[] = [];
  makeIn(loop);
  for (let i = 0; i < count; i++) {
    const thing = new Thing(`thing${i}`);
    noteIdle(thing, kind);
    if (i < begun) {
      thing.hasBegun = true;
      noteBegun(thing);
    }
    things.push(thing);
  }
  makeIn(undefined);
  return things;
}

describe("what nobody has waited for", () => {
  test("is told with its place, in the loop in which it was made", () => {
    const [one, other] = [{}, {}];
    make(one, 3, 1);
    make(other, 1);
    const text = describeIdle(takeIdle(one), "write yield* before it") ?? "";
    expect(text.match(/thing\d\(\) was never waited for; write yield\* before it/g)).toHaveLength(2);
    expect(text).toMatch(/\n {4}at .*:\d+:\d+/);
    expect(takeIdle(one)).toEqual([]);
    expect(takeIdle(other)).toHaveLength(1);
  });

  test("is named up to ten times, and none that has begun meanwhile", () => {
    const loop = {};
    const things = make(loop, 13);
    const taken = takeIdle(loop);
    (things[0] as Thing).hasBegun = true;
    expect(describeIdle(taken, "run it")?.split("\n").at(-1)).toBe("and 2 more");
    for (const thing of things) thing.hasBegun = true;
    expect(describeIdle(taken, "run it")).toBeUndefined();
  });

  test("is kept when there are many, and what has begun is not", () => {
    const loop = {};
    make(loop, 5000, 2000);
    expect(takeIdle(loop)).toHaveLength(3000);
  });

  test("is nobody's fault after an error of the package in the same loop", () => {
    const loop = {};
    makeIn(loop);
    noteIdle(new Thing("refused"), { made: 0 });
    atUser(new TypeError("no"));
    makeIn(undefined);
    expect(takeIdle(loop)).toEqual([]);
  });

  test("is nobody's fault after a cancellation in the same loop", () => {
    const stage = new Stage();
    expect(() => stage.runWith({ timeout: 5 }, forgetful(stage.loop))).toThrow("deadline");
    stage.close();
    expect(takeIdle(stage.loop)).toEqual([]);
  });

  test("has the name that its user gave it", () => {
    const loop = {};
    makeIn(loop);
    new Event().wait();
    sleep(5);
    makeIn(undefined);
    expect(takeIdle(loop).map(({ thing }) => thing.idleTitle)).toEqual(["Event.wait()", "sleep()"]);
  });
});
