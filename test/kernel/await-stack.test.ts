import { describe, expect, test } from "vitest";
import type { Suspend } from "../../src/kernel/coroutine.ts";
import { Future } from "../../src/kernel/future.ts";
import { call } from "../../src/primitives/call.ts";
import { currentTask } from "../../src/primitives/current.ts";
import { Event } from "../../src/primitives/event.ts";
import { gather } from "../../src/primitives/gather.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { run } from "../support/stage.ts";

describe("Task.awaitStack()", () => {
  const functions = (stack: readonly string[]) => stack.map((line) => /^at (\S+)/.exec(line)?.[1]);

  test("gives every level, also through call(), and runs nothing", () => {
    const ran: string[] = [];
    run(
      (function* () {
        const gate = new Event();
        function* inner() {
          yield* gate.wait();
          ran.push("inner");
        }
        function* middle(): Generator<Suspend, void> {
          yield* call(inner());
          ran.push("middle");
        }
        function* outer() {
          yield* middle();
        }
        const task = spawn(call(outer()));
        expect(task.awaitStack()).toEqual([]);
        yield* sleep(0);
        for (let i = 0; i < 3; i++) {
          const stack = task.awaitStack();
          expect(functions(stack)).toEqual(["Event.wait()", "inner", "middle", "outer"]);
          expect(stack[1]).toMatch(/^at inner \(.*await-stack\.test\.ts:\d+:\d+\)$/);
        }
        expect(ran).toEqual([]);
        gate.set();
        // Woken, and not gone on yet: it still stands there.
        expect(functions(task.awaitStack())).toEqual(["Event.wait()", "inner", "middle", "outer"]);
        yield* task;
        expect(ran).toEqual(["inner", "middle"]);
        expect(task.awaitStack()).toEqual([]);
        expect(currentTask().awaitStack()).toEqual([]);
      })(),
    );
  });

  test("goes through sleep, tasks and gather", () => {
    run(
      (function* () {
        const sleeper = spawn(sleep(5));
        function* joiner() {
          yield* sleeper;
        }
        function* gatherer() {
          yield* gather([sleeper]);
        }
        const tasks = [sleeper, spawn(joiner()), spawn(gatherer())];
        yield* sleep(0);
        expect(tasks.map((task) => functions(task.awaitStack()))).toEqual([["sleep()"], ["joiner"], ["gatherer"]]);
        sleeper.cancel();
        yield* sleep(0);
      })(),
    );
  });

  test("shows what stands for code elsewhere in the place of what made it", () => {
    class Elsewhere extends Future<void> {
      override get about(): string {
        return "at elsewhere";
      }
    }
    run(
      (function* () {
        const future = new Elsewhere(currentTask().loop);
        function* maker() {
          yield* future;
        }
        const task = spawn(
          (function* caller() {
            yield* maker();
          })(),
        );
        yield* sleep(0);
        expect(functions(task.awaitStack())).toEqual(["elsewhere", "caller"]);
        future.setResult();
        yield* task;
      })(),
    );
  });

  test("bears with a stack that the program formats itself", () => {
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = () => 5;
    try {
      run(
        (function* () {
          const task = spawn(
            (function* named() {
              yield* sleep(5);
            })(),
          );
          yield* sleep(0);
          expect(functions(task.awaitStack())).toEqual(["sleep()", "named"]);
        })(),
      );
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  });
});
