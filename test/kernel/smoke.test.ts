import { expect, test } from "vitest";
import { Closing } from "../../src/kernel/closing.ts";
import type { Coroutine } from "../../src/kernel/coroutine.ts";
import { Loop } from "../../src/kernel/loop.ts";
import { Run } from "../../src/kernel/run.ts";
import { now } from "../../src/primitives/current.ts";
import { Event } from "../../src/primitives/event.ts";
import { gather } from "../../src/primitives/gather.ts";
import { Queue } from "../../src/primitives/queue.ts";
import { race } from "../../src/primitives/race.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";

let time = 0;
function run(...cs: Coroutine<unknown>[]): unknown[] {
  const loop = new Loop({
    now: () => time,
    poll() {},
    park(d) {
      if (d === undefined) return false;
      time = d;
      return true;
    },
    warn(s) {
      console.log(s);
    },
  });
  const r = new Run(loop, cs, () => false);
  loop.runUntil(r.finished, () => r.deadlocked());
  const c = new Closing(loop);
  loop.runUntil(c.finished, () => c.deadlocked());
  return r.results();
}
test("nested deadlock", () => {
  const e = new Event();
  function plain() { return run((function* inner() { yield* e.wait(); })()); }
  try { run((function* outer() { yield* (function* mid() { yield* sleep(1); plain(); })(); })(), (function* other() { yield* new Event().wait() })()); expect.unreachable() } catch (x) {
    expect((x as Error).message).toMatch(/inner/);
  }
});
test("works", () => {
  const q = new Queue<number>(1);
  expect(
    run(
      (function* () {
        const t = spawn(
          (function* () {
            const l = [];
            for (let i = 0; i < 3; i++) l.push(yield* q.get());
            return l;
          })(),
        );
        for (let i = 0; i < 3; i++) yield* q.put(i);
        yield* sleep(5);
        yield* sleep(0);
        const s = spawn(sleep(100));
        yield* sleep(1);
        s.cancel();
        try {
          yield* s;
        } catch (e) {
          expect((e as Error).name).toBe("CancelledError");
        }
        expect(now()).toBe(7);
        return [yield* t, yield* gather([sleep(3, "a"), sleep(2, "b")]), yield* race([sleep(3, "a"), sleep(2, "b")])];
      })(),
    ),
  ).toEqual([[[0, 1, 2], ["a", "b"], "b"]]);
  expect(() =>
    run(
      (function* outer() {
        yield* new Event().wait();
      })(),
    ),
  ).toThrow(/nothing can wake it\n.*Task-1\n.*Event.*\n.*outer .*smoke\.test\.ts:\d+:\d+\)$/);
});
