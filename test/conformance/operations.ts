import { BrokenBarrierError, CancelledError, TimeoutError } from "../../src/errors.ts";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import type { Task } from "../../src/kernel/task.ts";
import { asCompleted } from "../../src/primitives/as-completed.ts";
import { Barrier } from "../../src/primitives/barrier.ts";
import type { Condition } from "../../src/primitives/condition.ts";
import { now } from "../../src/primitives/current.ts";
import { Event } from "../../src/primitives/event.ts";
import { exitStack } from "../../src/primitives/exit-stack.ts";
import { gather } from "../../src/primitives/gather.ts";
import type { Holdable } from "../../src/primitives/holdable.ts";
import { moveOnAfter } from "../../src/primitives/move-on-after.ts";
import { Queue } from "../../src/primitives/queue.ts";
import { race } from "../../src/primitives/race.ts";
import { Future } from "../../src/primitives/settable-future.ts";
import { shield } from "../../src/primitives/shield.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { taskGroup } from "../../src/primitives/task-group.ts";
import { timeout, timeoutAt } from "../../src/primitives/timeout.ts";
import { wait } from "../../src/primitives/wait.ts";
import { waitFor } from "../../src/primitives/wait-for.ts";
import type { Statement } from "./program.ts";
import type { World } from "./replay.ts";

/** An error of the program, with a number of its own as its message. */
export class NumberedError extends Error {}
class A extends NumberedError {}
class B extends A {}
class C extends NumberedError {}

export const errorClasses: Readonly<Record<string, new (message?: string) => unknown>> = {
  A,
  B,
  C,
  T: TimeoutError,
  G: AggregateError as unknown as new () => unknown,
  X: CancelledError,
  K: BrokenBarrierError,
};

/** Run one statement. @returns what is written into the trace. */
export function* operations(
  world: World,
  me: number,
  s: Exclude<Statement, { 0: Control }>,
): Generator<Suspend, unknown> {
  switch (s[0]) {
    case "spawn":
      world.tasks.set(s[1], spawn(world.body(s[2])));
      return;
    case "cancel":
      return world.task(s[1])?.cancel();
    case "uncancel":
      return world.task(s[1])?.uncancel();
    case "state":
      return describe(world, world.task(s[1]));
    case "raise": {
      const type = errorClasses[s[1]] as new (message?: string) => unknown;
      throw new type(String(s[2]));
    }
    case "nested":
      return world.nested(s[1], s[2]);
    case "sleep":
      return yield* sleep(s[1], s[2]);
    case "join":
      return yield* world.tasks.get(s[1]) ?? nothing();
    case "joinOuter":
      return yield* world.outerTasks.get(s[1]) ?? nothing();
    case "gather":
      return yield* gather(
        s[1].map((what) => world.awaitable(what)),
        { returnExceptions: s[2] },
      );
    case "race":
      return yield* race(s[1].map((what) => world.awaitable(what)));
    case "shield":
      return yield* shield(world.awaitable(s[1]));
    case "timeout":
      return yield* timeout(s[1], world.awaitable(s[2]));
    case "waitFor":
      return yield* waitFor(world.awaitable(s[2]), s[1]);
    case "wait": {
      const tasks = [...new Set(s[1].map((slot) => world.tasks.get(slot)))].filter((task) => task !== undefined);
      if (tasks.length === 0) return;
      const { done } = yield* wait(tasks, { timeout: s[2] ?? undefined, returnWhen: s[3] });
      return tasks.map((task) => (done.includes(task) ? "done" : "pending"));
    }
    case "asCompleted":
      return yield* complete(
        s[1].map((what) => world.awaitable(what)),
        s[2],
      );
    case "group":
      yield* taskGroup(function* (group) {
        world.groups.set(s[1], group);
        yield* world.block(me, s[2]);
      });
      return;
    case "groupSpawn": {
      const group = world.groups.get(s[1]);
      if (group !== undefined) world.tasks.set(s[2], group.spawn(world.body(s[3])));
      return;
    }
    case "flag":
      world.flags[s[1]] = s[2];
      return;
    case "timeoutBody":
      yield* timeout(s[2], function* (deadline) {
        world.deadlines.set(s[1], deadline);
        yield* world.block(me, s[3]);
      });
      return;
    case "reschedule":
      return world.deadlines.get(s[1])?.reschedule(s[2]);
    case "deadline": {
      const deadline = world.deadlines.get(s[1]);
      return deadline && `${deadline.when === Number.POSITIVE_INFINITY ? "inf" : deadline.when} ${deadline.expired}`;
    }
    case "timeoutAt":
      return yield* timeoutAt(now() + s[1], world.awaitable(s[2]));
    case "moveOnAfter":
      return yield* moveOnAfter(s[1], world.awaitable(s[2]));
    case "future":
      world.futures.set(s[1], new Future());
      return;
    case "cancelFuture":
      return world.futures.get(s[1])?.cancel();
    case "awaitFuture":
      return yield* world.futures.get(s[1]) ?? nothing();
    case "futureState": {
      const future = world.futures.get(s[1]);
      return future && `${future.done} ${future.cancelled} ${outcome(world, future)}`;
    }
    case "setResult":
      return world.futures.get(s[1])?.setResult(s[2]);
    case "setException": {
      const type = errorClasses[s[2]] as new (message?: string) => unknown;
      return world.futures.get(s[1])?.setException(new type(String(s[3])));
    }
    case "addDone":
      return (s[1] === "task" ? world.tasks : world.futures).get(s[2])?.addDoneCallback(world.callback(s[3]));
    case "removeDone":
      return (s[1] === "task" ? world.tasks : world.futures).get(s[2])?.removeDoneCallback(world.callback(s[3]));
    case "asCompletedOn":
      return yield* completeOn(
        s[1].map((what) => world.awaitable(what)),
        s[2],
        s[3] ?? undefined,
      );
    case "groupCancel":
      return world.groups.get(s[1])?.cancel();
    case "exitStack":
      yield* exitStack(function* (stack) {
        for (const cleanup of s[2]) stack.defer(() => world.block(me, cleanup));
        yield* world.block(me, s[1]);
      });
      return;
    case "setVar":
      return world.variable(s[1]).enterWith(s[2]);
    case "getVar":
      return world.variable(s[1]).getStore();
    case "within": {
      const inner = operations(world, me, s[3] as Exclude<Statement, { 0: Control }>);
      return world.variable(s[1]).run(s[2], () => inner.next().value);
    }
    default:
      return yield* ofThing(world, me, s);
  }
}

/** Statements about a thing. */
type OfThing = Exclude<
  Statement,
  { 0: Control | "spawn" | "cancel" | "uncancel" | "state" | "raise" | "nested" | OfTasks }
>;
type Control = "try" | "tryAgain" | "repeat" | "return" | "call";
type OfTasks =
  | "sleep"
  | "join"
  | "joinOuter"
  | "gather"
  | "race"
  | "shield"
  | "timeout"
  | "waitFor"
  | "wait"
  | "asCompleted"
  | "group"
  | "groupSpawn"
  | "flag"
  | "timeoutBody"
  | "reschedule"
  | "deadline"
  | "timeoutAt"
  | "moveOnAfter"
  | "future"
  | "cancelFuture"
  | "awaitFuture"
  | "futureState"
  | "setResult"
  | "setException"
  | "addDone"
  | "removeDone"
  | "asCompletedOn"
  | "groupCancel"
  | "exitStack"
  | "setVar"
  | "getVar"
  | "within";

function* ofThing(world: World, me: number, s: OfThing): Generator<Suspend, unknown> {
  const thing = world.things[s[1]];
  const queue = thing as Queue<number>;
  const event = thing as Event;
  const holdable = thing as Holdable;
  const condition = thing as Condition;
  const barrier = thing as Barrier;
  switch (s[0]) {
    case "put":
      return yield* queue.put(s[2]);
    case "putNowait":
      return queue.putNowait(s[2]);
    case "get":
      return yield* queue.get();
    case "getNowait":
      return queue.getNowait();
    case "taskDone":
      return queue.taskDone();
    case "queueJoin":
      return yield* queue.join();
    case "eventWait":
      return yield* event.wait();
    case "set":
      return event.set();
    case "clear":
      return event.clear();
    case "acquire":
      return yield* holdable.acquire();
    case "release":
      return holdable.release();
    case "hold": {
      const held = yield* holdable.hold();
      try {
        yield* world.block(me, s[2]);
      } finally {
        held[Symbol.dispose]();
      }
      return;
    }
    case "with":
      yield* holdable.with(() => world.block(me, s[2]));
      return;
    case "conditionWait":
      return yield* condition.wait();
    case "conditionWaitFor":
      return yield* condition.waitFor(() => world.flags[s[2]]);
    case "notify":
      return condition.notify(s[2]);
    case "notifyAll":
      return condition.notifyAll();
    case "barrierWait":
      return yield* barrier.wait();
    case "barrierReset":
      return yield* barrier.reset();
    case "barrierAbort":
      return yield* barrier.abort();
    case "look":
      return look(thing);
    case "shutdown":
      return queue.shutdown(s[2]);
    default:
      throw new Error(`no such statement: ${JSON.stringify(s satisfies never)}`);
  }
}

function look(thing: unknown): string {
  if (thing instanceof Queue) return `${thing.size} ${thing.empty} ${thing.full}`;
  if (thing instanceof Event) return String(thing.isSet);
  if (thing instanceof Barrier) return `${thing.waiting} ${thing.broken}`;
  return String((thing as Condition).locked);
}

function describe(world: World, task: Task<unknown> | undefined): string | undefined {
  if (task === undefined) return undefined;
  return `${task.done} ${task.cancelled} ${task.cancelling} ${outcome(world, task)}`;
}

/** What a task or a future ended with. */
export function outcome(world: World, future: Pick<Task<unknown>, "result">): string {
  try {
    return world.show(future.result());
  } catch (error) {
    return `!${world.show(error)}`;
  }
}

/** Takes some of the results, leaves the iteration, and goes on with it. */
function* completeOn(
  coroutines: readonly Coroutine<unknown>[],
  take: number,
  limit: number | undefined,
): Generator<Suspend, unknown[]> {
  const results: unknown[] = [];
  const all = asCompleted(coroutines, { timeout: limit });
  for (const most of [take, Number.POSITIVE_INFINITY]) {
    if (most === 0) continue;
    let taken = 0;
    for (const next of all) {
      try {
        results.push(yield* next);
      } catch (error) {
        if (!(error instanceof NumberedError || error instanceof TimeoutError)) throw error;
        results.push(error);
      }
      if (++taken === most) break;
    }
  }
  return results;
}

/** Takes the first results of some coroutines, their errors too. */
function* complete(coroutines: readonly Coroutine<unknown>[], take: number): Generator<Suspend, unknown[]> {
  const results: unknown[] = [];
  let taken = 0;
  for (const next of asCompleted(coroutines)) {
    if (taken++ === take) break;
    try {
      results.push(yield* next);
    } catch (error) {
      if (!(error instanceof NumberedError)) throw error;
      results.push(error);
    }
  }
  return results;
}

function* nothing(): Generator<Suspend, undefined> {}
