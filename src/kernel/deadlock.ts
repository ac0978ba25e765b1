import { DeadlockError, TimeoutError, type WaitingTask } from "../errors.ts";
import { atUser } from "../users-line.ts";
import { awaitStack, stackLines, waitingTask } from "./await-stack.ts";
import { Composite } from "./composite.ts";
import type { Future } from "./future.ts";
import type { Loop } from "./loop.ts";
import { wholeStack } from "./suspension.ts";
import { Task } from "./task.ts";

/** So many tasks of a loop are written out in the message; the error has all of them. */
const described = 10;

/** The report of a loop in which every task waits and nothing can wake one, and of the loops beneath it. */
export function deadlock(loop: Loop): DeadlockError {
  const tasks = waitingTasks(loop, undefined);
  const beneath: WaitingTask[] = [];
  const subject = tasks.length === 1 ? "the only task waits" : `all ${tasks.length} tasks wait`;
  const lines = [
    `Cannot go on: ${subject}, and nothing can wake ${tasks.length === 1 ? "it" : "them"}`,
    ...describeTasks(tasks),
  ];
  const physical = segments(wholeStack());
  for (let outer = loop.beneath, depth = 0; outer !== undefined; outer = outer.beneath, depth++) {
    const still = waitingTasks(outer, physical[depth]);
    beneath.push(...still);
    const counted =
      still.length === 1 ? "1 task of the outer run stands" : `${still.length} tasks of the outer run stand`;
    lines.push(`Beneath it, ${counted} still, and can wake nobody until this run ends`, ...describeTasks(still));
  }
  return atUser(new DeadlockError(lines.join("\n"), tasks, beneath));
}

/** So many tasks are told of when time is up: there may be any number, and somebody waits for the error. */
const toldOf = 100;

/** An error of a time that has passed, which tells what was waited for. To be made before that is cancelled. */
export function timeIsUp(message: string, tasks: Iterable<Task<unknown>>, options: ErrorOptions = {}): TimeoutError {
  const waiting: WaitingTask[] = [];
  for (const task of tasks) {
    if (waiting.length === toldOf) break;
    const write = awaitStack(task);
    if (task.waiting !== undefined) waiting.push(waitingTask(task.name, write));
  }
  return new TimeoutError([message, ...describeTasks(waiting)].join("\n"), { ...options, tasks: waiting });
}

/** A task, and those that it waits for, in the end. */
export function* tasksUnder(task: Task<unknown>): Iterable<Task<unknown>> {
  const found = new Set<Future<unknown>>([task]);
  for (const future of found) {
    if (future.done) continue;
    if (future instanceof Task) {
      yield future;
      if (future.waiting !== undefined) found.add(future.waiting);
    } else if (future instanceof Composite) for (const child of future.children) found.add(child);
  }
}

/** @param physical where the loop's running task called the inner run: that one does not wait, its frames are on the stack. */
function waitingTasks(loop: Loop, physical: (() => readonly string[]) | undefined): WaitingTask[] {
  return Array.from(loop.tasks(), (task) =>
    waitingTask(task.name, (task === loop.currentTask ? physical : undefined) ?? awaitStack(task)),
  );
}

/** The first of some tasks with their stacks, as lines of a message. */
export function describeTasks(tasks: readonly WaitingTask[]): string[] {
  const lines = tasks
    .slice(0, described)
    .flatMap(({ name, stack }) => [`  ${name}`, ...stack.map((frame) => `    ${frame}`)]);
  return tasks.length > described ? [...lines, `  and ${tasks.length - described} more`] : lines;
}

/**
 * The frames of each coroutine, innermost first, that has called an inner run and is still on the physical stack: they stand
 * between the driving of that run and the step of the task, and are none of this package's own.
 */
function segments(stack: Error): (() => readonly string[])[] {
  const lines = stackLines(stack);
  const own = /[(\s]([^(]*)kernel\/\w[\w-]*\.\w+:\d+:\d+\)?$/.exec(lines[0] ?? "")?.[1] ?? "\n";
  const found: (() => readonly string[])[] = [];
  let start = -1;
  for (const [index, line] of lines.entries()) {
    if (start < 0 && line.includes("Loop.runUntil ")) start = index;
    if (start < 0 || !line.includes("Task.step ")) continue;
    const frames = lines
      .slice(start, index)
      .filter((frame) => !frame.includes(own) && !frame.endsWith(".next (<anonymous>)"));
    found.push(() => frames);
    start = -1;
  }
  return found;
}
