import { describe, expect, test } from "vitest";
import { CancelledError, DeadlockError, suppressed, TimeoutError } from "../../src/errors.ts";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import { Loop } from "../../src/kernel/loop.ts";
import { Run, type Times } from "../../src/kernel/run-state.ts";
import { call } from "../../src/primitives/call.ts";
import { Condition } from "../../src/primitives/condition.ts";
import { currentTask } from "../../src/primitives/current.ts";
import { Event } from "../../src/primitives/event.ts";
import { gather } from "../../src/primitives/gather.ts";
import { Lock } from "../../src/primitives/lock.ts";
import { race } from "../../src/primitives/race.ts";
import { shield } from "../../src/primitives/shield.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { taskGroup } from "../../src/primitives/task-group.ts";
import { timeout } from "../../src/primitives/timeout.ts";
import { wait } from "../../src/primitives/wait.ts";
import { Stage } from "../support/stage.ts";

const times: Times = { timeout: 10, cleanupGrace: 100 };

/** Something else that goes on, so that no deadlock cuts the time short. */
function ticking(stage: Stage): void {
  stage.loop.spawn(
    (function* () {
      for (;;) yield* sleep(7);
    })(),
    "ticking",
  );
}

/** How a run with a deadline at 10 and 100 for cleaning up ends. */
function ending(...coroutines: readonly Coroutine<unknown>[]) {
  const stage = new Stage();
  ticking(stage);
  let error: unknown;
  try {
    stage.runWith(times, ...coroutines);
  } catch (thrown) {
    error = thrown;
  }
  const { time } = stage;
  stage.close();
  return { error, time, warnings: stage.warnings, others: suppressed(error) };
}

/** The tasks that were abandoned, as the error of the run tells of them, with the names of the functions they wait in. */
function abandoned(error: unknown): [name: string, ...frames: string[]][] {
  return suppressed(error).flatMap((other) =>
    (other as TimeoutError).tasks.map<[string, ...string[]]>(({ name, stack }) => [
      name,
      ...stack.map((line) => line.replace(/ \(.*/, "")),
    ]),
  );
}

const timeIsUp = "the time for cleaning up is over";

/** Never ends by itself, whoever cancels it, and notes what its waits end with. */
function* stubborn(wait: (expired: boolean) => Coroutine<unknown>, seen: string[] = []): Generator<Suspend, never> {
  for (;;) {
    try {
      yield* wait(seen.at(-1)?.includes(timeIsUp) === true);
    } catch (error) {
      seen.push(String(error));
    }
  }
}

describe("when the time for cleaning up is over", () => {
  test("the wait of a finally block ends, and with it the run", () => {
    const trace: unknown[] = [];
    const { error, time, others, warnings } = ending(
      (function* () {
        try {
          yield* sleep(1000);
        } finally {
          try {
            yield* new Event().wait();
          } catch (cancellation) {
            trace.push(cancellation);
          }
        }
      })(),
    );
    expect(error).toBeInstanceOf(TimeoutError);
    expect([time, others, warnings]).toEqual([110, [], []]);
    expect(trace).toEqual([expect.any(CancelledError)]);
    expect(String(trace[0])).toBe("CancelledError: the time for cleaning up is over");
  });

  test("new waits end at once, each in the next tick, and code between them runs", () => {
    const trace: string[] = [];
    const { error, time, others } = ending(
      (function* () {
        try {
          yield* sleep(1000);
        } finally {
          for (const name of ["a", "b", "c"]) {
            try {
              yield* sleep(name === "a" ? 1000 : 50);
              trace.push("never");
            } catch {
              trace.push(name);
            }
          }
          for (const none of [sleep(0), sleep(0)]) {
            try {
              yield* none;
            } catch {
              trace.push("given way");
            }
          }
          trace.push("end");
        }
      })(),
    );
    expect(error).toBeInstanceOf(TimeoutError);
    expect([time, others]).toEqual([110, []]);
    expect(trace).toEqual(["a", "b", "c", "given way", "given way", "end"]);
  });

  test("what ends well by then counts as usual, and cleanup within the time is not disturbed", () => {
    const { error, time, others } = ending(
      (function* () {
        try {
          yield* sleep(1000);
        } finally {
          yield* sleep(99);
        }
      })(),
    );
    expect(error).toBeInstanceOf(TimeoutError);
    expect([time, others]).toEqual([109, []]);
  });

  test.each<[what: string, wait: (expired: boolean) => Coroutine<unknown>, frames: readonly string[]]>([
    ["sleeps", () => sleep(5), ["at sleep()"]],
    ["gives way", (expired) => sleep(expired ? 0 : 5), []],
    ["waits for what never comes", () => new Event().wait(), ["at Event.wait()"]],
  ])("one that catches everything and %s is abandoned, and where it waits is told", (_what, wait, frames) => {
    const seen: string[] = [];
    const { error, time, others, warnings } = ending(stubborn(wait, seen));
    expect(error).toBeInstanceOf(TimeoutError);
    expect([time, warnings]).toEqual([110, []]);
    expect(others).toHaveLength(1);
    expect(others[0]).toBeInstanceOf(TimeoutError);
    expect(abandoned(error)).toEqual([["Task-1", ...frames, "at stubborn"]]);
    expect((others[0] as Error).message).toMatch(
      /^Cannot wait any longer: 1 task goes on 100 turns after the time for cleaning up, and is abandoned\n {2}Task-1/,
    );
    expect(seen.slice(-100)).toEqual(Array(100).fill("CancelledError: the time for cleaning up is over"));
  });

  test("one that yields what cannot be waited for is abandoned, and none of its code runs then", () => {
    const seen: string[] = [];
    function* yielding(): Generator<unknown, never> {
      for (;;) {
        try {
          if (seen.at(-1)?.includes(timeIsUp)) yield "nothing";
          else yield* sleep(1000);
        } catch (error) {
          seen.push(String(error));
        }
      }
    }
    const { error, others } = ending(
      yielding() as Generator<Suspend, never>,
      stubborn(() => sleep(1000)),
    );
    expect(others).toHaveLength(1);
    expect(abandoned(error)[0]).toEqual(["Task-1"]);
    expect(seen.slice(-100)).toEqual(Array(100).fill(`CancelledError: ${timeIsUp}`));
  });

  test("several are abandoned together", () => {
    const { others } = ending(
      stubborn(() => sleep(5)),
      stubborn(() => sleep(5)),
    );
    expect(others.map((other) => (other as Error).message.split("\n")[0])).toEqual([
      "Cannot wait any longer: 2 tasks go on 100 turns after the time for cleaning up, and are abandoned",
    ]);
  });

  test("the turns are enough for locks that others hold who clean up likewise", () => {
    const lock = new Lock();
    const changed = new Condition(lock);
    const trace: string[] = [];
    function* holding(): Generator<Suspend, void> {
      yield* lock.acquire();
      try {
        yield* stubbornFor(50);
      } finally {
        lock.release();
        trace.push("released");
      }
    }
    function* waiting(): Generator<Suspend, void> {
      try {
        yield* changed.with(() => changed.wait());
      } finally {
        trace.push("had the lock");
      }
    }
    const { others } = ending(waiting(), holding());
    expect(others).toEqual([]);
    expect(trace).toEqual(["released", "had the lock"]);
  });

  test.each<[what: string, wait: (children: () => Coroutine<unknown>) => Coroutine<unknown>]>([
    ["a task", (child) => spawn(child())],
    ["gather()", (child) => gather([child(), child()])],
    ["race()", (child) => race([child(), sleep(1000)])],
    ["a task group", (child) => taskGroup((group) => lazily(() => group.spawn(child())))],
    ["call()", (child) => call(call(child()))],
    ["timeout()", (child) => timeout(2, child())],
  ])("it is so for all behind %s", (_what, wait) => {
    const trace: string[] = [];
    function* child(): Generator<Suspend, void> {
      try {
        yield* sleep(1000);
      } finally {
        yield* stubbornFor(3);
        trace.push("child");
      }
    }
    const { error, time, others, warnings } = ending(
      (function* () {
        try {
          yield* wait(child);
        } finally {
          trace.push("parent");
        }
      })(),
    );
    expect(error).toBeInstanceOf(TimeoutError);
    expect([time, others, warnings]).toEqual([110, [], []]);
    expect(new Set(trace)).toEqual(new Set(["child", "parent"]));
  });

  test("children that go on are abandoned with their parent, and those who wait for one are told", () => {
    const { error, warnings } = ending(
      stubborn(() => gather([stubborn(() => sleep(5)), stubborn(() => sleep(5))])),
      taskGroup(function* (group) {
        group.spawn(stubborn(() => sleep(5)));
        yield* sleep(1000);
      }),
    );
    expect(
      abandoned(error)
        .map(([name]) => name)
        .sort(),
    ).toEqual(["Task-1", "Task-2", "Task-3", "Task-4", "Task-5"]);
    expect(warnings).toEqual([]);
  });

  test("a chain may be longer than the stack", () => {
    function* link(depth: number): Generator<Suspend, void> {
      try {
        yield* depth === 0 ? sleep(1000) : spawn(link(depth - 1));
      } finally {
        if (depth === 0) yield* new Event().wait();
      }
    }
    const { error, time, others } = ending(link(20_000));
    expect(error).toBeInstanceOf(TimeoutError);
    expect([time, others]).toEqual([110, []]);
  });

  test("what is shielded goes on, until the loop is closed", () => {
    const stage = new Stage();
    const trace: string[] = [];
    function* saving(): Generator<Suspend, void> {
      try {
        yield* sleep(1000);
      } finally {
        trace.push(`cancelled at ${stage.time}`);
      }
    }
    ticking(stage);
    expect(() =>
      stage.runWith(
        times,
        shield(saving()),
        stubborn(() => sleep(5)),
      ),
    ).toThrow(TimeoutError);
    expect(trace).toEqual([]);
    stage.close();
    expect(trace).toEqual(["cancelled at 110"]);
  });

  test("wait() ends, and leaves its tasks alone", () => {
    const stage = new Stage();
    ticking(stage);
    const other = stage.loop.spawn(sleep(500, "on"));
    expect(() =>
      stage.runWith(
        times,
        stubborn(() => wait([other])),
      ),
    ).toThrow(TimeoutError);
    expect(stage.run(other)).toEqual(["on"]);
    stage.close();
  });

  test("uncancel() takes nothing back, and a late result is none but its own", () => {
    const stage = new Stage();
    ticking(stage);
    const task = stage.loop.spawn(
      (function* (): Generator<Suspend, string> {
        for (let i = 0; i < 50; i++) {
          try {
            yield* sleep(5);
          } catch {
            while (currentTask().cancelling > 0) currentTask().uncancel();
          }
        }
        return "late";
      })(),
    );
    expect(() => stage.runWith(times, task)).toThrow(TimeoutError);
    expect([task.result(), stage.time]).toEqual(["late", 110]);
    stage.close();
  });

  test("an error that comes on the way counts as seen", () => {
    const { warnings } = ending(
      (function* () {
        const failing = (function* (): Generator<Suspend, never> {
          yield* sleep(110);
          throw new Error("on its way");
        })();
        yield* shield(failing);
      })(),
      stubborn(() => sleep(110)),
    );
    expect(warnings.length).toBeLessThanOrEqual(1);
  });
});

/** Ends after so many waits, whoever cancels it. */
function* stubbornFor(waits: number): Generator<Suspend, void> {
  for (let i = 0; i < waits; i++) {
    try {
      yield* sleep(1000);
    } catch {}
  }
}

function* lazily<T>(make: () => Coroutine<T>): Generator<Suspend, T> {
  return yield* make();
}

describe("the same time have those that are cancelled", () => {
  test("by the first error that is not listed", () => {
    const stage = new Stage();
    ticking(stage);
    const failing = (function* () {
      yield* sleep(5);
      throw new Error("first");
    })();
    let caught: unknown;
    try {
      stage.runWith(
        { cleanupGrace: 100 },
        failing,
        stubborn(() => sleep(50)),
      );
    } catch (error) {
      caught = error;
    }
    expect(String(caught)).toBe("Error: first");
    expect(abandoned(caught)).toEqual([["Task-2", "at sleep()", "at stubborn"]]);
    expect(stage.time).toBe(105);
    stage.close();
  });

  test("by something that carries no other errors: then a warning tells", () => {
    const stage = new Stage();
    ticking(stage);
    const failing = (function* () {
      yield* sleep(5);
      throw "a text";
    })();
    expect(() =>
      stage.runWith(
        { cleanupGrace: 0 },
        failing,
        stubborn(() => sleep(50)),
      ),
    ).toThrow("a text");
    expect(stage.time).toBe(5);
    expect(stage.warnings.join()).toMatch(/^Cannot wait any longer: 1 task goes on/);
    stage.close();
  });

  test("at the end of their loop", () => {
    const stage = new Stage();
    const trace: string[] = [];
    stage.run(
      (function* () {
        spawn(
          (function* () {
            try {
              yield* sleep(1000);
            } finally {
              try {
                yield* sleep(Number.MAX_SAFE_INTEGER);
              } finally {
                trace.push(`ended at ${stage.time}`);
              }
            }
          })(),
        );
        spawn(stubborn(() => sleep(5)));
        yield* sleep(1);
      })(),
    );
    stage.close();
    expect(trace).toEqual(["ended at 2001"]);
    expect(stage.warnings).toEqual([
      expect.stringMatching(
        /^Cannot wait any longer: 1 task goes on .* is abandoned\n {2}Task-3\n {4}at sleep\(\)\n {4}at stubborn/,
      ),
    ]);
  });

  test("in a later run, or at the end of the loop, if the run is over before they are abandoned", () => {
    const stage = new Stage();
    ticking(stage);
    const main = (function* () {
      try {
        yield* taskGroup(function* (group) {
          group.spawn(stubborn(() => sleep(5)));
          yield* sleep(1000);
        });
      } finally {
        yield* sleep(0);
      }
    })();
    const other = stage.loop.spawn(stubborn(() => sleep(50)));
    expect(() => stage.runWith({ timeout: 10, cleanupGrace: 20 }, main, shield(other))).toThrow(TimeoutError);
    expect(stage.run(sleep(1000, "on"))).toEqual(["on"]);
    stage.close();
    expect(stage.warnings).toEqual([expect.stringMatching(/1 task goes on .*\n {2}Task-1/)]);
  });

  test("without limit, when it is Infinity", () => {
    const stage = new Stage();
    expect(() =>
      stage.runWith(
        { timeout: 10, cleanupGrace: Number.POSITIVE_INFINITY },
        (function* () {
          try {
            yield* sleep(1000);
          } finally {
            yield* sleep(1e9);
          }
        })(),
      ),
    ).toThrow(TimeoutError);
    expect(stage.time).toBe(1e9 + 10);
    stage.close();
  });
});

describe("a deadlock while cleaning up", () => {
  test("ends the time at once", () => {
    const stage = new Stage();
    let caught: unknown;
    try {
      stage.runWith(
        times,
        stubborn(() => new Event().wait()),
        sleep(20),
      );
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(TimeoutError);
    expect(stage.time).toBe(10);
    expect(suppressed(caught)).toEqual([expect.any(DeadlockError), expect.any(TimeoutError)]);
    expect((suppressed(caught)[1] as TimeoutError).tasks).toHaveLength(1);
    stage.close();
  });
});

describe("a run within a run", () => {
  /** On the same clock. */
  function inner(stage: Stage, within: Times, ...coroutines: readonly Coroutine<unknown>[]): unknown[] {
    const loop = new Loop(stage);
    const run = new Run(loop, coroutines, () => false, within);
    loop.runUntil(run.finished, () => run.deadlocked());
    return run.results();
  }

  test("ends with the deadline of the outer one, and has no more time for cleaning up than that", () => {
    const stage = new Stage();
    const trace: string[] = [];
    let caught: unknown;
    try {
      stage.runWith(
        times,
        (function* () {
          yield* sleep(1);
          try {
            inner(
              stage,
              { timeout: 50, cleanupGrace: 1000 },
              (function* () {
                try {
                  yield* sleep(1000);
                } finally {
                  trace.push(`cancelled at ${stage.time}`);
                  yield* sleep(1000);
                }
              })(),
            );
          } finally {
            trace.push(`ended at ${stage.time}`);
          }
        })(),
      );
    } catch (error) {
      caught = error;
    }
    expect(trace).toEqual(["cancelled at 10", "ended at 110"]);
    expect(String(caught)).toMatch(
      /^TimeoutError: Cannot finish the run: the deadline of the run around it has passed\n/,
    );
    stage.close();
  });

  test("in the cleanup of the outer one ends with that", () => {
    const stage = new Stage();
    const trace: string[] = [];
    expect(() =>
      stage.runWith(
        times,
        (function* () {
          try {
            yield* sleep(1000);
          } finally {
            for (let i = 0; i < 2; i++) {
              try {
                inner(
                  stage,
                  {},
                  (function* () {
                    yield* sleep(1000);
                  })(),
                );
              } catch {
                trace.push(`ended at ${stage.time}`);
              }
            }
          }
        })(),
      ),
    ).toThrow(TimeoutError);
    expect(trace).toEqual(["ended at 110", "ended at 110"]);
    stage.close();
  });

  test("in what a loop waits for after its run ends with that, and is beneath it", () => {
    const stage = new Stage();
    stage.loop.during(20, () => {
      expect(() => inner(stage, {}, sleep(1000))).toThrow("the deadline of the run around it has passed");
      expect(() => stage.run(sleep(1))).toThrow("this loop is running already");
    });
    expect([stage.time, stage.loop.driving]).toEqual([20, false]);
    expect(stage.run(sleep(1, "on"))).toEqual(["on"]);
    stage.close();
  });

  test("ends with its own deadline, when that comes first, and does not care for another clock", () => {
    const stage = new Stage();
    const other = new Stage();
    stage.runWith(
      { timeout: 100 },
      (function* () {
        expect(() => inner(stage, { timeout: 5 }, sleep(1000))).toThrow("its deadline of 5 ms has passed");
        expect(inner(other, {}, sleep(1000, "later"))).toEqual(["later"]);
        yield* sleep(1);
      })(),
    );
    expect([stage.time, other.time]).toEqual([6, 1000]);
    stage.close();
    other.close();
  });
});
