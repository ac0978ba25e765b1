import { DeadlockError, type WaitingTask } from "../errors.ts";
import type { Loop } from "./loop.ts";

/** The report of a loop in which every task waits and nothing can wake one. */
export function deadlock(loop: Loop): DeadlockError {
  const tasks: WaitingTask[] = [];
  for (const task of loop.tasks()) tasks.push({ name: task.name, stack: task.awaitStack() });
  const lines = tasks.map(({ name, stack }) => [`  ${name}`, ...stack.map((frame) => `    ${frame}`)].join("\n"));
  const count = tasks.length === 1 ? "the only task waits" : `all ${tasks.length} tasks wait`;
  return new DeadlockError(`Cannot go on: ${count} and nothing can wake them\n${lines.join("\n")}`, tasks);
}
