import { DeadlockError, type WaitingTask } from "../errors.ts";
import { awaitStack, stackLines, waitingTask } from "./await-stack.ts";
import type { Loop } from "./loop.ts";
import { wholeStack } from "./suspension.ts";

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
  return new DeadlockError(lines.join("\n"), tasks, beneath);
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
